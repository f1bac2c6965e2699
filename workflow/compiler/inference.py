"""The shape of an expression, from the shapes of the names it reads; what does not fit is told with its column.

Whether a value is there is known from shapes and from tests in the expression itself: `has(a.b) && a.b.c == 1`.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflow.compiler.knowledge import NOTHING, Facts, Path, facts_when, is_there, narrowed, without
from workflow.compiler.shapes import (
    ANYTHING,
    BOOLEAN,
    NULL,
    NUMBER,
    TEXT,
    Field,
    Kind,
    Presence,
    Shape,
    either,
    list_of,
    mapping_of,
    one_of,
)
from workflow.compiler.syntax import (
    Binary,
    Call,
    Conditional,
    Has,
    Index,
    Listing,
    Literal,
    Macro,
    Name,
    Select,
    Syntax,
    Unary,
    path_of,
)
from workflow.compiler.syntax import Mapping as Entries

ORDERED = (NUMBER.kinds, TEXT.kinds)
MEASURED = frozenset({Kind.TEXT, Kind.LIST, Kind.MAPPING})
ADDABLE = frozenset({Kind.NUMBER, Kind.TEXT, Kind.LIST})
RESULTS = {
    "size": NUMBER, "int": NUMBER, "uint": NUMBER, "double": NUMBER, "string": TEXT, "startsWith": BOOLEAN,
    "endsWith": BOOLEAN, "contains": BOOLEAN, "matches": BOOLEAN,
}  # fmt: skip
OF_TEXT = frozenset({"startsWith", "endsWith", "contains", "matches"})


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something in an expression that cannot be right; `column` counts characters of it from 1."""

    code: str
    column: int
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that is read and may not be there."""

    path: Path
    column: int


@dataclass
class Inferred:
    """What is known of an expression."""

    shape: Shape = ANYTHING
    misfits: list[Misfit] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def inferred(tree: Syntax, names: Mapping[str, Shape], facts: Facts = NOTHING) -> Inferred:
    """The shape of an expression that reads these names, knowing these facts, and all that is wrong with it."""
    found = Inferred()
    found.shape = _Inference(found).shape(tree, names, facts)
    return found


class _Inference:
    def __init__(self, found: Inferred) -> None:
        self.found = found

    def misfit(self, code: str, column: int, reason: str, hint: str = "") -> None:
        """Something does not fit; an expression that is inferred twice tells it once."""
        known = Misfit(code, column, reason, hint)
        if known not in self.found.misfits:
            self.found.misfits.append(known)

    def mismatch(self, column: int, reason: str, hint: str = "") -> None:
        self.misfit("type-mismatch", column, reason, hint)

    def shape(self, tree: Syntax, names: Mapping[str, Shape], facts: Facts) -> Shape:
        match tree:
            case Literal(value=value):
                return _literal(value)
            case Name() | Select():
                return self.read(tree, names, facts)
            case Has(path=Select(of=of) as path):
                self.field(path, self.shape(of, names, facts))
                return BOOLEAN
            case Index(of=of, key=key):
                return self.element(tree, self.shape(of, names, facts), self.shape(key, names, facts))
            case Call():
                return self.call(tree, [self.shape(each, names, facts) for each in tree.arguments])
            case Macro():
                return self.macro(tree, names, facts)
            case Unary(operator=operator, operand=operand, column=column):
                wanted = BOOLEAN if operator == "!" else NUMBER
                self.must_be(self.shape(operand, names, facts), wanted, column, f"`{operator}`")
                return wanted
            case Binary():
                return self.binary(tree, names, facts)
            case Conditional(test=test, then=then, otherwise=otherwise, column=column):
                self.must_be(self.shape(test, names, facts), BOOLEAN, column, "`?`")
                taken = self.shape(then, names, facts | facts_when(test, True))
                return either((taken, self.shape(otherwise, names, facts | facts_when(test, False))))
            case Listing(items=items):
                return list_of(either(self.shape(item, names, facts) for item in items))
            case Entries(entries=entries):
                given = {str(_text(key)): self.shape(value, names, facts) for key, value in entries}
                return mapping_of(given)
        return ANYTHING

    # --- reading ---

    def read(self, tree: Name | Select, names: Mapping[str, Shape], facts: Facts) -> Shape:
        path = path_of(tree)
        if isinstance(tree, Name):
            return narrowed(names.get(tree.name, ANYTHING), (tree.name,), facts)
        known = self.field(tree, self.shape(tree.of, names, facts))
        if known is None:
            return ANYTHING
        if path is None:
            return known.shape
        if known.presence is not Presence.ALWAYS and not is_there(path, facts):
            missing = Missing(path, tree.column)
            if not any(path[: len(each.path)] == each.path for each in self.found.missing):
                self.found.missing.append(missing)
        return _valued(narrowed(known.shape, path, facts), path, facts)

    def field(self, tree: Select, of: Shape) -> Field | None:
        """The field that is selected; tells one that cannot be."""
        path = path_of(tree)
        of_what = ".".join(path[:-1]) if path else "this"
        if Kind.MAPPING not in of.kinds:
            self.mismatch(tree.column, f"`{tree.field}` is read of `{of_what}`, which is {of}")
            return None
        known = of.field(tree.field)
        if known is None and path is not None and path[0] == "form":
            reason = f"the form has no field '{'.'.join(path[1:])}'"
            self.misfit("unknown-form-field", tree.column, reason, _near(tree.field, of.fields))
        elif known is None:
            reason = f"`{of_what}` gives no value '{tree.field}'"
            self.misfit("unknown-value", tree.column, reason, _near(tree.field, of.fields, of.rest_names or ()))
        return known

    def element(self, tree: Index, of: Shape, key: Shape) -> Shape:
        if of.is_anything:
            return ANYTHING
        if not of.kinds & {Kind.LIST, Kind.MAPPING}:
            self.mismatch(tree.column, f"an element is taken of {of}")
        elif Kind.LIST in of.kinds and not key.kinds & NUMBER.kinds and Kind.MAPPING not in of.kinds:
            self.mismatch(tree.column, f"an element of a list has a number, not {key}")
        return of.items or ANYTHING

    # --- computing ---

    def call(self, tree: Call, given: list[Shape]) -> Shape:
        if tree.function == "size" and given:
            if not given[0].kinds & MEASURED:
                self.mismatch(tree.column, f"`size` is asked of {given[0]}", "only texts, lists and mappings have one")
        elif tree.function in OF_TEXT and tree.is_method:
            for each in given:
                self.must_be(each, TEXT, tree.column, f"`{tree.function}`")
        return RESULTS.get(tree.function, ANYTHING)

    def macro(self, tree: Macro, names: Mapping[str, Shape], facts: Facts) -> Shape:
        of = self.shape(tree.of, names, facts)
        if not of.kinds & {Kind.LIST, Kind.MAPPING}:
            self.mismatch(tree.column, f"`{tree.function}` goes through a list, and this is {of}")
        item = of.items or ANYTHING
        within = {**names, tree.variable: item if Kind.MAPPING not in of.kinds else ANYTHING}
        known = without(facts, [tree.variable])
        *tests, last = tree.bodies
        for test in tests:
            self.must_be(self.shape(test, within, known), BOOLEAN, tree.column, f"`{tree.function}`")
            known |= facts_when(test, True)
        body = self.shape(last, within, known)
        if tree.function == "map":
            return list_of(body)
        self.must_be(body, BOOLEAN, tree.column, f"`{tree.function}`")
        if tree.function == "filter":
            return list_of(narrowed(item, (tree.variable,), facts_when(last, True)))
        return BOOLEAN

    def binary(self, tree: Binary, names: Mapping[str, Shape], facts: Facts) -> Shape:
        left = self.shape(tree.left, names, facts)
        if tree.operator in ("&&", "||"):
            right = self.shape(tree.right, names, facts | facts_when(tree.left, tree.operator == "&&"))
            for side, shape in ((tree.left, left), (tree.right, right)):
                self.must_be(shape, BOOLEAN, side.column, f"`{tree.operator}`")
            return BOOLEAN
        right = self.shape(tree.right, names, facts)
        match tree.operator:
            case "==" | "!=":
                self.compare(tree, left, right)
            case "<" | "<=" | ">" | ">=":
                if not any(kinds & left.kinds and kinds & right.kinds for kinds in ORDERED):
                    self.mismatch(tree.right.column, f"`{tree.operator}` compares {left} with {right}")
                self.days(tree, left, right)
            case "in":
                self.membership(tree, left, right)
                return BOOLEAN
            case _:
                return self.arithmetic(tree, left, right)
        return BOOLEAN

    def compare(self, tree: Binary, left: Shape, right: Shape) -> None:
        if NULL in (left, right):
            return
        if not left.kinds & right.kinds:
            self.mismatch(tree.right.column, f"{_said(tree.left)} is {left}, compared with {right}")
            return
        for one, its, other in ((tree.left, left, tree.right), (tree.right, right, tree.left)):
            if isinstance(other, Literal):
                self.possible(one, its, other)
        self.days(tree, left, right)

    def membership(self, tree: Binary, left: Shape, right: Shape) -> None:
        if not right.kinds & {Kind.LIST, Kind.MAPPING}:
            self.mismatch(tree.right.column, f"`in` looks into a list, and this is {right}")
            return
        items = tree.right.items if isinstance(tree.right, Listing) else ()
        for item in items:
            shape = _literal(item.value) if isinstance(item, Literal) else ANYTHING
            if not shape.kinds & left.kinds:
                self.mismatch(item.column, f"{_said(tree.left)} is {left}, compared with {shape}")
            elif isinstance(item, Literal):
                self.possible(tree.left, left, item)
        inside = right.items
        if not items and inside is not None and Kind.MAPPING not in right.kinds:
            if not inside.kinds & left.kinds:
                self.mismatch(tree.right.column, f"`in` looks for {left} in a list of {inside}")
            elif isinstance(tree.left, Literal):
                self.possible(tree.right, inside, tree.left)

    def possible(self, of: Syntax, shape: Shape, literal: Literal) -> None:
        """A text that a choice does not have can never be met."""
        if shape.values is None or not isinstance(literal.value, str) or literal.value in shape.values:
            return
        known = [str(value) for value in shape.values]
        reason = f"{_said(of)} is never '{literal.value}'"
        self.misfit("impossible-value", literal.column, reason, _near(literal.value, known))

    def days(self, tree: Binary, left: Shape, right: Shape) -> None:
        for shape, other in ((left, tree.right), (right, tree.left)):
            said = other.value if isinstance(other, Literal) else None
            if shape.format == "date" and isinstance(said, str) and not _is_day(said):
                self.mismatch(other.column, f"a day is compared with '{said}'", "write it as 2026-01-31")

    def arithmetic(self, tree: Binary, left: Shape, right: Shape) -> Shape:
        wanted = ADDABLE if tree.operator == "+" else NUMBER.kinds
        common = left.kinds & right.kinds & wanted
        if not common:
            self.mismatch(tree.right.column, f"`{tree.operator}` is asked of {left} and {right}")
            return ANYTHING
        return Shape(common, items=left.items if left.items == right.items else None)

    def must_be(self, shape: Shape, wanted: Shape, column: int, whose: str) -> None:
        if not shape.kinds & wanted.kinds:
            self.mismatch(column, f"{whose} needs {wanted}, and this is {shape}")


def _literal(value: Any) -> Shape:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    return one_of([value]) if isinstance(value, str) else NUMBER


def _valued(shape: Shape, path: Path, facts: Facts) -> Shape:
    """The shape with only the values that facts leave."""
    if shape.values is None:
        return shape
    left = shape.values
    for fact in facts:
        if fact.path == path:
            left = (left if fact.one_of is None else left & fact.one_of) - fact.none_of
    return shape if left == shape.values or not left else Shape(shape.kinds, left, shape.format)


def _near(word: str, known: Iterable[str], possible: Iterable[str] = ()) -> str:
    there = sorted(known)
    near = difflib.get_close_matches(word, [*there, *sorted(possible)], 1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"there {'are' if len(there) != 1 else 'is'}: {', '.join(there)}" if there else "it has none"


def _said(tree: Syntax) -> str:
    path = path_of(tree)
    return f"`{'.'.join(path)}`" if path else "the value"


def _text(key: Syntax) -> Any:
    return key.value if isinstance(key, Literal) else ""


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text[:10]))
    except ValueError:
        return False
