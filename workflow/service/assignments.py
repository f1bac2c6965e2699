"""Doors around an open review: take it, give it back, hand it on, move it to another unit."""

from workflow.engine.events import (
    AssignmentClaimed,
    AssignmentReassigned,
    AssignmentReleased,
    DossierTransferred,
)
from workflow.service.acting import act
from workflow.service.carrying import Applied
from workflow.service.errors import Invalid
from workflow.service.office import Office
from workflow.service.people import actor


def claim(office: Office, code: str, visit: int, officer_id: str, on_behalf_of: str | None = None) -> Applied:
    """Take a review upon oneself; a second officer gets Conflict, one without the post NotPermitted."""
    return act(
        office, code, officer_id, "claim",
        lambda who, at, _: AssignmentClaimed(at=at, visit=visit, by=who), on_behalf_of,
    )  # fmt: skip


def release(office: Office, code: str, visit: int, officer_id: str, on_behalf_of: str | None = None) -> Applied:
    """Give a review back to the queue of its unit."""
    return act(
        office, code, officer_id, "release",
        lambda who, at, _: AssignmentReleased(at=at, visit=visit, by=who), on_behalf_of,
    )  # fmt: skip


def reassign(office: Office, code: str, visit: int, by: str, to: str, reason: str) -> Applied:
    """A supervisor hands a review to another officer."""
    return act(
        office, code, by, "reassign",
        lambda who, at, carrying: AssignmentReassigned(
            at=at, visit=visit, by=who, to=actor(carrying.db, to, None, at), reason=reason
        ),
    )  # fmt: skip


def transfer(office: Office, code: str, visit: int, by: str, unit: str, reason: str) -> Applied:
    """A supervisor moves a review to another unit; raises Invalid for one that does not exist."""

    def known(unit: str) -> str:
        if unit not in office.organisation.units:
            raise Invalid("unknown-unit", f"there is no unit {unit}")
        return unit

    return act(
        office, code, by, "transfer",
        lambda who, at, _: DossierTransferred(at=at, visit=visit, by=who, unit=known(unit), reason=reason),
    )  # fmt: skip
