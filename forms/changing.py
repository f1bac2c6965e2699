"""Which answers differ, and taking over only those that may: what a supplement request allows."""

import copy
from collections.abc import Iterable
from typing import Any

from forms.pointers import ABSENT, covers, join


def changed(before: Any, after: Any) -> set[str]:
    """The pointers of the leaves that are new, gone or different; rows are compared by their place."""
    return {join(*tokens) for tokens in _differing((), before, after)}


def merge(before: Any, after: Any, editable: Iterable[str]) -> Any:
    """`before` with the fields that `editable` covers taken from `after` (absent there: removed), all others kept.

    A row that is in `before` only goes if `editable` covers the whole row; one in `after` only comes under the same rule.
    """
    return _merged((), before, after, tuple(editable))


def _differing(tokens: tuple[str | int, ...], before: Any, after: Any) -> Iterable[tuple[str | int, ...]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before.keys() | after.keys():
            yield from _differing((*tokens, name), before.get(name, ABSENT), after.get(name, ABSENT))
    elif isinstance(before, list) and isinstance(after, list):
        for place in range(max(len(before), len(after))):
            yield from _differing((*tokens, place), _row(before, place), _row(after, place))
    elif before is ABSENT and isinstance(after, (dict, list)) and after:
        yield from _differing(tokens, type(after)(), after)
    elif after is ABSENT and isinstance(before, (dict, list)) and before:
        yield from _differing(tokens, before, type(before)())
    elif not _same(before, after):
        yield tokens


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 is 1.0 but not true."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _merged(tokens: tuple[str | int, ...], before: Any, after: Any, editable: tuple[str, ...]) -> Any:
    if covers(editable, join(*tokens)):
        return copy.deepcopy(after)
    if isinstance(before, dict) or (before is ABSENT and isinstance(after, dict)):
        old, new = (each if isinstance(each, dict) else {} for each in (before, after))
        names = [*old, *(name for name in new if name not in old)]
        merged = {n: _merged((*tokens, n), old.get(n, ABSENT), new.get(n, ABSENT), editable) for n in names}
        kept = {name: value for name, value in merged.items() if value is not ABSENT}
        return kept if kept or before is not ABSENT else ABSENT
    if isinstance(before, list) and isinstance(after, list):
        places = range(max(len(before), len(after)))
        merged_rows = [_merged((*tokens, n), _row(before, n), _row(after, n), editable) for n in places]
        return [row for row in merged_rows if row is not ABSENT]
    return copy.deepcopy(before) if before is not ABSENT else ABSENT


def _row(rows: list[Any], place: int) -> Any:
    return rows[place] if place < len(rows) else ABSENT
