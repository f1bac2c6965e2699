"""The legal clock: when is it due, how much is left, is this a working day — as known on the day one asks."""

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from hashlib import sha256

from workflow.clock.days import AnnouncedDay, DaySessions, Sessions, holidays_with_days_in_lieu
from workflow.clock.duration import Duration, Unit
from workflow.clock.moment import at_second, in_hanoi
from workflow.clock.timeline import Timeline


@dataclass(frozen=True)
class Calendar:
    """The days and hours an office works.

    `holidays` are the days of Labour Code 112 for the years `first_year` to `last_year`; days in lieu (111.3) are
    derived. Sessions and announced days count only for computations whose `known_at` (by default the start) is on or
    after their announcement, so that an old dossier computes to the same dates after the file has grown.
    Working days are counted as eight hours of sessions from the clamped start, not as whole days after the start day;
    the two ways can differ by a day when something arrives outside office hours, so the date is printed on the receipt.
    Every method takes aware datetimes and answers in Hanoi time; a naive one raises `NaiveTime`.
    """

    sessions: tuple[Sessions, ...]
    holidays: frozenset[date] = frozenset()
    announced: tuple[AnnouncedDay, ...] = ()
    first_year: int = 1995
    last_year: int = 2099
    _timelines: dict[int, tuple[Timeline, frozenset[date]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if not self.sessions:
            raise ValueError("a calendar needs the sessions of at least one week")

    def __reduce__(self) -> tuple[type["Calendar"], tuple[object, ...]]:
        return Calendar, (self.sessions, self.holidays, self.announced, self.first_year, self.last_year)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that can change a date: same digest, same due dates."""
        content = (
            self.sessions,
            sorted(self.holidays),
            sorted(self.announced, key=repr),
            self.first_year,
            self.last_year,
        )
        return sha256(repr(content).encode()).hexdigest()

    def is_working_day(self, day: date, known_at: datetime | None = None) -> bool:
        """Whether the office opens that day, as known at `known_at` (default: the day itself)."""
        return bool(self._known(known_at or at_second(day, 0))[0].sessions(day))

    def sessions_on(self, day: date, known_at: datetime | None = None) -> DaySessions:
        """The hours of a day in seconds after midnight, empty when it is off; as known at `known_at` (default: the day itself)."""
        return self._known(known_at or at_second(day, 0))[0].sessions(day)

    def is_public_holiday(self, day: date, known_at: datetime | None = None) -> bool:
        """Whether the day is a public holiday or a day in lieu of one; a swapped working day is neither."""
        return day in self._known(known_at or at_second(day, 0))[1]

    def clamp(self, start: datetime, known_at: datetime | None = None) -> datetime:
        """The moment itself inside a session, otherwise the next opening."""
        return self._known(known_at or start)[0].backward(in_hanoi(start), 0)

    def working_minutes(self, start: datetime, end: datetime, known_at: datetime | None = None) -> int:
        """Whole minutes worked from start to end, negative when end comes first."""
        seconds = self._known(known_at or start)[0].between(in_hanoi(start), in_hanoi(end))
        return seconds // 60 if seconds >= 0 else -(-seconds // 60)

    def due(self, start: datetime, duration: Duration, known_at: datetime | None = None) -> datetime:
        """When a limit that starts now runs out.

        Working time: the start is clamped, then session time is consumed; what ends at closing time is due then.
        Hours and minutes: elapsed time from the start (Civil Code 147.1). Days and months: the start day is not
        counted, a last day that is off moves to the next working day, due at its last closing (Civil Code 147, 148).
        Same day: the last closing of the day on which the clamped start falls.
        """
        start = in_hanoi(start)
        timeline, _ = self._known(known_at or start)
        if duration.is_working_time:
            seconds = duration.seconds
            return timeline.forward(start, seconds) if seconds else timeline.backward(start, 0)
        if duration.unit.seconds:
            return start + timedelta(seconds=duration.seconds)
        last = start.date()
        if duration.unit is not Unit.SAME_DAY:
            last = self._last_day(last, duration, known_at or start)
        closing = self._closing(last, timeline)
        # Nothing is left of a day after its closing: same day, or zero days left of a pause, mean the next one.
        return closing if closing > start else self._closing(last + timedelta(days=1), timeline)

    def remaining(
        self, duration: Duration, start: datetime, now: datetime, known_at: datetime | None = None
    ) -> Duration:
        """What is left of a limit when the clock pauses at `now`; give it to `due` when the clock resumes.

        Nothing is left of a limit that has run out: the answer is then zero, never negative. Months become days.
        """
        start, now = in_hanoi(start), in_hanoi(now)
        if now < start:
            raise ValueError(f"the clock cannot pause at {now.isoformat()}, before it starts at {start.isoformat()}")
        known_at = known_at or start
        timeline, holidays = self._known(known_at)
        if duration.is_working_time:
            return Duration.of_working_seconds(max(duration.seconds - timeline.between(start, now), 0))
        if duration.unit.seconds:
            return Duration.of_seconds(max(duration.seconds - int((now - start).total_seconds()), 0))
        if duration.unit is Unit.SAME_DAY:
            return duration if now <= self.due(start, duration, known_at) else Duration(Decimal(0), Unit.CALENDAR_DAYS)
        last = self._last_day(start.date(), duration, known_at)
        left = max((last - now.date()).days, 0)
        if duration.unit is not Unit.CALENDAR_DAYS_WITHOUT_PUBLIC_HOLIDAYS:
            return Duration(Decimal(left), Unit.CALENDAR_DAYS)
        counted = sum(now.date() + timedelta(days=ahead) not in holidays for ahead in range(1, left + 1))
        return Duration(Decimal(counted), duration.unit)

    def subtract(self, moment: datetime, duration: Duration, known_at: datetime | None = None) -> datetime:
        """The moment `duration` before another, for early warnings. `same day` gives the opening of that day.

        Working time that would end at a closing gives the next opening: a warning is of use when someone is there.
        """
        moment = in_hanoi(moment)
        known_at = known_at or moment
        timeline, holidays = self._known(known_at)
        if duration.is_working_time:
            return timeline.backward(moment, duration.seconds)
        if duration.unit.seconds:
            return moment - timedelta(seconds=duration.seconds)
        if duration.unit is Unit.SAME_DAY:
            return timeline.backward(at_second(moment.date(), 0), 0)
        back = _shift(moment.date(), duration, -1, holidays)
        return datetime.combine(back, moment.timetz())

    def _last_day(self, start: date, duration: Duration, known_at: datetime) -> date:
        """The day a limit in days or months ends on, before it is moved to a working day."""
        return _shift(start, duration, 1, self._known(known_at)[1])

    def _closing(self, day: date, timeline: Timeline) -> datetime:
        """The last closing time of the day, or of the next working day."""
        while not (sessions := timeline.sessions(day)):
            day += timedelta(days=1)
        return at_second(day, sessions[-1][1])

    @cached_property
    def _holidays_by_year(self) -> dict[int, list[date]]:
        found: dict[int, list[date]] = {}
        for day in self.holidays:
            found.setdefault(day.year, []).append(day)
        return found

    @cached_property
    def _announcements(self) -> tuple[date, ...]:
        """The days on which knowledge grew, in order."""
        hours = {table.announced_on for table in self.sessions}
        return tuple(sorted(hours | {exception.announced_on for exception in self.announced}))

    def _known(self, known_at: datetime) -> tuple[Timeline, frozenset[date]]:
        """Working time and public holidays as known then; one timeline is kept for each announcement."""
        version = bisect_right(self._announcements, in_hanoi(known_at).date())
        known = self._timelines.get(version)
        if known is None:
            known = self._timelines[version] = self._build(version)
        return known

    def _build(self, version: int) -> tuple[Timeline, frozenset[date]]:
        # Whoever computes before the first announcement of all still needs office hours: the oldest ones.
        known = set(self._announcements[:version])
        oldest = min(self.sessions, key=lambda item: item.starts_on)
        tables = sorted(
            {item for item in self.sessions if item.announced_on in known} | {oldest}, key=lambda item: item.starts_on
        )
        starts = [table.starts_on for table in tables]
        said = sorted((item for item in self.announced if item.announced_on in known), key=lambda x: x.announced_on)
        exceptions = {item.day: item for item in said}  # the later word on a day wins
        off_by_year: dict[int, frozenset[date]] = {}

        def table_on(day: date) -> Sessions:
            return tables[max(bisect_right(starts, day) - 1, 0)]

        def holidays_of(year: int) -> frozenset[date]:
            if not self.first_year <= year <= self.last_year:
                raise ValueError(f"the calendar knows the years {self.first_year} to {self.last_year}, not {year}")
            if year not in off_by_year:
                rests = [not sessions for sessions in table_on(date(year, 1, 1)).week]
                off_by_year[year] = holidays_with_days_in_lieu(self._holidays_by_year.get(year, ()), rests)
            return off_by_year[year]

        def sessions_of(day: date) -> DaySessions:
            hours = table_on(day).week
            exception = exceptions.get(day)
            if exception is None:
                return () if day in holidays_of(day.year) else hours[day.weekday()]
            if not exception.is_worked:
                return ()
            # A make-up day on a rest day keeps the hours of the last ordinary working day of the week before it.
            return next(sessions for back in range(7) if (sessions := hours[(day.weekday() - back) % 7]))

        everything = frozenset().union(*(holidays_of(year) for year in self._holidays_by_year))
        moved = {item.day for item in exceptions.values() if item.is_public_holiday and not item.is_worked}
        worked = {item.day for item in exceptions.values() if item.is_worked}
        return Timeline(sessions_of), (everything | moved) - worked


def _shift(day: date, duration: Duration, direction: int, holidays: frozenset[date]) -> date:
    """The day so many days or months on (or back); the first day is not counted."""
    count = int(duration.value)
    if duration.unit is Unit.CALENDAR_DAYS:
        return day + timedelta(days=direction * count)
    if duration.unit is Unit.MONTHS:
        # Months end on the corresponding day, or on the month's last day when it has none (Civil Code 148.2, 148.3).
        months = day.year * 12 + day.month - 1 + direction * count
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    while count:
        day += timedelta(days=direction)
        count -= day not in holidays
    return day
