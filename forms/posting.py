"""What an HTML form posts, put back into the shape of answers: input names are JSON Pointers (`/rows/0/days`)."""

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from forms.form import Answers, Form
from forms.pointers import covers, join, split

_ROW = re.compile("[0-9]{1,9}")

Posted = Mapping[str, Any] | Iterable[tuple[str, Any]]


def pairs(posted: Posted) -> list[tuple[str, str]]:
    """(name, text) of everything posted, in order; from pairs, a mapping to lists, or a multi-dict. Files are left out."""
    if hasattr(posted, "multi_items"):
        posted = posted.multi_items()
    items = posted.items() if isinstance(posted, Mapping) else posted
    flat = [(name, each) for name, value in items for each in (value if isinstance(value, list) else [value])]
    return [(name, each) for name, each in flat if isinstance(each, str)]


def from_html(
    form: Form, posted: Posted, *, before: Answers | None = None, editable: Iterable[str] | None = None
) -> Answers:
    """The answers an HTML form posted, normalised. Fields that the case chosen rules out are dropped without complaint.

    A button named `_remove` takes away the row that is its value. With `before` and `editable`, as on a supplement: the
    answers of before, where only what `editable` covers is written over; whatever else was posted is ignored.
    """
    lists = [
        field.pointer.removesuffix("/*") for field in form.fields() if field.is_leaf and field.pointer.endswith("/*")
    ]
    flat = _without_removed(pairs(posted))
    if before is None:
        # Normalised once more: a group or row whose every answer was ruled out is no answer.
        return form.normalise(form.applicable(form.normalise(tree(flat, lists))))
    after = form.normalise(onto(before, flat, lists, editable or ()))
    return form.merge(before, form.applicable(after), editable or ())


def tree(posted: Posted, lists: Iterable[str]) -> dict[str, Any]:
    """The posted values as nested answers. `lists` names the places that take every value of a name; else the last wins.

    Names that are no pointers (buttons, the anti-forgery token) are left out. Gaps between row numbers close up.
    """
    answers: dict[str, Any] = _closed_up(_nested(posted, frozenset(lists)))
    return answers


def onto(answers: Any, posted: Posted, lists: Iterable[str], editable: Iterable[str]) -> Any:
    """`answers` with the posted values that `editable` covers written over them, row for row; the rest is ignored."""
    wanted = tuple(editable)
    changes = [(name, value) for name, value in pairs(posted) if covers(wanted, name)]
    return _written_over(copy.deepcopy(answers), _nested(changes, frozenset(lists)))


def _without_removed(posted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    removed = [value for name, value in posted if name == "_remove" and value.startswith("/")]
    return [(name, value) for name, value in posted if not covers(removed, name)]


def _nested(posted: Posted, lists: frozenset[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for name, value in pairs(posted):
        tokens = split(name)
        if not tokens or name != join(*tokens):
            continue
        group = root
        for token in tokens[:-1]:
            if not isinstance(group.get(token), dict):
                group[token] = {}
            group = group[token]
        earlier = group.get(tokens[-1])
        if _is_list(tokens, lists):
            group[tokens[-1]] = [*(earlier if isinstance(earlier, list) else []), value]
        else:
            group[tokens[-1]] = value
    return root


def _is_list(tokens: list[str], lists: frozenset[str]) -> bool:
    return join(*("*" if _ROW.fullmatch(token) else token for token in tokens)) in lists


def _closed_up(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and _are_rows(value):
        return [_closed_up(value[name]) for name in sorted(value, key=int)]
    return {name: _closed_up(each) for name, each in value.items()}


def _written_over(old: Any, new: Any) -> Any:
    if isinstance(old, list) and isinstance(new, dict) and _are_rows(new):
        for name in sorted(new, key=int):
            if int(name) < len(old):
                old[int(name)] = _written_over(old[int(name)], new[name])
            else:
                old.append(_closed_up(new[name]))
        return old
    if isinstance(old, dict) and isinstance(new, dict):
        for name, each in new.items():
            old[name] = _written_over(old[name], each) if name in old else _closed_up(each)
        return old
    return _closed_up(new)


def _are_rows(group: dict[str, Any]) -> bool:
    return all(_ROW.fullmatch(name) for name in group)
