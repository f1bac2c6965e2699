"""The page of a dossier for an officer; opening it is itself logged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from workflow.engine.case import Case
from workflow.engine.names import names_in
from workflow.service.acting import note_access
from workflow.service.carrying import no_such_dossier, version_of
from workflow.service.errors import NotPermitted
from workflow.service.history import Teller, digests_run
from workflow.service.incidents import incidents_in
from workflow.service.office import Office
from workflow.service.people import posts_and_delegations
from workflow.service.permitted import Colleague, assignment_view, may_supervise
from workflow.service.procedures import Version
from workflow.service.shipments import shipments_of
from workflow.service.views import AssignmentView, DocumentView, DossierView, HistoryEntry, PaperView
from workflow.store import journal
from workflow.store.tables import ASSIGNMENTS, DOCUMENTS, DOSSIERS, DRAFTS, OFFICERS

OPENED = "opened"


def dossier(office: Office, code: str, officer_id: str, why: str = "") -> DossierView:
    """Everything about a dossier and what this officer may do with it; raises NotFound, NotPermitted without any post."""
    with office.store.begin() as db:
        now = office.now()
        colleague = who_looks(db, officer_id, now)
        row = db.execute(select(DOSSIERS).where(DOSSIERS.c.code == code)).one_or_none()
        if row is None:
            raise no_such_dossier(code)
        version = version_of(office, db, row.digest)
        case = Case.model_validate_json(row.snapshot)
        note_access(db, code, officer_id, now, OPENED, why or None, sequence=case.sequence)
        definition = version.procedure.definition
        return DossierView(
            code=code,
            procedure=version.procedure,
            case=case,
            form=version.form,
            sequence=case.sequence,
            title=definition.title,
            subject=row.subject,
            source=row.source,
            reference=row.reference,
            status=case.status,
            ending=case.ending,
            suspended=case.suspended,
            applicant=case.applicant,
            answers=case.form,
            faults=case.faults,
            papers=papers_of(version, case, now),
            duplicates=case.duplicates,
            assignments=_assignments(db, version, case, colleague, now),
            documents=documents_of(db, code),
            shipments=shipments_of(db, code),
            history=_history(office, db, version, code),
            clock_state=case.clock.state,
            submitted_at=case.submitted_at,
            accepted_at=case.clock.accepted_at,
            due_at=case.clock.promised_at,
            supplement=case.supplement,
            supplement_rounds_left=max(0, definition.supplement.rounds - case.supplement_rounds),
            may_supervise=may_supervise(version, case, colleague, now),
            incidents=tuple(incidents_in(office, db, code)),
        )


def who_looks(db: Connection, officer_id: str, now: datetime) -> Colleague:
    """The officer who wants to see something; raises NotFound, NotPermitted for one without any post today."""
    own, lent = posts_and_delegations(db, officer_id, now.date())
    if not own and not lent:
        raise NotPermitted("no-post", f"{officer_id} holds no post today")
    name = db.execute(select(OFFICERS.c.name).where(OFFICERS.c.id == officer_id)).scalar_one()
    return Colleague(officer_id, name, own, tuple(lent))


def papers_of(version: Version, case: Case, now: datetime) -> tuple[PaperView, ...]:
    """Every paper handed in, then the components still missing, in the order of the definition."""
    components = version.procedure.definition.components
    names = names_in(version.procedure, case, "", now)
    found = []
    for component, says in components.items():
        given = [paper for paper in case.papers if paper.component == component]
        found += [
            PaperView(component, says.title, each.name, each.sha256, each.size, each.media_type) for each in given
        ]
        if not given and (says.when is None or _holds(says.when, names)):
            found.append(PaperView(component, says.title))
    return tuple(found)


def documents_of(db: Connection, code: str) -> tuple[DocumentView, ...]:
    """The documents of a dossier, in the order they were begun."""
    rows = db.execute(select(DOCUMENTS).where(DOCUMENTS.c.dossier == code).order_by(DOCUMENTS.c.visit)).all()
    replaced_by = {row.replaces: row.visit for row in rows if row.replaces is not None and row.signed_at is not None}
    return tuple(
        DocumentView(
            visit=row.visit, template=row.template, step=row.step, number=row.number, result=row.result,
            signed=row.signed_at is not None, sha256=row.sha256, pages=row.pages, issued_at=row.issued_at,
            replaces=row.replaces, replaced_by=replaced_by.get(row.visit), token=row.token,
        )
        for row in rows
    )  # fmt: skip


def _holds(condition: Any, names: Mapping[str, Any]) -> bool:
    try:
        return bool(condition.holds(names))
    except ValueError:  # it reads an answer that is missing or malformed: not asked for yet
        return False


def _assignments(
    db: Connection, version: Version, case: Case, colleague: Colleague, now: datetime
) -> tuple[AssignmentView, ...]:
    a, d = ASSIGNMENTS.c, DRAFTS.c
    rows = db.execute(
        select(ASSIGNMENTS, d.fields)
        .outerjoin(DRAFTS, (d.dossier == a.dossier) & (d.visit == a.visit) & (d.officer == colleague.id))
        .where(a.dossier == case.code, a.closed_at.is_(None))
        .order_by(a.visit)
    )
    return tuple(assignment_view(version, case, row, colleague, now) for row in rows if row.visit in case.tokens)


def _history(office: Office, db: Connection, version: Version, code: str) -> tuple[HistoryEntry, ...]:
    paths = db.execute(select(ASSIGNMENTS.c.visit, ASSIGNMENTS.c.step).where(ASSIGNMENTS.c.dossier == code))
    officers = db.execute(select(OFFICERS.c.id, OFFICERS.c.name))
    entries = list(journal.entries(db, code))
    versions = [version_of(office, db, digest) for digest in digests_run(version.digest, entries)]
    teller = Teller(versions, {row.visit: row.step for row in paths}, {row.id: row.name for row in officers})
    return tuple(told for entry in entries if (told := teller.tell(entry)) is not None)
