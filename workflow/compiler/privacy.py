"""Checks that personal data reach no message, and only those papers that are allowed to show them.

What a value is, is known by the format its form field declares. A notice goes out by SMS or e-mail and is read by whoever
holds the telephone: it tells no numbers of people, accounts or diagnoses. A paper shows those its template names under
`x-shows`; identity and account where it names none. What rules and registers give is not followed: they declare no formats.
"""

from collections.abc import Iterator, Mapping

from workflow.compiler.context import Context
from workflow.compiler.expressions import Asked, place_in, tree_of
from workflow.compiler.inference import inferred
from workflow.compiler.shapes import Shape
from workflow.compiler.syntax import Binary, Call, Conditional, Has, Select, Syntax, Unary, parts_of
from workflow.compiler.types import Names, expressions_in
from workflow.definition.models import Definition, NotifyStep, ProduceStep, Step
from workflow.definition.places import Fault
from workflow.definition.reading import Node

IDENTITY, ACCOUNT, HEALTH = "identity", "account", "health"
OF_FORMAT = {
    **dict.fromkeys(
        ("personal_id", "old_identity_number", "passport", "si_number", "hi_card", "hi_card_number"), IDENTITY
    ),
    "bank_account": ACCOUNT,
    "icd10": HEALTH,
}
USUAL = frozenset({IDENTITY, ACCOUNT})
NAMES = {IDENTITY: "the number of a person", ACCOUNT: "the number of an account", HEALTH: "a diagnosis"}
TESTS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"})


def personal_data_stay_where_they_may_be(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """told-too-much: a notice or a paper is given what it must not show."""
    for name, step, each, node, names in expressions_in(definition, tree, context):
        allowed = _allowed(step, context)
        expression = tree_of(each.expression) if allowed is not None and each.keys[0] == "with" else None
        if allowed is None or expression is None:
            continue
        for column, kind in _told(expression, names):
            if kind not in allowed:
                yield _fault(name, step, each, node, column, kind)
                break


def _allowed(step: Step, context: Context) -> frozenset[str] | None:
    match step:
        case NotifyStep():
            return frozenset()
        case ProduceStep():
            shown = context.papers.get(step.produce, {}).get("x-shows")
            return USUAL if shown is None else frozenset(shown)
    return None


def _fault(name: str, step: Step, each: Asked, node: Node, column: int, kind: str) -> Fault:
    place = place_in(node, each.expression, column)
    reason = f"step '{name}': `{each.expression.source}` tells {NAMES[kind]}"
    if isinstance(step, NotifyStep):
        return Fault("told-too-much", place, f"{reason}, and notices are read by anybody", "leave it out of the notice")
    hint = f"leave it out, or let the template say `x-shows: [{kind}, …]`"
    return Fault("told-too-much", place, f"{reason}, which this paper must not show", hint)


def _told(tree: Syntax, names: Names) -> Iterator[tuple[int, str]]:
    """The kinds of personal data in the value of an expression, with the column of what brings them."""
    for kind in _in_shape(inferred(tree, names).shape):
        yield tree.column, kind
    match tree:
        case Has() | Unary() | Select():
            return
        case Binary(operator=operator) if operator in TESTS:
            return
        case Call(function="size"):
            return
        case Conditional(then=then, otherwise=otherwise):
            parts: tuple[Syntax, ...] = (then, otherwise)
        case _:
            parts = parts_of(tree)
    for part in parts:
        yield from _told(part, names)


def _in_shape(shape: Shape, depth: int = 0) -> Iterator[str]:
    """Of the value itself, its elements and its fields."""
    if shape.format in OF_FORMAT:
        yield OF_FORMAT[shape.format]
    if depth > 6:
        return
    if shape.items is not None:
        yield from _in_shape(shape.items, depth + 1)
    fields: Mapping[str, object] = shape.fields
    for each in fields:
        yield from _in_shape(shape.fields[each].shape, depth + 1)
