"""Checks of types: expressions read fields and values there are, and compare like with like."""

from collections.abc import Iterator, Mapping

from workflow.compiler.context import Context
from workflow.compiler.expressions import Asked, asked, asked_above, place_in, tree_of
from workflow.compiler.gives import graph_values, names_of_the_dossier
from workflow.compiler.inference import inferred
from workflow.compiler.shapes import ANYTHING, NUMBER, Shape, list_of, mapping_of
from workflow.compiler.walking import Site
from workflow.definition.models import Definition, EachStep, ParallelStep, Step, WaitStep
from workflow.definition.places import Fault
from workflow.definition.reading import Node

Names = Mapping[str, Shape]


def expressions_fit(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """unknown-form-field, unknown-value, type-mismatch, impossible-value: whatever way the dossier comes."""
    outermost = Site(definition.graph, tree, ("steps",))
    names = {**names_of(definition, context), **graph_values(outermost.graph, context)}
    for above in asked_above(definition):
        yield from _misfits(above, tree.at(above.keys), names, f"`{'.'.join(map(str, above.keys))}`")
    for name, _, each, node, known in expressions_in(definition, tree, context):
        yield from _misfits(each, node, known, f"step '{name}'")


def expressions_in(
    definition: Definition, tree: Node, context: Context
) -> Iterator[tuple[str, Step, Asked, Node, Names]]:
    """Every expression of every step: the step's name and itself, what is asked, where, and the names it may read."""
    yield from _in_graph(Site(definition.graph, tree, ("steps",)), names_of(definition, context), context)


def names_of(definition: Definition, context: Context) -> dict[str, Shape]:
    """The names that are there before any step."""
    schema = context.form_of(definition.procedure, definition.form)
    return names_of_the_dossier(context.shape_of(schema) if schema is not None else None)


def _in_graph(site: Site, outer: Names, context: Context) -> Iterator[tuple[str, Step, Asked, Node, Names]]:
    names = {**outer, **graph_values(site.graph, context)}
    for name, step in site.graph.steps.items():
        for each in asked(step, context):
            node = site.tree.at((*site.path, name, *each.keys))
            yield name, step, each, node, {**names, **names_beside(step, each)}
        of_element = {"row": _element(step, names), "index": NUMBER} if isinstance(step, EachStep) else {}
        for inner in site.below(name, step):
            yield from _in_graph(inner, {**names, **of_element}, context)


def names_beside(step: Step, each: Asked) -> dict[str, Shape]:
    """What only this expression reads: of a join what has ended, of a wait the other branches."""
    match step, each.keys:
        case ParallelStep(), ("until",):
            return {"branches": mapping_of({}, dict.fromkeys(step.parallel, ANYTHING)), "count": NUMBER}
        case EachStep(), ("until",):
            return {"rows": list_of(ANYTHING), "count": NUMBER}
        case WaitStep(), ("once",):
            return {"beside": ANYTHING}
    return {}


def _element(step: EachStep, names: Names) -> Shape:
    tree = tree_of(step.each)
    return (inferred(tree, names).shape.items if tree else None) or ANYTHING


def _misfits(each: Asked, node: Node, names: Names, whose: str) -> Iterator[Fault]:
    tree = tree_of(each.expression)
    if tree is None:
        return
    found = inferred(tree, names)
    for misfit in found.misfits:
        place = place_in(node, each.expression, misfit.column)
        yield Fault(misfit.code, place, f"{whose}: {misfit.reason}", misfit.hint)
    if not found.misfits and not found.shape.kinds & each.wanted.kinds:
        reason = f"{whose}: `{each.expression.source}` gives {found.shape}, and {each.wanted} is needed"
        yield Fault("type-mismatch", node.place, reason)
