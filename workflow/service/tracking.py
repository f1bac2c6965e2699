"""What the public sees: an applicant follows a dossier, somebody with a paper in hand checks it."""

from typing import Any

from sqlalchemy import Connection, select

from forms.pointers import ABSENT, get, split
from workflow.engine.case import Case
from workflow.service.acting import note_access
from workflow.service.carrying import no_such_dossier, version_of
from workflow.service.errors import NotFound
from workflow.service.history import Teller
from workflow.service.office import Office
from workflow.service.shipments import shipments_of
from workflow.service.viewing import documents_of
from workflow.service.views import DocumentView, HistoryEntry, PublicDocument, PublicView
from workflow.store import journal
from workflow.store.dossiers import AnyRow
from workflow.store.tables import DOCUMENTS, DOSSIERS

LAST = 4
"""Digits of phone or id number that prove one knows the dossier."""

TOLD = frozenset(
    {
        "dossier_submitted", "supplement_requested", "supplement_received", "dossier_withdrawn", "dossier_suspended",
        "dossier_resumed", "appointment_extended", "shipment_reported",
    }
)  # fmt: skip
"""Entries of the journal that the applicant is told, without the names of officers (Circular 01/2018 art. 16)."""

OPEN_TO_APPLICANT = frozenset({"receipt", "supplement-request", "refusal", "apology", "stop-notice"})
"""Slips that may be fetched beside signed results."""


def track(office: Office, code: str, last_four: str) -> PublicView:
    """How a dossier stands, for who knows its code and the last four digits of phone or id number.

    Raises NotFound, in the same words, whether the code or the digits are wrong.
    """
    with office.store.read() as db:
        row, case = _known(db, code, last_four)
        version = version_of(office, db, row.digest)
        units, form = office.organisation.units, version.form
        asked = case.supplement.items if case.supplement else ()
        pointers = [item.field for item in asked if item.field is not None]
        return PublicView(
            code=code,
            procedure=version.procedure,
            procedure_title=version.procedure.definition.title,
            status=case.status,
            ending=case.ending,
            submitted_at=row.submitted_at,
            accepted_at=row.accepted_at,
            due_at=row.due_at,
            settled_at=row.settled_at,
            returned_at=row.returned_at,
            unit=units[row.unit].title if row.unit in units else None,
            supplement=case.supplement,
            answers=_only(case.form, pointers),
            form=form,
            history=tuple(_told(db, Teller([version], {}, {}), code)),
            documents=tuple(each for each in documents_of(db, code) if may_fetch(each)),
            shipments=shipments_of(db, code),
        )


def verification(office: Office, token: str) -> PublicDocument:
    """The document that carries this token in its QR code; raises NotFound."""
    return _public_document(office, DOCUMENTS.c.token == token)


def document_by_sha256(office: Office, sha256: str) -> PublicDocument:
    """The document whose signed file has this digest: for who uploads a file to have it checked. Raises NotFound."""
    return _public_document(office, DOCUMENTS.c.sha256 == sha256.lower())


def public_file(office: Office, code: str, last_four: str, visit: int) -> DocumentView:
    """A document the applicant may fetch; raises NotFound."""
    with office.store.begin() as db:
        _known(db, code, last_four)
        found = next((each for each in documents_of(db, code) if each.visit == visit and may_fetch(each)), None)
        if found is None:
            raise NotFound("no-such-document", f"dossier {code} has no document {visit} to fetch")
        note_access(db, code, None, office.now(), "applicant fetched a document", str(visit))
        return found


def may_fetch(document: DocumentView) -> bool:
    """Whether the applicant may have the file: a signed result in force, or a slip meant for the applicant."""
    if not document.signed or document.replaced_by is not None:
        return False
    return document.result or document.template in OPEN_TO_APPLICANT


def _known(db: Connection, code: str, last_four: str) -> tuple[AnyRow, Case]:
    row = db.execute(select(DOSSIERS).where(DOSSIERS.c.code == code)).one_or_none()
    if row is None or len(last_four) != LAST or not last_four.isdigit():
        raise no_such_dossier(code)
    case = Case.model_validate_json(row.snapshot)
    if last_four not in (_last_digits(case.applicant.get(key)) for key in ("phone", "id_number")):
        raise no_such_dossier(code)
    return row, case


def _last_digits(value: Any) -> str | None:
    digits = "".join(filter(str.isdigit, value)) if isinstance(value, str) else ""
    return digits[-LAST:] if len(digits) >= LAST else None


def _only(answers: dict[str, Any], pointers: list[str]) -> dict[str, Any]:
    """The values at these pointers, in their places; of a list with a row asked for, the whole list."""
    kept: dict[str, Any] = {}
    for pointer in pointers:
        names = split(pointer)
        whole = next((end for end, name in enumerate(names) if name == "*" or name.isdigit()), len(names))
        value = get(answers, names[:whole])
        if value is ABSENT or not names[:whole]:
            continue
        into = kept
        for name in names[: whole - 1]:
            into = into.setdefault(name, {})
        into[names[whole - 1]] = value
    return kept


def _told(db: Connection, teller: Teller, code: str) -> list[HistoryEntry]:
    found = []
    for entry in journal.entries(db, code):
        told = teller.tell(entry) if entry.kind in TOLD else None
        if told is not None:
            found.append(HistoryEntry(told.at, told.kind, None, told.text))
    return found


def _public_document(office: Office, condition: Any) -> PublicDocument:
    d = DOCUMENTS.c
    with office.store.read() as db:
        row = db.execute(
            select(DOCUMENTS, DOSSIERS.c.applicant_name).join(DOSSIERS, DOSSIERS.c.code == d.dossier).where(condition)
        ).first()
        if row is None:
            raise NotFound("no-such-document", "no document of this office has this mark")
        newer = select(d.visit).where(d.dossier == row.dossier, d.replaces == row.visit, d.signed_at.is_not(None))
        return PublicDocument(
            number=row.number,
            template=row.template,
            issued_on=row.issued_at.date(),
            agency=office.organisation.agency.name,
            sha256=row.sha256 or "",
            signed=row.signed_at is not None,
            replaced=db.execute(newer).first() is not None,
            dossier=row.dossier,
            applicant_initials=". ".join(word[0] for word in row.applicant_name.split()) + ".",
        )
