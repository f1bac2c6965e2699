"""The procedure as Mermaid flowchart text, for wikis and reviews: graphs inside graphs are subgraphs."""

from collections.abc import Iterator

from workflow.definition.models import Definition
from workflow.drawing.layout import start_of
from workflow.drawing.names import Names
from workflow.drawing.plan import Arrow, Node, Plan, Shape, plan_of
from workflow.drawing.symbols import COLOURS

FIGURES: dict[Shape, tuple[str, str]] = {
    Shape.PERSON: ("(", ")"),
    Shape.AUTOMATIC: ("[[", "]]"),
    Shape.REGISTER: ("[(", ")]"),
    Shape.DECISION: ("{", "}"),
    Shape.DOCUMENT: ("[/", "/]"),
    Shape.MONEY: ("[", "]"),
    Shape.POST: ("[", "]"),
    Shape.WAITING: ("([", "])"),
    Shape.MESSAGE: (">", "]"),
    Shape.GROUP: ("[", "]"),
    Shape.END: ("([", "])"),
}
_SPOKEN = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\\": "#92;", "&": "#amp;"}


def mermaid(definition: Definition, names: Names) -> str:
    """A flowchart of the whole procedure."""
    plan = plan_of(definition.graph, names)
    ids = {path: f"n{number}" for number, path in enumerate(_paths(plan))}
    used = {node.shape for node in plan.all_nodes()}
    lines = [
        "---",
        f"title: {_quoted(names.text(definition.title))}",
        "---",
        "flowchart TB",
        *_graph(plan, ids, "  "),
        *(
            f"  classDef is_{shape} fill:{COLOURS[shape][0]},stroke:{COLOURS[shape][1]}"
            for shape in Shape
            if shape in used
        ),
    ]
    return "\n".join(lines) + "\n"


def _paths(plan: Plan) -> Iterator[str]:
    yield start_of(plan)
    for node in plan.nodes:
        yield node.path
        for branch, part in node.parts:
            yield f"{node.path}.{branch}"
            yield from _paths(part)


def _graph(plan: Plan, ids: dict[str, str], indent: str) -> Iterator[str]:
    start = start_of(plan)
    yield f"{indent}{ids[start]}((( )))"
    for node in plan.nodes:
        yield from _node(node, ids, indent)
    for arrow in (Arrow(start, plan.start), *plan.arrows):
        label = f"|{_text(arrow.label)}|" if arrow.label else ""
        yield f"{indent}{ids[arrow.source]} -->{label} {ids[arrow.target]}"


def _node(node: Node, ids: dict[str, str], indent: str) -> Iterator[str]:
    if not node.parts:
        before, after = FIGURES[node.shape]
        words = "<br/>".join(_escaped(each) for each in (node.title, node.who, *node.remarks) if each)
        yield f'{indent}{ids[node.path]}{before}"{words}"{after}:::is_{node.shape}'
        return
    yield f"{indent}subgraph {ids[node.path]} [{_text(', '.join((node.title, *node.remarks)))}]"
    for branch, part in node.parts:
        if branch:
            yield f"{indent}  subgraph {ids[f'{node.path}.{branch}']} [{_text(branch.replace('_', ' '))}]"
            yield from _graph(part, ids, indent + "    ")
            yield f"{indent}  end"
        else:
            yield from _graph(part, ids, indent + "  ")
    yield f"{indent}end"


def _text(words: str) -> str:
    return f'"{_escaped(words)}"'


def _escaped(words: str) -> str:
    """Letters that mean something to Mermaid or HTML, as entities."""
    return "".join(_SPOKEN.get(letter, letter) for letter in words)


def _quoted(title: str) -> str:
    """A title in the YAML head of the chart."""
    return "'" + title.replace("'", "''") + "'"
