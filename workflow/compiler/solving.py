"""Reasoning about conditions by trying: what they read becomes unknowns with a few values that stand for all others.

What compares a path with constants, asks whether it is there, or counts a list is understood; any other part of a
condition is a closed box that may be true, false or impossible to evaluate.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import prod
from typing import Any

from workflow.compiler.syntax import (
    Binary,
    Call,
    Conditional,
    Has,
    Listing,
    Literal,
    Syntax,
    Unary,
    path_of,
    syntax_of,
)

BOUND = 20_000
"""So many assignments are tried at most; beyond that a question stays open."""


class Mark:
    """A value that is none of the data: compared by identity."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __repr__(self) -> str:
        return self.words


ABSENT = Mark("not there")
PRESENT = Mark("there")
"""Some value of which nothing more is asked."""
BEYOND = Mark("beyond reach")
"""Below something that is not there or has no parts: even `has(…)` cannot be asked."""
ERROR = Mark("cannot be evaluated")

Path = tuple[str, ...]
Values = Mapping[str, Any]
Formula = Callable[[Values], Any]
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True)
class Domain:
    """What is known of a value beforehand: the few it may have, or the limits of a number, and whether it is always there."""

    values: tuple[Any, ...] = ()
    is_whole: bool = False
    lowest: float | None = None
    highest: float | None = None
    is_always_there: bool = False


