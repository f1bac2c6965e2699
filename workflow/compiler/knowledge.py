"""What a condition tells that holds: which values are there, and which outcomes a step can have had."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflow.compiler.shapes import Presence, Shape, either
from workflow.compiler.syntax import Binary, Conditional, Has, Listing, Literal, Name, Select, Syntax, Unary, path_of

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value is there; with `one_of` it also is one of these, with `none_of` none of these."""

    path: Path
    one_of: frozenset[str] | None = None
    none_of: frozenset[str] = frozenset()


Facts = frozenset[Fact]
NOTHING: Facts = frozenset()


def facts_when(tree: Syntax, holds: bool) -> Facts:
    """What is known once the expression was found true (or false)."""
    match tree:
        case Has(path=path) if holds:
            return _there(path)
        case Unary("!", operand):
            return facts_when(operand, not holds)
        case Binary("&&" | "||" as operator, left, right):
            if (operator == "&&") is holds:
                return facts_when(left, holds) | facts_when(right, holds)
            return facts_when(left, holds) & (facts_when(left, not holds) | facts_when(right, holds))
        case Conditional(test=test, then=then, otherwise=otherwise):
            by_then = facts_when(test, True) | facts_when(then, holds)
            return by_then & (facts_when(test, False) | facts_when(otherwise, holds))
        case Binary("==" | "!=" as operator, left, right):
            return _equal(left, right, (operator == "==") is holds)
        case Binary("in", left, Listing(items=items)):
            texts = [item.value for item in items if isinstance(item, Literal) and isinstance(item.value, str)]
            if len(texts) == len(items):
                return _values(left, texts, holds)
        case Select() if holds:
            return _there(tree)
    return NOTHING


def _equal(left: Syntax, right: Syntax, equal: bool) -> Facts:
    if isinstance(left, Literal):
        left, right = right, left
    if isinstance(right, Literal) and isinstance(right.value, str):
        return _values(left, [right.value], equal)
    return NOTHING


def _values(tree: Syntax, texts: Iterable[str], is_one: bool) -> Facts:
    path = path_of(tree)
    if path is None:
        return NOTHING
    return frozenset({Fact(path, frozenset(texts)) if is_one else Fact(path, None, frozenset(texts))})


def _there(tree: Syntax) -> Facts:
    path = path_of(tree)
    return frozenset({Fact(path)}) if path else NOTHING


def reading(path: Path) -> Syntax:
    """The expression that reads a path and nothing else."""
    tree: Syntax = Name(path[0], 1)
    for name in path[1:]:
        tree = Select(tree, name, 1)
    return tree


def without(facts: Facts, roots: Iterable[str]) -> Facts:
    """What is still known when these names have come to mean something else."""
    gone = frozenset(roots)
    return frozenset(fact for fact in facts if fact.path[0] not in gone)


def is_there(path: Path, facts: Facts) -> bool:
    """Whether something at or below the path was found to be there."""
    return any(fact.path[: len(path)] == path for fact in facts)


def narrowed(shape: Shape, path: Path, facts: Facts) -> Shape:
    """What a mapping is of whose fields these facts are known."""
    if not shape.variants:
        return shape
    about = [fact for fact in facts if len(fact.path) > len(path) and fact.path[: len(path)] == path]
    left = {
        outcome: variant
        for outcome, variant in shape.variants.items()
        if all(_could_be(variant, outcome, fact, len(path)) for fact in about)
    }
    if not left or len(left) == len(shape.variants):
        return shape
    return replace(either(left.values()), variants=left)


def _could_be(variant: Shape, outcome: str, fact: Fact, depth: int) -> bool:
    name = fact.path[depth]
    if name == "outcome" and len(fact.path) == depth + 1:
        if fact.one_of is not None and outcome not in fact.one_of:
            return False
        if outcome in fact.none_of:
            return False
    known = variant.field(name)
    return known is not None and known.presence is not Presence.NEVER
