"""The legal clock of a dossier: when it is due, and what pauses, restarts and new limits do to it. Pure functions."""

from datetime import datetime

from workflow.clock import Calendar, Duration
from workflow.definition.models import OnSupplement
from workflow.engine.case import ClockState, LegalClock


def started(limit: Duration, at: datetime, calendar: Calendar) -> LegalClock:
    """A clock that begins to run now."""
    due = calendar.due(at, limit)
    return LegalClock(
        state=ClockState.RUNNING,
        accepted_at=at,
        limit=limit,
        remaining=limit,
        running_since=at,
        original_due_at=due,
        due_at=due,
    )


def paused(clock: LegalClock, at: datetime, calendar: Calendar) -> LegalClock:
    """Time stands still; what is left is kept."""
    if clock.state is not ClockState.RUNNING:
        return clock
    assert clock.remaining is not None
    assert clock.running_since is not None
    left = calendar.remaining(clock.remaining, clock.running_since, at)
    return clock.model_copy(
        update={"state": ClockState.PAUSED, "remaining": left, "running_since": None, "paused_at": at, "due_at": None}
    )


def resumed(clock: LegalClock, at: datetime, calendar: Calendar, how: OnSupplement = OnSupplement.PAUSE) -> LegalClock:
    """Time runs again, with what was left or from the beginning."""
    if clock.state is not ClockState.PAUSED:
        return clock
    remaining = clock.limit if how is OnSupplement.RESTART else clock.remaining
    assert remaining is not None
    assert clock.paused_at is not None
    return clock.model_copy(
        update={
            "state": ClockState.RUNNING,
            "remaining": remaining,
            "running_since": at,
            "paused_at": None,
            "paused_for": clock.paused_for + (at - clock.paused_at),
            "due_at": calendar.due(at, remaining),
        }
    )


def limited(clock: LegalClock, limit: Duration, calendar: Calendar) -> LegalClock:
    """The law gives another limit for this dossier, counted from acceptance and without its pauses (verification elsewhere)."""
    assert clock.accepted_at is not None
    since = clock.accepted_at + clock.paused_for
    due = calendar.due(since, limit)
    return clock.model_copy(update={"limit": limit, "remaining": limit, "running_since": since, "due_at": due})


def stopped(clock: LegalClock, at: datetime) -> LegalClock:
    """The dossier is settled; late or not is now fixed."""
    late = clock.overdue or (clock.due_at is not None and at > clock.due_at)
    return clock.model_copy(update={"state": ClockState.STOPPED, "stopped_at": at, "overdue": late})