@dataclass
class Unknown:
    """Something conditions read; `path` is None for a closed box."""

    path: Path | None
    known: Domain
    constants: list[Any] = field(default_factory=list)
    is_ordered: bool = False

    @property
    def domain(self) -> tuple[Any, ...]:
        """Values that stand for all there may be: no condition tells any other from one of these."""
        if self.path is None:
            return (True, False, ERROR)
        values = self.known.values or tuple(self._representatives())
        return values if self.known.is_always_there else (*values, ABSENT)

    def _representatives(self) -> Iterator[Any]:
        numbers = sorted({value for value in self.constants if _kind(value) is float})
        texts = sorted({value for value in self.constants if isinstance(value, str)})
        if any(value is None for value in self.constants):
            yield None
        if any(isinstance(value, bool) for value in self.constants):
            yield from (True, False)
        yield from texts
        yield from _texts_between(texts) if self.is_ordered and texts else [_another(texts)] if texts else []
        yield from self._numbers(numbers) if numbers else ()
        if not numbers and not texts and not any(isinstance(value, bool) for value in self.constants):
            yield PRESENT

    def _numbers(self, constants: list[Any]) -> Iterator[Any]:
        between = [(low + high) // 2 if self.known.is_whole else (low + high) / 2 for low, high in pairwise(constants)]
        limits = [limit for limit in (self.known.lowest, self.known.highest) if limit is not None]
        for value in sorted({constants[0] - 1, *constants, *between, constants[-1] + 1, *limits}):
            if value >= (self.known.lowest if self.known.lowest is not None else value) and value <= (
                self.known.highest if self.known.highest is not None else value
            ):
                yield value


class Reading:
    """Conditions turned into functions of an assignment; what they read is gathered as they are read."""

    def __init__(self, known: Callable[[Path], Domain | None] = lambda path: None) -> None:
        self.unknowns: dict[str, Unknown] = {}
        self._known = known

    def formula(self, source: str) -> Formula:
        """What the condition gives for an assignment: true, false, or ERROR; raises ValueError where it has no tree."""
        return self._boolean(syntax_of(source))

    def assignments(self) -> Iterator[dict[str, Any]] | None:
        """Every assignment of values to what was read; None when there are too many to try."""
        if prod(len(unknown.domain) for unknown in self.unknowns.values()) > BOUND:
            return None
        order = sorted(self.unknowns.items(), key=lambda item: len(item[1].path or ()))
        return self._filled([(key, unknown, self._above(unknown)) for key, unknown in order], {})

    def _above(self, unknown: Unknown) -> list[str]:
        path = unknown.path or ()
        return [key for end in range(1, len(path)) if (key := ".".join(path[:end])) in self.unknowns]

    def _filled(self, order: list[tuple[str, Unknown, list[str]]], values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if len(values) == len(order):
            yield dict(values)
            return
        key, unknown, above = order[len(values)]
        reachable = all(values[each] is PRESENT for each in above)
        for value in unknown.domain if reachable else (BEYOND,):
            values[key] = value
            yield from self._filled(order, values)
            del values[key]

    def _boolean(self, tree: Syntax) -> Formula:
        match tree:
            case Literal(value=value):
                return lambda values: value if isinstance(value, bool) else ERROR
            case Unary(operator="!", operand=operand):
                return _not(self._boolean(operand))
            case Binary(operator="&&", left=left, right=right):
                return _joined(self._boolean(left), self._boolean(right), decisive=False)
            case Binary(operator="||", left=left, right=right):
                return _joined(self._boolean(left), self._boolean(right), decisive=True)
            case Conditional(test=test, then=then, otherwise=otherwise):
                return _chosen(self._boolean(test), self._boolean(then), self._boolean(otherwise))
            case Has(path=inner) if (path := path_of(inner)) is not None and len(path) > 1:
                return _has(self._unknown(path))
            case Binary():
                return self._comparison(tree) or self._closed(tree)
        path = path_of(tree)
        if path is None:
            return self._closed(tree)
        key = self._unknown(path, (True,))
        return lambda values: values[key] if isinstance(values[key], bool) else ERROR

    def _comparison(self, tree: Binary) -> Formula | None:
        """A path, or the size of one, beside a constant or in a list of constants."""
        sides, sign = (tree.left, tree.right), tree.operator
        if sign == "in":
            return self._membership(tree)
        if sign not in MIRRORED:
            return None
        if _constant(tree.left) is not ABSENT:
            sides, sign = (tree.right, tree.left), MIRRORED[sign]
        constant = _constant(sides[1])
        key = None if constant is ABSENT else self._term(sides[0], (constant,), is_ordered=sign in COMPARISONS)
        return None if key is None else _compares(key, sign, constant)

    def _membership(self, tree: Binary) -> Formula | None:
        if not isinstance(tree.right, Listing):
            return None
        constants = tuple(_constant(item) for item in tree.right.items)
        key = None if ABSENT in constants else self._term(tree.left, constants)
        return None if key is None else _among(key, constants)

    def _term(self, tree: Syntax, constants: Iterable[Any], *, is_ordered: bool = False) -> str | None:
        path = path_of(tree)
        if path is not None:
            return self._unknown(path, constants, is_ordered=is_ordered)
        if isinstance(tree, Call) and tree.function == "size" and len(tree.arguments) == 1:
            path = path_of(tree.arguments[0])
            if path is not None and all(_kind(constant) is float for constant in constants):
                return self._unknown((f"size({'.'.join(path)})",), constants, is_ordered=True, known=SIZE)
        return None

    def _unknown(
        self, path: Path, constants: Iterable[Any] = (), *, is_ordered: bool = False, known: Domain | None = None
    ) -> str:
        key = ".".join(path)
        unknown = self.unknowns.setdefault(key, Unknown(path, known or self._known(path) or Domain()))
        unknown.constants.extend(constants)
        unknown.is_ordered |= is_ordered
        return key

    def _closed(self, tree: Syntax) -> Formula:
        key = COLUMN.sub("", repr(tree))
        self.unknowns.setdefault(key, Unknown(None, Domain()))
        return lambda values: values[key]


SIZE = Domain(is_whole=True, lowest=0)
COLUMN = re.compile(r", column=\d+")


def words_of(values: Values, reading: Reading) -> str:
    """An assignment as people say it: `form.kind is "worn" and form.loss is not there`; nothing of closed boxes."""
    said = [
        f"{key} is {value!r}" if isinstance(value, Mark) else f"{key} is {_written(value)}"
        for key, value in values.items()
        if reading.unknowns[key].path is not None and value is not BEYOND
    ]
    return " and ".join(said)


def is_open(values: Values, reading: Reading) -> bool:
    """Whether an assignment says something of a closed box, so that nobody knows whether it can be."""
    return any(reading.unknowns[key].path is None for key in values)


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f'"{value}"' if isinstance(value, str) else str(value)


def _kind(value: Any) -> type:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float
    return type(value)


def _constant(tree: Syntax) -> Any:
    """The value of a constant; ABSENT for anything else."""
    if isinstance(tree, Literal):
        return tree.value
    if isinstance(tree, Unary) and tree.operator == "-" and isinstance(tree.operand, Literal):
        return -tree.operand.value if _kind(tree.operand.value) is float else ABSENT
    return ABSENT


def _another(texts: list[str]) -> str:
    """A text that is none of these."""
    return next(text for text in ("other", "another", *(f"other {n}" for n in range(len(texts)))) if text not in texts)


def _texts_between(texts: list[str]) -> Iterator[str]:
    """One text before the first, between each two and after the last of these, in the order of texts."""
    if texts[0]:
        yield ""
    for text, following in pairwise((*texts, None)):
        assert text is not None
        after = (text + tail for tail in (" ", "\0"))
        yield from (each for each in [next((a for a in after if following is None or a < following), None)] if each)


def _not(inner: Formula) -> Formula:
    def formula(values: Values) -> Any:
        found = inner(values)
        return not found if isinstance(found, bool) else ERROR

    return formula


def _joined(left: Formula, right: Formula, *, decisive: bool) -> Formula:
    """`&&` (false decides) and `||` (true decides): what cannot be evaluated does not matter when the other side decides."""

    def formula(values: Values) -> Any:
        first = left(values)
        if first is decisive:
            return decisive
        second = right(values)
        if second is decisive:
            return decisive
        return ERROR if ERROR in (first, second) else not decisive

    return formula


def _chosen(test: Formula, then: Formula, otherwise: Formula) -> Formula:
    def formula(values: Values) -> Any:
        found = test(values)
        return ERROR if found is ERROR else then(values) if found else otherwise(values)

    return formula


def _has(key: str) -> Formula:
    return lambda values: ERROR if values[key] is BEYOND else values[key] is not ABSENT


def _compares(key: str, sign: str, constant: Any) -> Formula:
    def formula(values: Values) -> Any:
        value = values[key]
        if value is ABSENT or value is BEYOND:
            return ERROR
        if sign in COMPARISONS:
            comparable = _kind(value) is _kind(constant) and _kind(value) in (float, str)
            return COMPARISONS[sign](value, constant) if comparable else ERROR
        return _equal(value, constant) is (sign == "==")

    return formula


def _among(key: str, constants: tuple[Any, ...]) -> Formula:
    def formula(values: Values) -> Any:
        value = values[key]
        return ERROR if value is ABSENT or value is BEYOND else any(_equal(value, each) for each in constants)

    return formula


def _equal(value: Any, constant: Any) -> bool:
    return _kind(value) is _kind(constant) and bool(value == constant)
