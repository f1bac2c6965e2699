"""A case moved to another day: every day and month it speaks of moves with it, and personal ids follow their birthdays."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
MONTH = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\d-])")
ENDING = frozenset({"to", "until"})
MIDDLE, ENDS = 15, 28
"""The day by which a month moves: in the middle, or its last that every month has."""
BIRTHDAYS = frozenset({"dob", "born_on", "birthday"})


def moved(value: Any, days: int, *, birthdays: bool) -> Any:
    """The same JSON `days` later; birthdays stay unless they are to move, too. A month that ends something moves as its last day."""
    if isinstance(value, Mapping):
        return {
            _moved_text(key, days) if isinstance(key, str) else key: child
            if key in BIRTHDAYS and not birthdays
            else _moved_text(child, days, ENDS)
            if key in ENDING and isinstance(child, str)
            else moved(child, days, birthdays=birthdays)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [moved(child, days, birthdays=birthdays) for child in value]
    return _moved_text(value, days) if isinstance(value, str) else value


def ids_by_birthday(value: Any) -> dict[str, str]:
    """Personal ids whose digits of century and year no longer fit the birthday beside them, with those that do."""
    return {old: new for old, new in _ids(value) if old != new}


def _ids(value: Any) -> Iterator[tuple[str, str]]:
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for child in children:
        yield from _ids(child)
    if isinstance(value, Mapping):
        born, number = value.get("dob"), value.get("personal_id")
        if isinstance(born, str) and isinstance(number, str) and DAY.fullmatch(born) and len(number) == 12:
            century = (int(born[:4]) - 1900) // 100 * 2 + int(number[3]) % 2
            yield number, f"{number[:3]}{century}{born[2:4]}{number[6:]}"


def _moved_text(text: str, days: int, day_of_month: int = MIDDLE) -> str:
    return MONTH.sub(lambda found: _month(found, days, day_of_month), DAY.sub(lambda found: _day(found, days), text))


def _day(found: re.Match[str], days: int) -> str:
    try:
        return (date(int(found[1]), int(found[2]), int(found[3])) + timedelta(days=days)).isoformat()
    except ValueError:
        return found[0]  # no day of the calendar: nothing that moves


def _month(found: re.Match[str], days: int, day_of_month: int) -> str:
    return f"{date(int(found[1]), int(found[2]), day_of_month) + timedelta(days=days):%Y-%m}"
