"""Legal time as proofs reckon with it: working time and calendar days kept apart, and compared by the worst week there is.

Public holidays are not counted: they lengthen a limit in working days and shorten one in calendar days, year by year.
"""

from dataclasses import dataclass
from functools import cache
from math import ceil

from workflow.clock import Duration
from workflow.clock.duration import WORKING_DAY_SECONDS, Unit

DAY_HOURS = 24
FRIDAY = 4
LOST_DAYS = 4
"""Beside other time, calendar days may end on a weekend, and part what is left of a limit so that it meets one more."""
COUNTED_IN_DAYS = (Unit.CALENDAR_DAYS, Unit.CALENDAR_DAYS_WITHOUT_PUBLIC_HOLIDAYS)


@dataclass(frozen=True, slots=True)
class Span:
    """Time that steps take: calendar days, and seconds of working time beside them."""

    days: int = 0
    seconds: int = 0
    pieces: int = 0
    """Of how many limits the days are made: each may end on a weekend and so later, and begins after a day already begun."""
    worked: int = 0
    """The most working days these pieces hold."""

    def __add__(self, other: "Span") -> "Span":
        return Span(
            self.days + other.days,
            self.seconds + other.seconds,
            self.pieces + other.pieces,
            self.worked + other.worked,
        )

    def __bool__(self) -> bool:
        return bool(self.days or self.seconds)

    @property
    def most_seconds(self) -> int:
        """All of it in working time, calendar days beginning on the weekday that makes most of them, early in the day."""
        return self.seconds + (self.worked + self.pieces) * WORKING_DAY_SECONDS

    def is_within(self, other: "Span") -> bool:
        """Whether this is the shorter one in either way of counting."""
        return (
            self.days <= other.days
            and self.seconds <= other.seconds
            and self.pieces <= other.pieces
            and self.worked <= other.worked
        )

    def fits(self, limit: Duration) -> bool:
        """Whether a limit leaves time for this, on whatever weekday it begins."""
        allowed = span_of(limit, at_most=False)
        if not allowed.days:
            return self.most_seconds <= allowed.seconds
        alone = self.pieces == 1 and not self.seconds
        left = allowed.days - self.days - (0 if alone else LOST_DAYS * self.pieces)
        return left >= 0 and self.seconds <= working_days_in(left, most=False) * WORKING_DAY_SECONDS

    def __str__(self) -> str:
        days = f"{self.days} calendar day{'s' * (self.days != 1)}" if self.days else ""
        if days and not self.seconds:
            return days
        worked = self.seconds / WORKING_DAY_SECONDS
        return f"{days}{' and ' if days else ''}{worked:g} working day{'s' * (worked != 1)}"


def span_of(duration: Duration, *, at_most: bool = True) -> Span:
    """A duration as a span, at most (what a step takes) or at least (what a limit allows).

    The same day is one of eight hours; elapsed hours are taken as if they began when the office opens.
    """
    if duration.is_working_time:
        return Span(seconds=duration.seconds)
    if duration.unit is Unit.SAME_DAY:
        return Span(seconds=WORKING_DAY_SECONDS)
    count = int(duration.value)
    if duration.unit in COUNTED_IN_DAYS:
        return _calendar(count)
    if duration.unit is Unit.MONTHS:
        return _calendar(31 * count if at_most else 30 * count - 2)
    hours = duration.seconds / 3600
    if hours < DAY_HOURS:
        return Span(seconds=min(duration.seconds, WORKING_DAY_SECONDS))
    return _calendar(ceil(hours / DAY_HOURS) if at_most else int(hours // DAY_HOURS))


def _calendar(days: int) -> Span:
    return Span(days, 0, 1, working_days_in(days, most=True))


@cache
def working_days_in(days: int, *, most: bool) -> int:
    """The most, or fewest, working days after the first day until a last one that moves off the weekend (Civil Code 148)."""
    if not days:
        return 0
    found = []
    for first in range(FRIDAY + 1):  # the clock starts on a working day
        last = first + days
        while last % 7 > FRIDAY:
            last += 1
        found.append(sum(day % 7 <= FRIDAY for day in range(first + 1, last + 1)))
    return max(found) if most else min(found)
