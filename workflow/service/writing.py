"""Puts the changes of dossiers into the tables: assignments, timers, works. The statements are built once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, update

from workflow.service.outcomes import Changes
from workflow.store import works
from workflow.store.bell import ring
from workflow.store.statements import put_all_once, put_over
from workflow.store.tables import ASSIGNMENTS, DRAFTS, JOURNAL, TALLIES, TIMERS, WORKS, WorkState

_A, _D, _T = ASSIGNMENTS.c, DRAFTS.c, TIMERS.c
_OF: Any = bindparam("of")
_OF_VISIT: Any = bindparam("of_visit")
_UPDATE_ASSIGNMENT = (
    update(ASSIGNMENTS)
    .where(and_(_A.dossier == _OF, _A.visit == _OF_VISIT))
    .values({name: bindparam(name) for name in ("officer", "unit", "parked", "due_at")})
)
_MOVE_ASSIGNMENT = (
    update(ASSIGNMENTS).where(and_(_A.dossier == _OF, _A.visit == _OF_VISIT)).values({"step": bindparam("at_step")})
)
_CLOSE_ASSIGNMENT = (
    update(ASSIGNMENTS)
    .where(and_(_A.dossier == _OF, _A.visit == _OF_VISIT))
    .values({"closed_at": bindparam("closed_at")})
)
_DROP_DRAFTS = delete(DRAFTS).where(and_(_D.dossier == _OF, _D.visit == _OF_VISIT))
_DROP_TIMER = delete(TIMERS).where(and_(_T.dossier == _OF, _T.name == bindparam("of_timer")))
_OPEN_ASSIGNMENT = insert(ASSIGNMENTS)
_JOURNAL = insert(JOURNAL)
_TALLIED = (TALLIES.c.dossier, TALLIES.c.kind, TALLIES.c.part, TALLIES.c.visit)


def write_changes(db: Connection, changed: Mapping[str, Changes], now: datetime) -> None:
    """Everything but new work, of all these dossiers together: one statement for each kind of change."""
    each = list(changed.items())
    updated = [{"of": code, "of_visit": visit, **new} for code, of in each for visit, new in of.updated.items()]
    moved = [{"of": code, "of_visit": visit, "at_step": step} for code, of in each for visit, step in of.moved.items()]
    closed = [{"of": code, "of_visit": visit} for code, of in each for visit in of.closed]
    timers = [(code, name, at) for code, of in each for name, at in of.timers.items()]
    _execute(db, _UPDATE_ASSIGNMENT, updated)
    _execute(db, _MOVE_ASSIGNMENT, moved)
    _execute(db, _CLOSE_ASSIGNMENT, [{**row, "closed_at": now} for row in closed])
    _execute(db, _DROP_DRAFTS, closed)
    _execute(db, _OPEN_ASSIGNMENT, [row for _, of in each for row in of.opened.values()])
    for code, of in each:
        for visit in of.cancelled:
            works.close_visit(db, code, visit, WorkState.CANCELLED, now)
        for visit in of.released:
            works.close_lane(db, code, visit, now)
    _execute(db, _DROP_TIMER, [{"of": code, "of_timer": name} for code, name, at in timers if at is None])
    coming = [{"dossier": code, "name": name, "at": at} for code, name, at in timers if at is not None]
    put_over(db, TIMERS, coming, (_T.dossier, _T.name))


def write_rows(
    db: Connection,
    entries: list[dict[str, Any]],
    new_works: list[dict[str, Any]],
    tallies: list[dict[str, Any]],
) -> None:
    """Journal entries, new work, tallies; work whose key is there already is the same work, and so is a tally."""
    _execute(db, _JOURNAL, entries)
    works.queue_up(db, {work["lane"] for work in new_works if work["kind"] == "lock"})
    put_all_once(db, WORKS, new_works, (WORKS.c.key,))
    if new_works:
        ring(db)
    put_all_once(db, TALLIES, tallies, _TALLIED)


def _execute(db: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(statement, rows)
