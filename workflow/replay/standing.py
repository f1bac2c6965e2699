"""What a replay asks the database: how its dossiers stand, and what of them can be worked off now."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select

from workflow.service.office import Office
from workflow.store.tables import ASSIGNMENTS, DOSSIERS, JOURNAL, SHIPMENTS, TIMERS, WORKS, WorkState

AT_ONCE = 400
"""Dossiers in one question."""
COMING = (WorkState.READY.value, WorkState.WAITING.value, WorkState.LEASED.value)


@dataclass
class Stands:
    """Everything that may still happen to some dossiers."""

    dossiers: list[Any] = field(default_factory=list)
    assignments: list[Any] = field(default_factory=list)
    """All of them, decided or not."""
    timers: list[Any] = field(default_factory=list)
    works: list[Any] = field(default_factory=list)
    parcels: list[Any] = field(default_factory=list)


def chunks(codes: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    """As many at a time as the database likes to be asked about."""
    rest = iter(codes)
    while some := tuple(islice(rest, size)):
        yield some


def stands(office: Office, codes: Collection[str]) -> Stands:
    """How these dossiers stand."""
    found = Stands()
    d, a, t, w, s = DOSSIERS.c, ASSIGNMENTS.c, TIMERS.c, WORKS.c, SHIPMENTS.c
    with office.store.read() as db:
        for some in chunks(codes, AT_ONCE):
            found.dossiers += db.execute(select(d.code, d.ending, d.due_at, d.status).where(d.code.in_(some)))
            found.assignments += db.execute(
                select(a.dossier, a.visit, a.step, a.role, a.unit, a.officer, a.kept_for, a.parked, a.opened_at, a.due_at,
                       a.closed_at).where(a.dossier.in_(some)).order_by(a.dossier, a.visit)
            )  # fmt: skip
            found.timers += db.execute(select(t.dossier, t.name, t.at).where(t.dossier.in_(some)))
            found.works += db.execute(
                select(w.dossier, w.id, w.kind, w.key, w.run_after).where(w.dossier.in_(some), w.state.in_(COMING))
            )
            found.parcels += db.execute(
                select(s.dossier, s.order_key, s.attempt).where(s.dossier.in_(some), s.state == "booked")
            )
    return found


def ready(office: Office, at: datetime) -> set[str]:
    """The dossiers of which work can be done now, whoever's they are."""
    w = WORKS.c
    with office.store.read() as db:
        return set(db.scalars(select(w.dossier).where(w.state == WorkState.READY.value, w.run_after <= at).distinct()))


def on_file(office: Office, ending: str) -> Iterator[tuple[str, str, bool]]:
    """Code, reference and whether it is all over, of every dossier whose reference was given by a replay (ends like this)."""
    d = DOSSIERS.c
    with office.store.read() as db:
        yield from ((row.code, row.reference, row.ended_at is not None) for row in db.execute(
            select(d.code, d.reference, d.ended_at).where(d.reference.like(ending))
        ))  # fmt: skip


def acts_of(office: Office, codes: Sequence[str], kinds: Collection[str]) -> dict[tuple[str, str], int]:
    """How often each kind of event is in the journal of each dossier."""
    found: dict[tuple[str, str], int] = {}
    with office.store.read() as db:
        for some in chunks(codes, AT_ONCE):
            rows = db.execute(_acts(some, kinds))
            found |= {(row.dossier, row.kind): row.number for row in rows}
    return found


def _acts(codes: Sequence[str], kinds: Collection[str]) -> Select[Any]:
    j = JOURNAL.c
    counted = select(j.dossier, j.kind, func.count().label("number")).where(j.dossier.in_(codes), j.kind.in_(kinds))
    return counted.group_by(j.dossier, j.kind)
