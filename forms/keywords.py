"""The cross-field keywords: each compares a value with its neighbours, the day or a code list.

A keyword says nothing when a value it needs is missing or no date: that is another keyword's error. Each yields the
code of the message and what the message needs to know; `other` is the name of a neighbour as the schema writes it.
"""

import unicodedata
from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from forms.context import current
from forms.dates import span, years_later
from forms.pointers import ABSENT, get, split

Fault = tuple[str, dict[str, Any]]
Keyword = Callable[[Any, Any, dict[str, Any]], Iterator[Fault]]


def neighbour(name: str, parent: dict[str, Any]) -> Any:
    """The value a keyword names: beside its own field, or from the root when it begins with a slash."""
    return get(current().root, split(name)) if name.startswith("/") else get(parent, name.split("/"))


def _days(value: Any) -> tuple[date, date] | None:
    return span(value) if isinstance(value, str) else None


def _not_before(value: Any, name: str, parent: dict[str, Any]) -> Iterator[Fault]:
    mine, other = _days(value), _days(neighbour(name, parent))
    # A year or a month is before a day only if all of it is.
    if mine and other and mine[1] < other[0]:
        yield "before_other", {"other": name}


def _not_after(value: Any, name: str, parent: dict[str, Any]) -> Iterator[Fault]:
    mine, other = _days(value), _days(neighbour(name, parent))
    if mine and other and mine[0] > other[1]:
        yield "after_other", {"other": name}


def _not_after_today(value: Any, _: Any, parent: dict[str, Any]) -> Iterator[Fault]:
    mine, today = _days(value), current().today
    if mine and today and mine[0] > today:
        yield "after_today", {"today": today.isoformat()}


def _earliest(value: Any, earliest: str, parent: dict[str, Any]) -> Iterator[Fault]:
    mine = _days(value)
    if mine and mine[1] < date.fromisoformat(earliest):
        yield "too_early", {"earliest": earliest}


def _younger_than(value: Any, rule: dict[str, Any], parent: dict[str, Any]) -> Iterator[Fault]:
    born, on = _days(value), _days(neighbour(rule["on"], parent))
    if born and on and years_later(born[1], rule["years"]) <= on[0]:
        yield "too_old", {"years": rule["years"], "other": rule["on"]}


def _days_within(value: Any, rule: dict[str, Any], parent: dict[str, Any]) -> Iterator[Fault]:
    first, last = _days(neighbour(rule["from"], parent)), _days(neighbour(rule["to"], parent))
    if isinstance(value, (int, float)) and first and last:
        days = (last[1] - first[0]).days + 1
        if value > days >= 1:
            yield "too_many_days", {"days": days}


def _personal_id_of(value: Any, rule: dict[str, str], parent: dict[str, Any]) -> Iterator[Fault]:
    """Fourth digit: century and gender (even male); fifth and sixth: year of birth (domain rules §12.1)."""
    if not isinstance(value, str) or len(value) != 12 or not value.isdecimal():
        return
    century, odd = divmod(int(value[3]), 2)
    gender = neighbour(rule["gender"], parent) if "gender" in rule else ABSENT
    if gender in ("male", "female") and (gender == "female") != bool(odd):
        yield "personal_id_gender", {"other": rule["gender"]}
    born = _days(neighbour(rule["dob"], parent)) if "dob" in rule else None
    if born and born[0].year != 1900 + 100 * century + int(value[4:6]):
        yield "personal_id_birth_year", {"other": rule["dob"]}


def _hi_card_of(value: Any, name: str, parent: dict[str, Any]) -> Iterator[Fault]:
    number = neighbour(name, parent)
    if not (isinstance(value, str) and isinstance(number, str)):
        return
    # A citizen number says nothing about the card's last ten characters, nor the other way round.
    if len(number) == 10 and len(value) in (10, 15) and value[-10:] != number:
        yield "hi_card_of_other", {"other": name}


def _same_name_as(value: Any, name: str, parent: dict[str, Any]) -> Iterator[Fault]:
    other = neighbour(name, parent)
    if isinstance(value, str) and isinstance(other, str) and bare_name(value) != bare_name(other):
        yield "other_name", {"other": name}


