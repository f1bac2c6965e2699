"""Counts attempts in sliding windows, so that passwords and four-digit secrets cannot be guessed.

The counts live in this process: several desk processes each allow their own number of attempts.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

MANY_KEYS = 10_000


@dataclass
class Window:
    """At most `limit` attempts a key within `seconds`."""

    limit: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    _attempts: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, key: str) -> float:
        """Seconds until the next attempt is allowed; 0 when it is allowed now."""
        attempts = self._attempts.get(key)
        if attempts is None or len(attempts) < self.limit:
            return 0
        return max(0, attempts[0] + self.seconds - self.now())

    def count(self, key: str) -> None:
        """Remember an attempt."""
        self._attempts.setdefault(key, deque(maxlen=self.limit)).append(self.now())
        while len(self._attempts) > MANY_KEYS:  # the oldest key goes: memory stays bounded under a flood
            del self._attempts[next(iter(self._attempts))]

    def take_back(self, key: str) -> None:
        """The last attempt was no guess: it does not count."""
        if attempts := self._attempts.get(key):
            attempts.pop()


class Gate:
    """Limits guesses at one secret: few from one place, more from one place at many secrets, more at one from many places.

    So nobody can lock somebody else out with a handful of wrong tries, and a whole office behind one address still works.
    """

    def __init__(self, limit: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._pair = Window(limit, seconds, now)
        self._place = Window(limit * 10, seconds, now)
        self._name = Window(limit * 20, seconds, now)
        self._turn = Lock()

    def enter(self, name: str, place: str) -> int:
        """Count an attempt and give 0, or the whole seconds to wait when there were too many."""
        with self._turn:
            left = max(window.wait(key) for window, key in self._keys(name, place))
            if left > 0:
                return int(left) + 1
            for window, key in self._keys(name, place):
                window.count(key)
            return 0

    def opened(self, name: str, place: str) -> None:
        """The secret was right: this attempt does not count; wrong ones before it still do."""
        with self._turn:
            for window, key in self._keys(name, place):
                window.take_back(key)

    def _keys(self, name: str, place: str) -> tuple[tuple[Window, str], ...]:
        return (self._pair, f"{name}\n{place}"), (self._place, place), (self._name, name)
