"""Which days of a sick leave count: the worker's own working days, whole or half, year by year."""

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from procedures.rules.dates import days_between
from procedures.rules.working import Value
from workflow.clock import Calendar

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_NUMBER = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}
_DAY_MINUTES = 24 * 60


class Span(Value):
    """Days of another leave, both ends included."""

    model_config = ConfigDict(populate_by_name=True)

    from_day: date = Field(alias="from")
    to_day: date = Field(alias="to")
    kind: Literal["annual", "paid", "unpaid", "maternity", "convalescence"]

    @model_validator(mode="after")
    def _in_order(self) -> "Span":
        if self.to_day < self.from_day:
            raise ValueError(f"the {self.kind} leave {self.from_day} to {self.to_day} ends before it starts")
        return self


class EarlierLeave(Value):
    """Days of the same kind already paid in a year: of the worker's own sickness, or of this child's."""

    year: int
    days: Decimal = Field(ge=0, description="working days, half days as .5")
    long_term: bool = Field(False, description="for a disease of the long-term list")
    began_on: date | None = Field(
        None, description="first day of that illness; unknown counts as the first of the year"
    )


class Shift(Value):
    """The worker's shift on the first and last day; it may run over midnight. The break does not count as work."""

    model_config = ConfigDict(populate_by_name=True)

    from_time: time = Field(alias="from")
    to_time: time = Field(alias="to")
    break_from: time | None = None
    break_to: time | None = None

    @property
    def minutes(self) -> int:
        """Working minutes of the whole shift."""
        return self._worked(self._length)

    def passed_at(self, moment: time) -> int:
        """Working minutes gone by at that time; a time outside the shift belongs to the nearer end."""
        gone = self._since_start(moment)
        if gone > self._length:
            gone = 0 if gone > (self._length + _DAY_MINUTES) / 2 else self._length
        return self._worked(gone)

    @property
    def _length(self) -> int:
        return self._since_start(self.to_time) or _DAY_MINUTES

    def _since_start(self, moment: time) -> int:
        return (_minute(moment) - _minute(self.from_time)) % _DAY_MINUTES

    def _worked(self, gone: int) -> int:
        if self.break_from is None or self.break_to is None:
            return gone
        opens, closes = self._since_start(self.break_from), self._since_start(self.break_to)
        return gone - max(min(gone, closes) - opens, 0)


def missed_working_days(
    first: date,
    last: date,
    *,
    rest: Iterable[Weekday],
    days_off: Iterable[date],
    other: Iterable[Span],
    calendar: Calendar,
) -> list[date]:
    """The days on which this worker would have worked, without public holidays and days of another leave."""
    rests = {_NUMBER[name] for name in rest}
    taken = {day for span in other for day in days_between(span.from_day, span.to_day)}
    free = taken | set(days_off)
    return [
        day
        for day in days_between(first, last)
        if day.weekday() not in rests and day not in free and not calendar.is_public_holiday(day)
    ]


def weight(day: date, first: date, last: date, starts_at: time | None, ends_at: time | None, shift: Shift) -> Fraction:
    """How much of the day counts: less than half a shift missed is 0.5, more is 1 (Law 41/2024 art. 45.5)."""
    begins = shift.passed_at(starts_at) if starts_at is not None and day == first else 0
    ends = shift.passed_at(ends_at) if ends_at is not None and day == last else shift.minutes
    missed = ends - begins
    if missed <= 0:
        return Fraction(0)
    return Fraction(1, 2) if 2 * missed < shift.minutes else Fraction(1)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
