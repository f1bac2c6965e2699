"""Days, months and ages as the law counts them."""

from collections.abc import Iterator
from datetime import date, timedelta


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day, both ends included."""
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


def birthday(born_on: date, years: int) -> date:
    """The day a person completes so many years; born on 29 February it is 1 March in other years."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def completed_years(born_on: date, on: date) -> int:
    """Age in completed years."""
    years = on.year - born_on.year
    return years if birthday(born_on, years) <= on else years - 1


def months_and_days(first: date, last: date) -> tuple[int, int]:
    """Full months from the first day, and the odd calendar days after them; both ends are included."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    while months and add_months(first, months) > after:
        months -= 1
    return months, (after - add_months(first, months)).days


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months on, or the month's last day when it has none."""
    number = day.year * 12 + day.month - 1 + months
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return date(number // 12, number % 12 + 1, min(day.day, (following - timedelta(days=1)).day))
