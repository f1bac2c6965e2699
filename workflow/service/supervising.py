"""Doors of heads and directors: suspend and resume, apologise for being late, correct an issued result."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.engine.events import AppointmentExtended, DossierResumed, DossierSuspended, ResultCorrected
from workflow.service.acting import act
from workflow.service.carrying import Applied
from workflow.service.office import Office


def suspend(office: Office, code: str, officer_id: str, reason: str) -> Applied:
    """Stop the legal clock for a lawful reason."""
    return act(office, code, officer_id, "suspend", lambda who, at, _: DossierSuspended(at=at, by=who, reason=reason))


def resume(office: Office, code: str, officer_id: str, reason: str) -> Applied:
    """Let a suspended dossier go on."""
    return act(office, code, officer_id, "resume", lambda who, at, _: DossierResumed(at=at, by=who, reason=reason))


def apologise(office: Office, code: str, officer_id: str, due_at: datetime, reason: str) -> Applied:
    """Apologise for being late and promise one new date (Decree 61/2018 art. 19.9); a second time is NotPermitted."""
    return act(
        office, code, officer_id, "apologise",
        lambda who, at, _: AppointmentExtended(at=at, by=who, due_at=due_at, reason=reason),
    )  # fmt: skip


def correct_result(
    office: Office, code: str, document_visit: int, officer_id: str, values: Mapping[str, Any], reason: str
) -> Applied:
    """Replace a wrong result at the agency's cost (art. 21); `values` replace template values of the wrong one."""
    return act(
        office, code, officer_id, "correct_result",
        lambda who, at, _: ResultCorrected(at=at, document=document_visit, by=who, reason=reason, values=dict(values)),
    )  # fmt: skip
