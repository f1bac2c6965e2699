"""Simulated time: a clock that stands still until it is moved, the agenda of what is to happen, and how long things take."""

import heapq
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from workflow.clock import Calendar, Duration
from workflow.clock.duration import Unit
from workflow.simulation.spreads import Spread

if TYPE_CHECKING:
    from workflow.replay.going import Review, Waking

Act = Callable[[], Awaitable[str | None]]
"""What happens; gives the code of the dossier it happened to, if there is work to be done now."""


class Clock:
    """The office's time: it stands still but when the replay moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def reach(self, moment: datetime) -> None:
        """It never goes back."""
        self.moment = max(self.moment, moment)


@dataclass(order=True)
class Entry:
    """Something on the agenda; `number` keeps the order of what falls on one moment."""

    at: datetime
    number: int
    act: "Act | Review | Waking" = field(compare=False)


class Agenda:
    """What is to happen, the earliest first."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._numbers = count()

    def put(self, at: datetime, act: "Act | Review | Waking") -> None:
        heapq.heappush(self._entries, Entry(at, next(self._numbers), act))

    @property
    def next_at(self) -> datetime | None:
        """When the next thing happens; None when nothing will."""
        return self._entries[0].at if self._entries else None

    def take(self, until: datetime) -> Entry | None:
        """The next entry, if it happens by then."""
        return heapq.heappop(self._entries) if self._entries and self._entries[0].at <= until else None


class Times:
    """Moments drawn from the spreads of a mix; the same chance gives the same moment."""

    def __init__(self, spreads: Mapping[str, Spread], calendar: Calendar, clock: Clock) -> None:
        self.calendar = calendar
        self._clock = clock
        self._spreads = {name: (spread.in_.is_working_time, spread.time) for name, spread in spreads.items()}

    def after(self, name: str, chance: Random, start: datetime | None = None) -> datetime:
        """As long after `start`, or now, as this thing takes."""
        in_working_time, time = self._spreads[name]
        start = start or self._clock.moment
        seconds = int(time(chance.uniform(0.001, 0.999)))
        if in_working_time:
            return self.calendar.due(start, Duration(Decimal(seconds), Unit.WORKING_SECONDS))
        return start + timedelta(seconds=seconds)

    def within(self, due_at: datetime | None, chance: Random) -> datetime:
        """A moment within what a step allows; where that is nothing, as long as a review takes."""
        now = self._clock.moment
        minutes = self.calendar.working_minutes(now, due_at) if due_at is not None else 0
        if minutes <= 0:
            return self.after("review", chance)
        share = self._spreads["share_of_step"][1](chance.random()) / 3600
        return self.calendar.due(now, Duration(Decimal(max(1, int(minutes * share))), Unit.WORKING_MINUTES))
