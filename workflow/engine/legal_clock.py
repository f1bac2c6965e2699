"""The legal clock of a dossier: when it is due, and what pauses, restarts and new limits do to it. Pure functions."""

from datetime import datetime

from workflow.clock import Calendar, Duration
from workflow.definition.models import OnSupplement
from workflow.engine.case import ClockState, LegalClock


def started(limit: Duration, at: datetime, calendar: Calendar) -> LegalClock:
    """A clock that begins to run now."""
    due = calendar.due(at, limit)
    return LegalClock(
        state=ClockState.RUNNING, accepted_at=at, limit=limit, counted_from=at,
        remaining=limit, running_since=at, original_due_at=due, due_at=due,
    )  # fmt: skip


def paused(clock: LegalClock, at: datetime, calendar: Calendar) -> LegalClock:
    """Time stands still; what is left is kept."""
    if clock.state is not ClockState.RUNNING:
        return clock
    assert clock.remaining is not None
    assert clock.running_since is not None
    at = max(at, clock.running_since)  # two machines' clocks may differ by a moment
    left = calendar.remaining(clock.remaining, clock.running_since, at)
    return clock.but(state=ClockState.PAUSED, remaining=left, running_since=None, paused_at=at, due_at=None)


def resumed(clock: LegalClock, at: datetime, calendar: Calendar, how: OnSupplement = OnSupplement.PAUSE) -> LegalClock:
    """Time runs again, with what was left or from the beginning; a promised new appointment moves by the working time of the pause."""
    if clock.state is not ClockState.PAUSED:
        return clock
    assert clock.paused_at is not None
    at = max(at, clock.paused_at)
    restarts = how is OnSupplement.RESTART
    remaining = clock.limit if restarts else clock.remaining
    assert remaining is not None
    return clock.but(
        state=ClockState.RUNNING,
        counted_from=at if restarts else clock.counted_from,
        remaining=remaining,
        running_since=at,
        paused_at=None,
        pauses=(*clock.pauses, (clock.paused_at, at)),
        due_at=calendar.due(at, remaining),
        appointment_at=_moved(clock.appointment_at, clock.paused_at, at, calendar),
    )


def limited(clock: LegalClock, limit: Duration, at: datetime, calendar: Calendar) -> LegalClock:
    """The law gives another limit for this dossier (verification elsewhere): counted from acceptance, without its pauses."""
    if clock.state not in (ClockState.RUNNING, ClockState.PAUSED):
        return clock
    since, remaining = clock.counted_from, limit
    assert since is not None
    for began, ended in clock.pauses:
        if began >= since:
            remaining, since = calendar.remaining(remaining, since, began), ended
    if clock.state is ClockState.PAUSED:
        assert clock.paused_at is not None
        left = calendar.remaining(remaining, since, clock.paused_at)
        return clock.but(limit=limit, remaining=left)
    due = calendar.due(since, remaining)
    return clock.but(limit=limit, remaining=remaining, running_since=since, due_at=due, overdue=at > due)


def stopped(clock: LegalClock, at: datetime) -> LegalClock:
    """The dossier is settled; late or not is now fixed."""
    late = clock.overdue or (clock.due_at is not None and at > clock.due_at)
    return clock.but(state=ClockState.STOPPED, stopped_at=at, overdue=late)


def _moved(
    appointment: datetime | None, paused_at: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime | None:
    """The appointment, as much working time after the resumption as it lay after the pause."""
    if appointment is None or appointment <= paused_at:
        return appointment
    minutes = calendar.working_minutes(paused_at, appointment)
    return calendar.due(resumed_at, Duration.of_working_seconds(minutes * 60))
