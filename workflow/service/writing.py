"""Puts the changes of one dossier into the tables: assignments, timers, works. The statements are built once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, update

from workflow.service.outcomes import Changes
from workflow.store import works
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


def write_changes(db: Connection, code: str, changes: Changes, now: datetime) -> None:
    """Everything but new work, which `write_rows` puts in for all dossiers together."""
    for visit, values in changes.updated.items():
        db.execute(_UPDATE_ASSIGNMENT, {"of": code, "of_visit": visit, **values})
    for visit, step in changes.moved.items():
        db.execute(_MOVE_ASSIGNMENT, {"of": code, "of_visit": visit, "at_step": step})
    for visit in changes.closed:
        db.execute(_CLOSE_ASSIGNMENT, {"of": code, "of_visit": visit, "closed_at": now})
        db.execute(_DROP_DRAFTS, {"of": code, "of_visit": visit})
    if changes.opened:
        db.execute(_OPEN_ASSIGNMENT, list(changes.opened.values()))
    for visit in changes.cancelled:
        works.close_visit(db, code, visit, WorkState.CANCELLED, now)
    for visit in changes.released:
        works.close_lane(db, code, visit, now)
    gone = [{"of": code, "of_timer": name} for name, at in changes.timers.items() if at is None]
    if gone:
        db.execute(_DROP_TIMER, gone)
    coming = [{"dossier": code, "name": name, "at": at} for name, at in changes.timers.items() if at is not None]
    put_over(db, TIMERS, coming, (_T.dossier, _T.name))


def write_rows(
    db: Connection,
    entries: list[dict[str, Any]],
    new_works: list[dict[str, Any]],
    tallies: list[dict[str, Any]],
) -> None:
    """Journal entries, new work, tallies; work whose key is there already is the same work, and so is a tally."""
    if entries:
        db.execute(_JOURNAL, entries)
    works.queue_up(db, {work["lane"] for work in new_works if work["kind"] == "lock"})
    put_all_once(db, WORKS, new_works, (WORKS.c.key,))
    put_all_once(db, TALLIES, tallies, _TALLIED)
