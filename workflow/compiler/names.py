"""Checks of names: steps, branches and fields are called so that conditions can read them, and conditions read what there is."""

import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from workflow.compiler.context import Context
from workflow.compiler.walking import Site
from workflow.conditions import Condition, Expression
from workflow.definition.models import (
    CallStep,
    DecideStep,
    Definition,
    EachStep,
    ParallelStep,
    PayStep,
    ReturnStep,
    ReviewStep,
    Step,
    WaitStep,
)
from workflow.definition.places import Fault, Path, Place
from workflow.definition.reading import Node

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
OF_THE_DOSSIER = ("form", "dossier", "applicant")
OF_AN_ELEMENT = ("row", "index")
OF_A_JOIN = {"parallel": ("branches", "count"), "each": ("rows", "count")}
"""What `until` may read of those that have ended, by the kind of step."""
BESIDE = "beside"
"""What `once` may read of the other branches."""
TAKEN = frozenset(
    {*OF_THE_DOSSIER, *OF_AN_ELEMENT, *chain(*OF_A_JOIN.values()), BESIDE, "outcome", "correction", "corrects"}
)
"""Names that mean something else where the names of steps are read."""
OF_A_DECISION = frozenset({"by", "officer", "at", "reason", "checked", "outcome"})
"""What every decision gives beside its fields."""
OF_A_WAIT = frozenset({"reached", "elapsed"})
"""How a wait ends otherwise than with one of its events."""
RESERVED = frozenset(
    {
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
        "namespace", "null", "package", "return", "true", "var", "void", "while",
    }
)  # fmt: skip
"""Words CEL keeps for itself."""
BOUND = re.compile(r"\.(?:all|exists|exists_one|map|filter)\(\s*(\w+)\s*,")
"""Names an expression brings along: `people.all(p, …)`."""
HINT = "use small letters, digits and underscores, beginning with a letter, and no word of the language of conditions"


def names_are_identifiers(site: Site, context: Context) -> Iterator[Fault]:
    """bad-name: names of steps, branches, outcomes and fields are read in conditions and stand in paths."""
    for name, step in site.graph.steps.items():
        yield from _name(site.place(name), "step", name, TAKEN)
        for branch in step.parallel if isinstance(step, ParallelStep) else ():
            yield from _name(site.key_place(name, "parallel", branch), "branch", branch)
        if isinstance(step, ReviewStep):
            for outcome in step.outcomes():
                yield from _name(site.key_place(name, "then", outcome), "outcome", outcome)
            for field in step.fields:
                yield from _name(site.key_place(name, "fields", field), "field", field, OF_A_DECISION)
        for index, event in enumerate(step.events if isinstance(step, WaitStep) else ()):
            yield from _name(site.place(name, "events", index), "event", event, OF_A_WAIT)


def expressions_read_known_names(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-name: an expression reads a name that is neither of the dossier nor a step of this graph or one around it."""
    known = {*OF_THE_DOSSIER}
    for each in (*site.outer, site):
        known.update(_given_by(each))
        if each.of_element:
            known.update(OF_AN_ELEMENT)
    for name, step in site.graph.steps.items():
        for keys, expression in _expressions(step):
            here: tuple[str, ...] = OF_A_JOIN.get(step.kind, ()) if keys == ("until",) else ()
            if keys == ("once",) and site.of_branch:
                here = (BESIDE,)
            yield from _unknown(expression, {*known, *here}, site.place(name, *keys), f"step '{name}'")


def expressions_above_the_steps_read_known_names(definition: Definition, tree: Node) -> Iterator[Fault]:
    """unknown-name, for the conditions of papers and limits and for the subject."""
    outermost = Site(definition.graph, tree, ("steps",))
    known = {*OF_THE_DOSSIER, *_given_by(outermost)}
    found: list[tuple[Path, Expression | None]] = [(("subject",), definition.subject)]
    found += [(("components", name, "when"), paper.when) for name, paper in definition.components.items()]
    found += [(("deadline", "choose", i, "when"), limit.when) for i, limit in enumerate(definition.deadline.choose)]
    for path, expression in found:
        if expression is not None:
            yield from _unknown(expression, known, tree.place_of(path), f"`{'.'.join(map(str, path))}`")


def _name(place: Place, what: str, name: str, taken: Iterable[str] = ()) -> Iterator[Fault]:
    if not IDENTIFIER.fullmatch(name) or name in RESERVED:
        yield Fault("bad-name", place, f"the {what} '{name}' has a name that conditions cannot read", HINT)
    elif name in taken:
        reason = f"the {what} '{name}' has a name that means something else in conditions"
        yield Fault("bad-name", place, reason, "choose another name")


def _given_by(site: Site) -> Iterator[str]:
    """The names a graph's steps give: their own, and what is known of a parcel on its way."""
    for name, step in site.graph.steps.items():
        yield name
        if isinstance(step, ReturnStep):
            yield f"{name}_shipment"


def _expressions(step: Step) -> Iterator[tuple[Path, Expression]]:
    """Every expression of a step, with the keys that lead to it."""
    match step:
        case DecideStep():
            for index, choice in enumerate(step.decide):
                if choice.when is not None:
                    yield ("decide", index, "when"), choice.when
        case EachStep():
            yield ("each",), step.each
        case PayStep():
            yield ("pay",), step.pay
        case ParallelStep():
            for branch, graph in step.parallel.items():
                if graph.when is not None:
                    yield ("parallel", branch, "when"), graph.when
        case WaitStep(once=Condition() as once):
            yield ("once",), once
    if isinstance(step, ParallelStep | EachStep | WaitStep) and isinstance(step.until, Expression):
        yield ("until",), step.until
    if isinstance(step, ParallelStep | CallStep) and step.exclusive is not None:
        yield ("exclusive",), step.exclusive
    given = step.answers if isinstance(step, CallStep) else getattr(step, "with_", {})
    for key, expression in given.items():
        yield ("with", key), expression


def _unknown(expression: Expression, known: Iterable[str], place: Place, whose: str) -> Iterator[Fault]:
    for name in expression.names:
        if name not in known and name not in BOUND.findall(expression.source):
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"it may read: {', '.join(sorted(known))}"
            yield Fault("unknown-name", place, f"{whose} reads '{name}', which nothing gives", hint)
