"""Today's load: what is open, where it lies, what is late."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from workflow.engine.case import PublicStatus
from workflow.service.office import Office
from workflow.service.views import Overview
from workflow.store.tables import DOSSIERS, WORKS, WorkState


def overview(office: Office) -> Overview:
    """Counts over the open dossiers and today's; times are those of the office's clock."""
    now = office.now()
    today = datetime.combine(now.date(), time(), now.tzinfo)
    tomorrow = datetime.combine(now.date(), time.max, now.tzinfo)
    d, w = DOSSIERS.c, WORKS.c
    is_open = d.ending.is_(None)
    with office.store.read() as db:
        totals = db.execute(
            select(
                func.count(),
                _count(d.due_at < now),
                _count(d.due_at.between(now, tomorrow)),
                _count(d.status == PublicStatus.SUPPLEMENT),
            ).where(is_open)
        ).one()
        states = _grouped(db, w.state, w.state.in_((WorkState.INCIDENT.value, WorkState.READY.value)))
        return Overview(
            open=totals[0],
            submitted_today=_number(db, d.submitted_at >= today),
            ended_today=_number(db, d.ended_at >= today),
            overdue=totals[1],
            due_today=totals[2],
            waiting_for_applicant=totals[3],
            incidents=states.get(WorkState.INCIDENT.value, 0),
            work_ready=states.get(WorkState.READY.value, 0),
            by_unit=_grouped(db, d.unit, is_open & d.unit.is_not(None)),
            by_procedure=_grouped(db, d.procedure, is_open),
            by_status=_grouped(db, d.status, is_open & d.status.is_not(None)),
        )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _number(db: Connection, condition: ColumnElement[bool]) -> int:
    return db.execute(select(func.count()).select_from(DOSSIERS).where(condition)).scalar_one()


def _grouped(db: Connection, column: Any, condition: ColumnElement[bool]) -> dict[Any, int]:
    rows = db.execute(select(column, func.count()).where(condition).group_by(column))
    return {row[0]: row[1] for row in rows}
