"""The door through which a dossier comes in, from the portal, the counter, or a dossier that calls another."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from forms.pointers import ABSENT, get, split
from workflow.conditions import MISSING
from workflow.definition.models import Definition
from workflow.engine.case import Case
from workflow.engine.events import DossierSubmitted, FormFault
from workflow.service.attachments import Attachment, check, keep, named
from workflow.service.carrying import Carrying
from workflow.service.errors import Rejected
from workflow.service.filling import faults
from workflow.service.kept import keep_version, version_for
from workflow.service.office import Office
from workflow.service.procedures import NotInForce, Version
from workflow.store.numbers import next_dossier_code
from workflow.store.tables import DOSSIERS
from workflow.store.unit_of_work import Store

RETURN_WAYS = ("post", "counter", "electronic")
APPLICANT = ("kind", "name", "id_number", "phone", "email", "address")
LONGEST_ANSWERS = 16 * 2**20
"""Characters of JSON: a list of 10,000 workers, the most a form takes, has about 6 million."""

_C = DOSSIERS.c
_KNOWN = select(_C.code).where(_C.source == bindparam("source"), _C.reference == bindparam("reference"))
_DUPLICATES = select(_C.code).where(_C.duplicate_index == bindparam("index"), _C.ending.is_(None)).order_by(_C.code)


@dataclass(frozen=True)
class Submission:
    """What an applicant hands in. `source` and `reference` together are its identity: the same twice is one dossier."""

    source: str  # portal, counter, …
    reference: str  # what the source calls it
    procedure: str  # slug, national code or service code
    channel: str  # online, counter, post
    applicant: Mapping[str, Any] = field(repr=False)  # {kind, name, id_number, phone, email, address, …}
    return_way: str  # post, counter, electronic
    answers: Any = field(repr=False)
    attachments: Sequence[Attachment] = ()
    at: datetime | None = None  # when it was filed; now unless said otherwise
    parent: tuple[str, int] | None = None  # dossier and visit that called for it


@dataclass(frozen=True)
class Receipt:
    """The dossier's code; `duplicate` when this reference was handed in before, and nothing new was made."""

    code: str
    duplicate: bool


def submit(office: Office, submission: Submission) -> Receipt:
    """Take in a dossier; safe to repeat with the same source and reference, also at the same time.

    Answers that do not fit the form do not stop it: they become faults of the case, so that an officer can ask for a
    supplement. Raises Rejected, with every problem, for what no officer can mend: a procedure or channel that is not
    offered, answers that are no object, an applicant without name, files that may not come in.
    """
    known = code_of(office, submission.source, submission.reference)
    if known is not None:
        return Receipt(known, duplicate=True)
    at = min(submission.at or office.now(), office.now())
    version = _version(office, submission, at)
    definition = version.procedure.definition
    files = named(submission.attachments, definition)
    problems = [*_envelope_problems(submission, definition), *check(files, definition)]
    if problems:
        raise Rejected("submission", "the dossier cannot be taken in", tuple(problems))
    answers = version.form.normalise(submission.answers)
    form_faults = faults(version.form.validate(answers, today=at.date()))
    papers = keep(office, files)
    duplicate_index = _duplicate_index(office.store, definition, answers)

    def once(db: Connection) -> Receipt | None:
        carrying = Carrying(office, db)
        keep_version(db, version, carrying.now)
        duplicates = _open_duplicates(db, duplicate_index)
        code = next_dossier_code(db, office.organisation.agency.code, carrying.now.date())
        event = DossierSubmitted(
            at=at, channel=submission.channel, applicant=dict(submission.applicant), return_way=submission.return_way,
            answers=answers, papers=papers, faults=form_faults, duplicates=duplicates,
        )  # fmt: skip
        case = Case(code=code, procedure=version.procedure.slug, digest=version.digest)
        row = _row(office, submission, version, event, code, duplicate_index)
        if not carrying.begin(case, version, row, event):
            db.rollback()  # the code goes back; whoever was faster has committed by now
            return None
        return Receipt(code, duplicate=False)

    receipt = office.store.transact(once)
    if receipt is None:
        faster = code_of(office, submission.source, submission.reference)
        assert faster is not None
        return Receipt(faster, duplicate=True)
    return receipt


def code_of(office: Office, source: str, reference: str) -> str | None:
    """The code of the dossier a source knows by this reference; None when there is none."""
    with office.store.read() as db:
        code: str | None = db.scalar(_KNOWN, {"source": source, "reference": reference})
    return code


