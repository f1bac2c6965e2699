"""Days as forms hold them: whole (`2025-11-20`), partial (`1985`, `1985-03`) or a month (`2025-07`)."""

import re
from calendar import monthrange
from datetime import date

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def is_partial_date(text: str) -> bool:
    """Whether `text` is a year, a month or a day that exists."""
    return span(text) is not None


def is_period(text: str) -> bool:
    """Whether `text` is a month, `YYYY-MM`."""
    return len(text) == 7 and span(text) is not None


def span(text: str) -> tuple[date, date] | None:
    """First and last day a whole or partial date can mean; None if it is no date."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def as_written(text: str) -> str:
    """An ISO date as Vietnamese readers write it: `20/11/2025`, `03/1985`, `1985`; other text unchanged."""
    found = _SHAPE.fullmatch(text)
    return "/".join(part for part in reversed(found.groups()) if part) if found else text
