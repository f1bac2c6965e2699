"""What a replay came to, counted in the database alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select

from workflow.service.office import Office
from workflow.store.tables import DOCUMENTS, DOSSIERS, JOURNAL, SHIPMENTS, WORKS


@dataclass(frozen=True)
class Summary:
    """Counts by what is counted."""

    dossiers: int
    ended: int
    endings: Mapping[str, int]
    channels: Mapping[str, int]
    procedures: Mapping[str, int]
    overdue: int
    events: Mapping[str, int]
    works: Mapping[str, int]
    documents: int
    shipments: Mapping[str, int]
    incidents: tuple[str, ...]


def summary(office: Office) -> Summary:
    """Count everything on file."""
    d = DOSSIERS.c
    with office.store.read() as db:

        def counted(column: ColumnElement[Any], table: Table, *where: ColumnElement[bool]) -> dict[str, int]:
            asked = select(column, func.count()).select_from(table).where(*where).group_by(column)
            return {str(value): number for value, number in db.execute(asked.order_by(func.count().desc())).all()}

        incidents = select(WORKS.c.key, WORKS.c.error).where(WORKS.c.state == "incident").limit(20)
        return Summary(
            dossiers=db.scalar(select(func.count()).select_from(DOSSIERS)) or 0,
            ended=db.scalar(select(func.count()).where(d.ended_at.is_not(None))) or 0,
            endings=counted(d.ending, DOSSIERS),
            channels=counted(d.channel, DOSSIERS),
            procedures=counted(d.procedure, DOSSIERS),
            overdue=db.scalar(select(func.count()).where(d.overdue)) or 0,
            events=counted(JOURNAL.c.kind, JOURNAL),
            works=counted(WORKS.c.kind, WORKS, WORKS.c.state == "done"),
            documents=db.scalar(select(func.count()).where(DOCUMENTS.c.signed_at.is_not(None))) or 0,
            shipments=counted(SHIPMENTS.c.state, SHIPMENTS),
            incidents=tuple(f"{row.key}: {row.error}" for row in db.execute(incidents)),
        )
