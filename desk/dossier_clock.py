"""The legal clock of a dossier as people read it: a date, a state in words, a tone, and how much of the time is used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from desk import showing
from desk.words import Words

SOON = timedelta(days=1)
Tone = Literal["none-yet", "normal", "soon", "today", "overdue", "paused", "stopped"]


@dataclass(frozen=True)
class Times:
    """What the clock is read from; moments are aware."""

    state: str  # not_started, running, paused or stopped
    accepted_at: datetime | None
    due_at: datetime | None
    suspended: bool = False
    stopped_at: datetime | None = None
    late: bool | None = None  # known once stopped
    ended: bool = False


@dataclass(frozen=True)
class Face:
    """What is shown; `used` is a percentage, or None where no time runs."""

    tone: Tone
    label: str
    big: str
    state: str
    used: int | None = None


def face(times: Times, now: datetime, words: Words) -> Face:
    """Read the clock at `now`."""
    if times.state == "paused":
        why = "clock.paused_suspended" if times.suspended else "clock.paused_supplement"
        return Face("paused", words("clock.not_started"), words("clock.paused_big"), words(why))
    if times.state == "stopped":
        return _stopped(times, words)
    if times.state == "not_started" and times.ended:
        return Face("stopped", words("clock.not_started"), words("clock.never_started"), "")
    if times.state == "not_started" or times.due_at is None:
        return Face(
            "none-yet",
            words("clock.not_started"),
            words("clock.not_started_big"),
            words("clock.not_started_state"),
        )
    tone = _tone(times.due_at, now)
    span = showing.left(times.due_at, now, words)
    state = words("clock.overdue" if tone == "overdue" else "clock.running", span=span)
    return Face(tone, words("clock.due"), showing.moment(times.due_at, words.language), state, _used(times, now))


def _tone(due: datetime, now: datetime) -> Tone:
    if now > due:
        return "overdue"
    if due.astimezone(showing.VIETNAM).date() == now.astimezone(showing.VIETNAM).date():
        return "today"
    return "soon" if due - now <= SOON else "normal"


def _stopped(times: Times, words: Words) -> Face:
    when = showing.moment(times.stopped_at, words.language) if times.stopped_at else words("clock.settled")
    if times.late is None:
        return Face("stopped", words("clock.settled"), when, "")
    return Face(
        "overdue" if times.late else "stopped",
        words("clock.settled"),
        when,
        words("clock.settled_late" if times.late else "clock.settled_in_time"),
    )


def _used(times: Times, now: datetime) -> int | None:
    if times.accepted_at is None or times.due_at is None or times.due_at <= times.accepted_at:
        return None
    return round(100 * min(1.0, max(0.0, (now - times.accepted_at) / (times.due_at - times.accepted_at))))
