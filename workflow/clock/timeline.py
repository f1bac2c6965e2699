"""Working time laid end to end: the seconds worked before each day of a year, so that a due moment is one look-up."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from workflow.clock.days import DaySessions
from workflow.clock.moment import at_second


@dataclass(frozen=True, slots=True)
class Year:
    """One year's sessions and their running sum: `before[i]` seconds are worked before day i (0: 1 January)."""

    first: int  # ordinal of 1 January
    days: tuple[DaySessions, ...]
    before: tuple[int, ...]

    @property
    def total(self) -> int:
        """Seconds worked in the whole year."""
        return self.before[-1]


class Timeline:
    """Working time as known at one moment, from the sessions of each day; years are built when first needed."""

    __slots__ = ("_sessions_of", "_years")

    def __init__(self, sessions_of: Callable[[date], DaySessions]) -> None:
        self._sessions_of = sessions_of
        self._years: dict[int, Year] = {}

    def sessions(self, day: date) -> DaySessions:
        """The sessions of a day, empty when it is off."""
        year = self._year(day.year)
        return year.days[day.toordinal() - year.first]

    def worked_before(self, moment: datetime) -> int:
        """Seconds worked from 1 January of that year to the moment."""
        year = self._year(moment.year)
        index = moment.toordinal() - year.first
        second = moment.hour * 3600 + moment.minute * 60 + moment.second
        worked = year.before[index]
        for opens, closes in year.days[index]:
            if second <= opens:
                break
            worked += min(second, closes) - opens
        return worked

    def between(self, start: datetime, end: datetime) -> int:
        """Seconds worked from start to end; negative when end comes first."""
        if end < start:
            return -self.between(end, start)
        years = sum(self._year(number).total for number in range(start.year, end.year))
        return years + self.worked_before(end) - self.worked_before(start)

    def forward(self, start: datetime, seconds: int) -> datetime:
        """The moment at which `seconds` (> 0) more have been worked; what ends with a session ends at its closing."""
        target = self.worked_before(start) + seconds
        number = start.year
        while target > (year := self._year(number)).total:
            target -= year.total
            number += 1
        index = bisect_left(year.before, target) - 1
        rest = target - year.before[index]
        for opens, closes in year.days[index]:
            if rest <= closes - opens:
                break
            rest -= closes - opens
        return at_second(date.fromordinal(year.first + index), opens + rest)

    def backward(self, end: datetime, seconds: int) -> datetime:
        """The latest moment from which `seconds` are worked until `end`; at an edge it is the opening, not the closing.

        With `seconds` 0 this is `end` itself, moved on to the next session when the office is closed.
        """
        target = self.worked_before(end) - seconds
        number = end.year
        while target < 0:
            number -= 1
            target += self._year(number).total
        while target >= (year := self._year(number)).total:
            target -= year.total
            number += 1
        index = bisect_right(year.before, target) - 1
        rest = target - year.before[index]
        for opens, closes in year.days[index]:
            if rest < closes - opens:
                break
            rest -= closes - opens
        return at_second(date.fromordinal(year.first + index), opens + rest)

    def _year(self, number: int) -> Year:
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = self._build(number)
        return year

    def _build(self, number: int) -> Year:
        first, last = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal()
        days = tuple(self._sessions_of(date.fromordinal(ordinal)) for ordinal in range(first, last + 1))
        before = [0]
        for sessions in days:
            before.append(before[-1] + sum(closes - opens for opens, closes in sessions))
        return Year(first, days, tuple(before))