def _version(office: Office, submission: Submission, at: datetime) -> Version:
    slug = office.library.slug_of(submission.procedure)
    if slug is None:
        raise Rejected("unknown-procedure", f"there is no procedure {submission.procedure}")
    try:
        return version_for(office, slug, at.date())
    except NotInForce as error:
        raise Rejected("not-in-force", str(error)) from None


def _envelope_problems(submission: Submission, definition: Definition) -> list[FormFault]:
    """What is wrong around the form."""
    found = []

    def wrong(pointer: str, code: str, vi: str, en: str) -> None:
        found.append(FormFault(pointer=pointer, code=code, vi=vi, en=en))

    if submission.channel not in definition.channels:
        wrong("/channel", "channel", "Thủ tục không nhận hồ sơ qua kênh này.", "The procedure is not offered this way.")
    if submission.return_way not in RETURN_WAYS:
        wrong("/return_way", "return_way", "Cách nhận kết quả không hợp lệ.", "This is no way to receive the result.")
    if not submission.source.strip() or not submission.reference.strip():
        wrong("/reference", "reference", "Thiếu mã tham chiếu của nơi gửi.", "The sender's reference is missing.")
    name = submission.applicant.get("name")
    if not isinstance(name, str) or not name.strip():
        wrong("/applicant/name", "required", "Thiếu tên người nộp hồ sơ.", "The applicant's name is missing.")
    for key in ("id_number", "phone", "email"):
        value = submission.applicant.get(key)
        if value is not None and not isinstance(value, str):
            wrong(f"/applicant/{key}", "not_text", "Giá trị phải là chuỗi ký tự.", "The value must be text.")
    if not isinstance(submission.answers, dict):
        wrong("/answers", "not_a_group", "Tờ khai phải là một đối tượng.", "The form must be an object.")
    elif len(json.dumps(submission.answers, ensure_ascii=False, default=str)) > LONGEST_ANSWERS:
        wrong("/answers", "too_long", "Tờ khai quá lớn.", "The form is too large.")
    return found


def _row(
    office: Office, submission: Submission, version: Version, event: DossierSubmitted, code: str, duplicate: str | None
) -> dict[str, Any]:
    """The columns of the dossier that never change."""
    vault, applicant = office.store.vault, submission.applicant
    parent, visit = submission.parent or (None, None)
    return {
        "code": code, "procedure": version.procedure.slug, "digest": version.digest, "source": submission.source,
        "reference": submission.reference, "channel": submission.channel, "parent": parent, "parent_visit": visit,
        "applicant_name": applicant["name"], "name_index": vault.blind("name", plain_name(applicant["name"])),
        "id_index": blind_number(office.store, "id", applicant.get("id_number")),
        "phone_index": blind_number(office.store, "phone", applicant.get("phone")),
        "duplicate_index": duplicate, "subject": _subject(version, event), "submitted_at": event.at,
    }  # fmt: skip


def _subject(version: Version, event: DossierSubmitted) -> str | None:
    expression = version.procedure.definition.subject
    if expression is None:
        return None
    try:
        value = expression.value({"form": event.answers, "applicant": event.applicant})
    except ValueError:  # answers may be malformed; the line is only for lists
        return None
    return None if value is MISSING or value is None else str(value)


def _duplicate_index(store: Store, definition: Definition, answers: Any) -> str | None:
    """Blind index of the fields that make a second dossier a duplicate; None when one of them is empty."""
    values = [get(answers, split(_pointer(name))) for name in definition.duplicate_key]
    if not values or any(value is ABSENT or value in (None, "") for value in values):
        return None
    return store.vault.blind("duplicate", json.dumps([definition.procedure, *values], sort_keys=True, default=str))


def _pointer(name: str) -> str:
    """Fields are named by path ('person.id_number') or by JSON Pointer."""
    return name if name.startswith("/") else "/" + name.removeprefix("form.").replace(".", "/")


def _open_duplicates(db: Connection, index: str | None) -> tuple[str, ...]:
    if index is None:
        return ()
    return tuple(db.scalars(_DUPLICATES, {"index": index}))


def blind_number(store: Store, kind: str, value: Any) -> str | None:
    """Blind index of an id number or phone, whatever signs people put between the digits; None for an empty one."""
    digits = "".join(filter(str.isalnum, value)) if isinstance(value, str) else ""
    return store.vault.blind(kind, digits.upper()) if digits else None


def plain_name(name: str) -> str:
    """A name as it is looked up: lower case, without accents, single spaces."""
    letters = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


__all__ = ["Attachment", "Receipt", "Submission", "blind_number", "code_of", "plain_name", "submit"]
