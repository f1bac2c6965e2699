"""`Idempotency-Key`: the same request sent again gets the first answer, so that a lost reply never makes a second act.

Answers are kept in this process for a day. After a restart the engine still takes no decision twice: it answers Conflict.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from desk.problems import Problem

KEPT = 10_000
SECONDS = 24 * 60 * 60
UNDER_WAY = object()


class Answers:
    """The answers given, by who asked and with which key."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._given: OrderedDict[tuple[str, str], tuple[float, str, Any]] = OrderedDict()
        self._turn = Lock()

    def once(self, who: str, key: str | None, content: str, act: Callable[[], Any]) -> Any:
        """The answer of `act`, or the one given before to the same key and content. A refused act may be tried again.

        Raises Problem 422 when the key came with other content, 409 while the first request is still under way.
        """
        if key is None:
            return act()
        place, digest = (who, key), hashlib.sha256(content.encode()).hexdigest()
        with self._turn:
            self._forget_old()
            if place in self._given:
                return self._again(*self._given[place], digest)
            self._given[place] = (self._now(), digest, UNDER_WAY)
        try:
            answer = act()
        except BaseException:
            with self._turn:
                self._given.pop(place, None)
            raise
        with self._turn:
            self._given[place] = (self._now(), digest, answer)
        return answer

    def _again(self, _: float, digest: str, answer: Any, wanted: str) -> Any:
        if digest != wanted:
            raise Problem(422, "idempotency-key-reused")
        if answer is UNDER_WAY:
            raise Problem(409, "idempotency-key-under-way")
        return answer

    def _forget_old(self) -> None:
        while self._given:
            place, (at, _, _) = next(iter(self._given.items()))
            if len(self._given) < KEPT and self._now() - at < SECONDS:
                return
            del self._given[place]
