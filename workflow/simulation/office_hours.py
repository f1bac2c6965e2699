"""Working sessions laid end to end in seconds since the period began, so that a look-up costs a microsecond."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import inf

from workflow.clock import Calendar

DAY = 86_400.0
Session = tuple[float, float]


class OfficeHours:
    """When somebody works: the whole office, or one officer. Beyond the last session nothing is worked: the answer is `inf`."""

    __slots__ = ("before", "closes", "opens")

    def __init__(self, sessions: Iterable[Session]) -> None:
        self.opens: list[float] = []
        self.closes: list[float] = []
        self.before: list[float] = [0.0]
        """Seconds worked before each session, and after the last."""
        for opens, closes in sessions:
            self.opens.append(opens)
            self.closes.append(closes)
            self.before.append(self.before[-1] + closes - opens)

    def worked(self, at: float) -> float:
        """Seconds worked from the beginning until `at`."""
        index = bisect_right(self.opens, at) - 1
        if index < 0:
            return 0.0
        return self.before[index] + min(at, self.closes[index]) - self.opens[index]

    def after(self, at: float, seconds: float) -> float:
        """The moment at which `seconds` more have been worked."""
        target = self.worked(at) + seconds
        if target > self.before[-1]:
            return inf
        index = max(bisect_left(self.before, target) - 1, 0)
        return max(self.opens[index] + target - self.before[index], at)

    def opening(self, at: float) -> float:
        """`at` itself inside a session, else the next opening."""
        index = bisect_right(self.opens, at) - 1
        if index >= 0 and at < self.closes[index]:
            return at
        return self.opens[index + 1] if index + 1 < len(self.opens) else inf


def sessions_of(calendar: Calendar, begin: datetime, days: int) -> Iterator[tuple[int, tuple[Session, ...]]]:
    """Each day's number from `begin` (a midnight) and its sessions, as far as the calendar knows them that day."""
    for day in range(days):
        sessions = calendar.sessions_on((begin + timedelta(days=day)).date())
        if sessions:
            yield day, tuple((day * DAY + opens, day * DAY + closes) for opens, closes in sessions)


def shortened(sessions: tuple[Session, ...], share: float) -> Iterator[Session]:
    """The first part of a day: what somebody works who is there for this share of it."""
    left = share * sum(closes - opens for opens, closes in sessions)
    for opens, closes in sessions:
        if left <= 0:
            return
        yield opens, min(closes, opens + left)
        left -= closes - opens