def _differs_from(value: Any, name: str, parent: dict[str, Any]) -> Iterator[Fault]:
    if value == neighbour(name, parent):
        yield "same_as_other", {"other": name}


def _code_list(value: Any, name: str, parent: dict[str, Any]) -> Iterator[Fault]:
    codes, today = current().codes.get(name), current().today
    if not isinstance(value, str) or codes is None or today is None or codes.entry(value, today):
        return
    if value in codes.entries:
        yield "code_not_in_force", {"today": today.isoformat()}
    elif not codes.open and not codes.complete_for:
        yield "unknown_code", {}


def _unique_by(rows: Any, said: list[Any], parent: dict[str, Any]) -> Iterator[Fault]:
    """A row is named once, for the first of the keys in which it repeats another."""
    keys = said if isinstance(said[0], list) else [said]
    first: dict[str, int] = {}
    for place, row in enumerate(rows if isinstance(rows, list) else ()):
        for number, names in enumerate(keys):
            values = [get(row, name.split("/")) for name in names]
            if ABSENT in values:
                continue
            earlier = first.setdefault(repr((number, values)), place)
            if earlier != place:
                yield "duplicate_row", {"place": place, "earlier": earlier + 1, "others": names}
                break


def _no_overlap(rows: Any, rule: dict[str, Any], parent: dict[str, Any]) -> Iterator[Fault]:
    """Rows of the same key whose days meet; a row that meets an earlier one is not itself compared with later ones."""
    kept: dict[str, list[tuple[date, date, int]]] = {}
    for place, row in enumerate(rows if isinstance(rows, list) else ()):
        values = [get(row, name.split("/")) for name in rule["by"]]
        first, last = (_days(get(row, rule[end].split("/"))) for end in ("from", "to"))
        is_spared = any(get(row, name.split("/")) in those for name, those in rule.get("except", {}).items())
        if ABSENT in values or not first or not last or last[1] < first[0] or is_spared:
            continue
        others = kept.setdefault(repr(values), [])
        at = bisect(others, first[0], key=lambda each: each[0])
        near = [*others[max(0, at - 1) : at], *others[at : at + 1]]
        met = next((number for start, end, number in near if start <= last[1] and first[0] <= end), None)
        if met is None:
            others.insert(at, (first[0], last[1], place))
        else:
            yield "overlapping_row", {"place": place, "earlier": met + 1, "others": [rule["from"], rule["to"]]}


def code_within(value: Any, schema: dict[str, Any], parent: dict[str, Any]) -> Iterator[Fault]:
    """`x-code-within` with its `x-code-list`: the code must lie in the neighbour's (a ward in its province)."""
    codes, today = current().codes.get(schema.get("x-code-list", "")), current().today
    other = neighbour(schema["x-code-within"], parent)
    if codes is None or today is None or not isinstance(value, str) or not isinstance(other, str):
        return
    entry = codes.entry(value, today)
    if entry and entry.parent != other:
        yield "code_of_other_place", {"other": schema["x-code-within"]}
    elif not entry and value not in codes.entries and codes.must_list(other, today):
        yield "unknown_code", {}


def bare_name(name: str) -> str:
    """A name without accents, case and spacing, as banks print it: `Đỗ Thị Hà` is `DOTHIHA`."""
    plain = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    return "".join(character for character in plain if character.isalnum())


KEYWORDS: dict[str, Keyword] = {
    "x-not-before": _not_before,
    "x-not-after": _not_after,
    "x-not-after-today": _not_after_today,
    "x-earliest": _earliest,
    "x-younger-than": _younger_than,
    "x-days-within": _days_within,
    "x-personal-id-of": _personal_id_of,
    "x-hi-card-of": _hi_card_of,
    "x-same-name-as": _same_name_as,
    "x-differs-from": _differs_from,
    "x-code-list": _code_list,
    "x-unique-by": _unique_by,
    "x-no-overlap": _no_overlap,
}
