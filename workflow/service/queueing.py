"""An officer's queue: every open review the officer may take or holds, most pressing first."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from workflow.definition.models import Text
from workflow.engine.case import PublicStatus
from workflow.service.carrying import version_of
from workflow.service.office import Office
from workflow.service.people import posts_and_delegations
from workflow.service.procedures import Version
from workflow.service.views import QueueRow, Urgency
from workflow.store.dossiers import AnyRow
from workflow.store.tables import ASSIGNMENTS, DOSSIERS, OFFICERS

ORDER = {urgency: place for place, urgency in enumerate(Urgency)}
LONGEST = 2_000
"""Rows; an officer with more than that open is helped by none of them."""


def queue(office: Office, officer_id: str) -> list[QueueRow]:
    """Open reviews for the officer's posts and delegations, by urgency, then by promised day. Raises NotFound."""
    a, d, now = ASSIGNMENTS.c, DOSSIERS.c, office.now()
    with office.store.read() as db:
        own, lent = posts_and_delegations(db, officer_id, now.date())
        lenders = {(unit, role): lender for lender, unit, role in reversed(lent)}
        allowed = [*own, *lenders]
        if not allowed:
            return []
        wanted = (
            select(
                ASSIGNMENTS, d.digest, d.procedure, d.subject, d.applicant_name, d.status, d.due_at.label("promised_at"),
                OFFICERS.c.name.label("holder_name"),
            )
            .join(DOSSIERS, d.code == a.dossier)
            .outerjoin(OFFICERS, OFFICERS.c.id == a.officer)
            .where(a.closed_at.is_(None), or_(*(_in_post(unit, role) for unit, role in allowed)))
            .order_by(d.due_at.nulls_last(), a.opened_at)
            .limit(LONGEST)
        )  # fmt: skip
        rows = db.execute(wanted).all()
        versions = {digest: version_of(office, db, digest) for digest in {row.digest for row in rows}}
    soon = office.library.calendar.due(now, office.organisation.early_warning)
    found = [_row(row, versions[row.digest], own, lenders, now, soon) for row in rows]
    return sorted(found, key=lambda row: ORDER[row.urgency])  # stable: within an urgency the promised day rules


def _in_post(unit: str, role: str) -> ColumnElement[bool]:
    a = ASSIGNMENTS.c
    return and_(a.role == role, or_(a.unit == unit, a.unit.is_(None)))


def _row(
    row: AnyRow, version: Version, own: set[tuple[str, str]], lenders: dict[tuple[str, str], str], now: datetime, soon: datetime
) -> QueueRow:  # fmt: skip
    is_own = any(role == row.role and row.unit in (None, unit) for unit, role in own)
    lender = next((who for (unit, role), who in lenders.items() if role == row.role and row.unit in (None, unit)), None)
    return QueueRow(
        code=row.dossier,
        visit=row.visit,
        procedure=row.procedure,
        digest=row.digest,
        procedure_title=version.procedure.definition.title,
        subject=row.subject,
        applicant=row.applicant_name,
        step=row.step,
        step_title=title_of(version, row.step),
        role=row.role,
        unit=row.unit,
        holder=row.officer,
        holder_name=row.holder_name,
        kept_for=row.kept_for,
        on_behalf_of=None if is_own else lender,
        parked=row.parked,
        opened_at=row.opened_at,
        step_due_at=row.due_at,
        due_at=row.promised_at,
        urgency=urgency_of(row, now, soon),
    )


def urgency_of(row: AnyRow, now: datetime, soon: datetime) -> Urgency:
    """How pressing an assignment is; `soon` is the end of the early-warning time that begins now."""
    if row.parked or row.status == PublicStatus.STOPPED:
        return Urgency.WAITING
    promised, step = row.promised_at, row.due_at
    if promised is not None and promised < now:
        return Urgency.OVERDUE
    if (promised is not None and promised.date() == now.date()) or (step is not None and step < now):
        return Urgency.TODAY
    if promised is not None and promised <= soon:
        return Urgency.SOON
    return Urgency.NORMAL


def title_of(version: Version, path: str) -> Text:
    """What a step is called; its own name where the definition gives it no title."""
    step = version.procedure.step_at(path)
    if step.title is not None:
        return step.title
    return DEFAULT_TITLES.get(step.kind) or Text(vi=path.rpartition("/")[2], en=path.rpartition("/")[2])


DEFAULT_TITLES = {
    "return": Text(vi="Trả kết quả", en="Hand over the result"),
    "produce": Text(vi="Lập văn bản", en="Produce a document"),
    "pay": Text(vi="Chi trả", en="Pay"),
    "request": Text(vi="Tra cứu cơ sở dữ liệu", en="Ask a register"),
}
"""For steps that wait for people or work and are seldom given a title."""
