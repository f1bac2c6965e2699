"""How patiently failures are taken: what may pass by itself, how long to pause, and when it is enough. Pure."""

import random

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from integrations.errors import Temporary
from workflow.performing import KINDS
from workflow.performing.outcome import growing
from workflow.store.unit_of_work import Overtaken
from workflow.store.works import Work

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 3600.0
"""Seconds before the second try, and the most there will ever be between two."""
DEATHS = 20
"""How often, beyond its tries, a piece of work may be taken over from a worker that died or was too slow."""
PASSING = (Temporary, TimeoutError, OSError, OperationalError, InterfaceError, NoConnectionFree, Overtaken)


def passes_by_itself(error: BaseException) -> bool:
    """Whether another try may succeed: somebody is away or slow. Everything else needs a person."""
    return isinstance(error, PASSING)


def is_worth_a_quick_retry(error: BaseException) -> bool:
    """Only what may pass by itself in a moment; a system that says when to come back is believed."""
    return isinstance(error, Temporary) and error.retry_after is None


def is_used_up(work: Work) -> bool:
    """Whether it has cost so many workers their lives that the next one should not try. Nobody is left to say why."""
    return work.attempts >= KINDS[work.kind].tries + DEATHS


def pause(attempts: int, error: BaseException) -> float:
    """Seconds until the next try: exponential with jitter, and never sooner than the other system asks for."""
    seconds = random.uniform(0.5, 1) * growing(FIRST_PAUSE, attempts, LONGEST_PAUSE)
    asked = error.retry_after if isinstance(error, Temporary) else None
    return max(seconds, asked or 0)
