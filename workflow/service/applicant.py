"""Doors of the applicant of a dossier: complete it when asked, take it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from forms.pointers import covers
from workflow.engine.events import DossierWithdrawn, Event, FormFault, SupplementReceived
from workflow.service.acting import note_refusal
from workflow.service.attachments import Attachment, check, keep, named
from workflow.service.carrying import Carrying, Loaded
from workflow.service.errors import Conflict, Refused, Rejected
from workflow.service.filling import faults
from workflow.service.inbox import Message, is_new
from workflow.service.office import Office

APPLICANT = "applicant"
"""The actor of these acts in the journal."""


def supplement(
    office: Office, code: str, answers: Mapping[str, Any], attachments: Sequence[Attachment] = (),
    at: datetime | None = None, message: Message | None = None,
) -> bool:  # fmt: skip
    """What the applicant was asked for. False when this message was taken in before; then nothing changes.

    `answers` is a merge patch over the form (RFC 7396): absent stays, null removes, lists are replaced whole.
    Raises Conflict when nothing is asked for, Rejected naming every field or paper that was not asked for.
    """

    def event(carrying: Carrying, at: datetime) -> Event:
        dossier = carrying.load(code)
        merged = dossier.version.form.normalise(patched(dossier.case.form, dict(answers)))
        definition = dossier.version.procedure.definition
        files = named(attachments, definition)
        _only_what_was_asked(dossier, merged, files)
        wrong = list(check(files, definition, _kept_papers(dossier, files)))
        if wrong:
            raise Rejected("attachments", "a file cannot be taken in", tuple(wrong))
        return SupplementReceived(
            at=at,
            answers=merged,
            papers=keep(office, files),
            faults=faults(dossier.version.form.validate(merged, today=at.date())),
        )

    return _act(office, code, "supplement", event, at, message)


def withdraw(
    office: Office, code: str, reason: str | None = None, at: datetime | None = None, message: Message | None = None
) -> bool:
    """Take the dossier back; raises Conflict once it is decided or money was ordered. False as for `supplement`."""
    return _act(office, code, "withdraw", lambda _, at: DossierWithdrawn(at=at, reason=reason or None), at, message)


def patched(before: Any, patch: Any) -> Any:
    """`before` with a JSON merge patch applied (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(before) if isinstance(before, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = patched(merged.get(key), value)
    return merged


def _act(office: Office, code: str, what: str, event: Any, at: datetime | None, message: Message | None) -> bool:
    def once(db: Connection) -> bool:
        carrying = Carrying(office, db)
        carrying.load(code)
        if message is not None and not is_new(db, message, carrying.now):
            return False
        carrying.apply(code, event(carrying, min(at or carrying.now, carrying.now)), APPLICANT)
        carrying.write()
        return True

    try:
        return office.store.transact(once)
    except Refused as refusal:
        note_refusal(office, code, APPLICANT, what, refusal)
        raise


def _only_what_was_asked(dossier: Loaded, answers: dict[str, Any], attachments: Sequence[Attachment]) -> None:
    asked = dossier.case.supplement
    if asked is None:
        raise Conflict("no-supplement", "no supplement is asked for, or its time has passed")
    fields = [item.field for item in asked.items if item.field is not None]
    papers = {item.component for item in asked.items if item.component is not None}
    wrong = [
        _not_asked(pointer)
        for pointer in sorted(dossier.version.form.changed(dossier.case.form, answers))
        if not covers(fields, pointer)
    ]
    wrong += [
        _not_asked(f"/attachments/{place}") for place, each in enumerate(attachments) if each.component not in papers
    ]
    if wrong:
        raise Rejected("not-asked-for", "only what was asked for may change", tuple(wrong))


def _kept_papers(dossier: Loaded, attachments: Sequence[Attachment]) -> list[Any]:
    """Papers that stay: those of components that are not handed in anew."""
    replaced = {each.component for each in attachments}
    return [paper for paper in dossier.case.papers if paper.component not in replaced]


def _not_asked(pointer: str) -> FormFault:
    return FormFault(
        pointer=pointer,
        code="not_asked_for",
        vi="Mục này không nằm trong yêu cầu bổ sung nên không được thay đổi.",
        en="This was not asked for and may not change.",
    )
