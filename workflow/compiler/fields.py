"""Check of what is asked: every field of a form is read by something of the definition, or kept for the record with a reason."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from workflow.conditions import Expression, Wanted
from workflow.definition.models import CallStep, Definition, Model

BY_THE_HOUSE = ("/return_to",)
"""What is read of any form without its definition saying so: how the results are wished for."""


def unused_fields(definitions: Iterable[Definition], leaves: Collection[str], excused: Collection[str]) -> list[str]:
    """The pointers of fields that no version reads and nothing excuses; a group of nothing else stands for what it holds.

    Among the leaves may be groups that are asked for as one; they are read when anything in them is.
    """
    used = {*BY_THE_HOUSE, *excused, *(pointer for each in definitions for pointer in fields_read(each))}
    unread = [leaf for leaf in leaves if not any(_holds(pointer, leaf) or _holds(leaf, pointer) for pointer in used)]
    return list(dict.fromkeys(_outermost(leaf, unread, leaves) for leaf in unread))


def fields_read(definition: Definition) -> Iterator[str]:
    """The pointers of the fields and groups a definition reads."""
    yield from (f"/{field.replace('.', '/')}" for field in definition.duplicate_key)
    for expression in _expressions(definition):
        if "form" in expression.reads:
            yield from _pointers(expression.reads["form"])


def _expressions(part: object) -> Iterator[Expression]:
    """Every expression anywhere in a definition."""
    if isinstance(part, Expression):
        yield part
    elif isinstance(part, CallStep):
        yield from part.expressions()
        yield from _expressions(part.graph)
    elif isinstance(part, Model):
        yield from (found for name in type(part).model_fields for found in _expressions(getattr(part, name)))
    elif isinstance(part, Mapping):
        yield from (found for each in part.values() for found in _expressions(each))
    elif isinstance(part, tuple):
        yield from (found for each in part for found in _expressions(each))


def _pointers(wanted: Wanted | None, above: str = "") -> Iterator[str]:
    if not wanted:
        yield above
    for key, below in (wanted or {}).items():
        yield from _pointers(below, f"{above}/{key}")


def _outermost(leaf: str, unread: list[str], leaves: Collection[str]) -> str:
    """The largest group around a leaf in which nothing is read, or the leaf."""
    tokens = leaf.split("/")
    around = ("/".join(tokens[:end]) for end in range(2, len(tokens)))
    whole = (group for group in around if all(each in unread for each in leaves if _holds(group, each)))
    return next(whole, leaf)


def _holds(pointer: str, leaf: str) -> bool:
    return leaf == pointer or leaf.startswith(f"{pointer}/")
