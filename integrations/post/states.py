"""From the carrier's status numbers to our states, and from a heap of events to where the parcel is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from integrations.post.values import ParcelState, TrackingEvent

# Confirmed by several independent clients; others exist and stay unknown to us.
STATE_OF_STATUS = {
    10: ParcelState.CANCELLED,  # deleted
    20: ParcelState.CREATED,
    60: ParcelState.CANCELLED,
    61: ParcelState.CANCEL_REQUESTED,
    62: ParcelState.CANCEL_REQUESTED,  # the post has received the request
    70: ParcelState.ACCEPTED,
    91: ParcelState.ATTEMPT_FAILED,
    100: ParcelState.DELIVERED,
    110: ParcelState.NO_CHANGE,  # money collected
    120: ParcelState.NO_CHANGE,  # money paid to us
    161: ParcelState.RETURNING,  # an attempt to give it back to us failed
    170: ParcelState.RETURNED,
}

_PHASE = {
    ParcelState.CREATED: 0,
    ParcelState.CANCEL_REQUESTED: 1,
    ParcelState.ACCEPTED: 2,
    ParcelState.ATTEMPT_FAILED: 2,
    ParcelState.RETURNING: 2,
    ParcelState.DELIVERED: 3,
    ParcelState.RETURNED: 3,
    ParcelState.CANCELLED: 3,
}
_RANK = {ParcelState.ACCEPTED: 0, ParcelState.ATTEMPT_FAILED: 1, ParcelState.RETURNING: 2}


@dataclass(frozen=True)
class Standing:
    """Where a parcel is and since when."""

    state: ParcelState
    since: datetime

    @property
    def is_final(self) -> bool:
        """Whether nothing but a correction by a person changes it any more."""
        return _PHASE[self.state] == 3


def state_of(status_id: int) -> ParcelState:
    """Return our state for a carrier's status number; a new number is UNKNOWN, never an error."""
    return STATE_OF_STATUS.get(status_id, ParcelState.UNKNOWN)


def follow(standing: Standing | None, event: TrackingEvent) -> Standing | None:
    """Return where the parcel is after one more event, in whatever order events come.

    A later phase wins over an earlier one, within a phase the later time, at the same time the higher rank; final
    states stay. Events about money and unknown ones change nothing.
    """
    if event.state not in _PHASE:
        return standing
    told = Standing(event.state, event.occurred_at)
    if standing is None:
        return told
    if standing.is_final or _order(told) <= _order(standing):
        return standing
    return told


def standing_after(events: Iterable[TrackingEvent]) -> Standing | None:
    """Fold events in the order they came."""
    standing = None
    for event in events:
        standing = follow(standing, event)
    return standing


def _order(standing: Standing) -> tuple[int, datetime, int]:
    return _PHASE[standing.state], standing.since, _RANK.get(standing.state, 0)
