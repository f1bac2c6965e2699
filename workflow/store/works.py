"""The queue of work: claimed with a lease, done at least once, finished only by whoever holds the lease.

States and who moves them on are told at `WorkState`. Times come from the caller, so that one clock rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, JSON, BindParameter, Connection, String, bindparam, case, func, select, text, update

from workflow.store.tables import DOSSIERS, OPEN_STATES, WORKS, WorkState
from workflow.store.types import Moment

INCIDENT_HOLD = timedelta(hours=1)
"""How long the followers of an incident in its lane are left alone before the queue looks at them again."""


@dataclass(frozen=True)
class Work:
    """A piece of work in somebody's hands."""

    id: int
    dossier: str
    procedure: str
    visit: int
    kind: str
    key: str
    lane: str | None
    payload: str  # JSON
    attempts: int  # failures so far
    looks: int  # times it was found still waiting
    created_at: datetime
    worker: str  # who holds it


# Literal states, not parameters: only so does PostgreSQL see that the partial indexes apply.
_CLAIM = """
WITH picked AS {once} (
    SELECT w.id FROM work AS w
    WHERE w.state IN ('ready', 'leased', 'waiting') AND w.run_after <= :now AND w.kind IN :kinds{only}
      AND (w.lane IS NULL OR NOT EXISTS (
        SELECT 1 FROM work AS earlier WHERE earlier.lane = w.lane AND earlier.id < w.id
          AND earlier.lane IS NOT NULL AND earlier.state IN ('ready', 'leased', 'waiting', 'incident')))
    ORDER BY w.run_after, w.id LIMIT :limit {lock}
)
UPDATE work SET
    attempts = attempts + CASE WHEN state = 'leased' THEN 1 ELSE 0 END, -- whoever held it died or was too slow
    state = 'leased', run_after = :until, leased_by = :worker, news_at = NULL
WHERE id IN (SELECT id FROM picked)
RETURNING id, dossier, (SELECT procedure FROM dossier WHERE code = work.dossier) AS procedure,
    visit, kind, key, lane, payload, attempts, looks, created_at
"""
_RETURNED = [
    DOSSIERS.c.procedure if name == "procedure" else WORKS.c[name]
    for name in Work.__dataclass_fields__
    if name != "worker"
]


_FINISHING = (
    update(WORKS)
    .where(
        WORKS.c.id == bindparam("of"),
        WORKS.c.leased_by == bindparam("by"),
        WORKS.c.state == WorkState.LEASED.value,
    )
    .values(state=WorkState.DONE.value, done_at=bindparam("done_at"), error=None, leased_by=None)
)


def _claiming(once: str, lock: str, only: str, *more: BindParameter[Any]) -> Any:
    statement = text(_CLAIM.format(once=once, lock=lock, only=only)).bindparams(
        bindparam("now", type_=Moment), bindparam("until", type_=Moment), bindparam("kinds", expanding=True), *more
    )
    return statement.columns(*_RETURNED)


_WORDS = {"sqlite": ("", ""), "postgresql": ("MATERIALIZED", "FOR UPDATE OF w SKIP LOCKED")}
_CLAIMING = {name: _claiming(*words, "") for name, words in _WORDS.items()}
# One value however many dossiers: a thousand parameters would cost more than the claim.
_OF_SOME = {
    "sqlite": (" AND w.dossier IN (SELECT value FROM json_each(:dossiers))", bindparam("dossiers", type_=JSON)),
    "postgresql": (" AND w.dossier = ANY(:dossiers)", bindparam("dossiers", type_=ARRAY(String))),
}
_CLAIMING_OF_SOME = {name: _claiming(*words, _OF_SOME[name][0], _OF_SOME[name][1]) for name, words in _WORDS.items()}


def claim(
    db: Connection, kinds: Iterable[str], limit: int, lease: timedelta, worker: str, now: datetime,
    dossiers: Sequence[str] | None = None,
) -> list[Work]:  # fmt: skip
    """Take up to `limit` pieces of work for `lease`, those longest due first; of these dossiers alone when they are named.

    Of a lane only the earliest unfinished work can be taken; an expired lease is free again.
    """
    values = {"now": now, "until": now + lease, "kinds": tuple(kinds), "limit": limit, "worker": worker}
    statements = _CLAIMING if dossiers is None else _CLAIMING_OF_SOME
    if dossiers is not None:
        values["dossiers"] = list(dossiers)
    rows = db.execute(statements[db.dialect.name], values).all()
    return sorted((Work(**row._mapping, worker=worker) for row in rows), key=lambda work: work.id)


def extend(db: Connection, work: Work, until: datetime) -> bool:
    """Hold it longer; False when it is no longer in this worker's hands."""
    return _change(db, work, run_after=until)


def extend_many(db: Connection, held: Sequence[Work], until: datetime) -> None:
    """Hold all of these longer; those no longer in their workers' hands stay as they are."""
    for worker in {work.worker for work in held}:
        ids = [work.id for work in held if work.worker == worker]
        mine = (WORKS.c.id.in_(ids), WORKS.c.state == WorkState.LEASED.value, WORKS.c.leased_by == worker)
        db.execute(update(WORKS).where(*mine).values(run_after=until))


def finish(db: Connection, work: Work, now: datetime) -> bool:
    """Done; False when it is no longer in this worker's hands (the lease was lost, or the work cancelled)."""
    done = db.execute(_FINISHING, {"of": work.id, "by": work.worker, "done_at": now}).rowcount == 1
    if done and work.lane and (work.attempts or work.looks):
        release_lane(db, work.lane, now)
    return done


def finish_many(db: Connection, works: Sequence[Work], now: datetime) -> set[int]:
    """Like `finish`; gives the ids of those that were still in their workers' hands."""
    if len(works) == 1:
        return {works[0].id} if finish(db, works[0], now) else set()
    held = {(work.id, work.worker) for work in works}
    found = db.execute(
        select(WORKS.c.id, WORKS.c.leased_by)
        .where(WORKS.c.id.in_([work.id for work in works]), WORKS.c.state == WorkState.LEASED.value)
        .with_for_update()
    )
    mine = {row.id for row in found if (row.id, row.leased_by) in held}
    if mine:
        changes = {"state": WorkState.DONE.value, "done_at": now, "error": None, "leased_by": None}
        db.execute(update(WORKS).where(WORKS.c.id.in_(mine)).values(changes))
    for lane in {work.lane for work in works if work.lane and work.id in mine and (work.attempts or work.looks)}:
        release_lane(db, lane, now)
    return mine


def take_back(db: Connection, work: Work) -> None:
    """Undo `finish` in the same transaction: the outcome could not be applied, and its worker must say what now."""
    again = {"state": WorkState.LEASED.value, "leased_by": work.worker, "done_at": None}
    db.execute(update(WORKS).where(WORKS.c.id == work.id).values(again))


def fail(db: Connection, work: Work, error: str, run_after: datetime) -> bool:
    """It did not work this time; try again at `run_after`."""
    _hold_lane(db, work, run_after)
    return _change(
        db, work, state=WorkState.READY.value, run_after=run_after, error=error, attempts=WORKS.c.attempts + 1
    )


def wait(db: Connection, work: Work, run_after: datetime) -> bool:
    """Nothing is wrong, somebody else has not done their part yet; look again at `run_after`, or now if news came meanwhile."""
    _hold_lane(db, work, run_after)
    next_look = func.coalesce(WORKS.c.news_at, bindparam("next_look", run_after, Moment))
    return _change(db, work, state=WorkState.WAITING.value, run_after=next_look, error=None, looks=WORKS.c.looks + 1)


def park(db: Connection, work: Work, error: str, now: datetime) -> bool:
    """It will not work without a person: an incident."""
    _hold_lane(db, work, now + INCIDENT_HOLD)
    return _change(db, work, state=WorkState.INCIDENT.value, error=error, attempts=WORKS.c.attempts + 1)


def hasten(db: Connection, key: str, now: datetime) -> bool:
    """Let the next look come now; False when no look is to come.

    Who has the work in hand may have looked just before the news: then another look follows at once.
    """
    # One statement: between two, the work could change hands and the news be lost.
    coming = WORKS.c.state.in_((WorkState.READY.value, WorkState.WAITING.value, WorkState.LEASED.value))
    in_hand = WORKS.c.state == WorkState.LEASED.value
    at = bindparam("news", now, Moment)
    changes = {"run_after": case((in_hand, WORKS.c.run_after), else_=at), "news_at": case((in_hand, at))}
    return db.execute(update(WORKS).where(WORKS.c.key == key, coming).values(changes)).rowcount == 1


def settle_incident(db: Connection, work_id: int, state: WorkState, now: datetime) -> None:
    """A supervisor retries (READY) or gives up (CANCELLED), or has dealt with it (DONE)."""
    done = {"run_after": now, "attempts": 0} if state is WorkState.READY else {"done_at": now}
    changed = update(WORKS).where(WORKS.c.id == work_id, WORKS.c.state == WorkState.INCIDENT.value)
    lane = db.execute(changed.values(state=state.value, **done).returning(WORKS.c.lane)).scalar_one_or_none()
    if lane is not None:
        release_lane(db, lane, now)


def close_visit(db: Connection, dossier: str, visit: int, state: WorkState, now: datetime) -> None:
    """Nothing of this visit is wanted any more."""
    db.execute(
        update(WORKS)
        .where(WORKS.c.dossier == dossier, WORKS.c.visit == visit, WORKS.c.state.in_(OPEN_STATES))
        .values(state=state.value, done_at=now, leased_by=None)
    )


def queue_up(db: Connection, lanes: Iterable[str]) -> None:
    """Before works of several dossiers enter a lane: nobody else enters it until this transaction ends.

    Otherwise PostgreSQL could show a later work before an earlier one, and both would be heads of the lane.
    """
    for lane in sorted(lanes) if db.dialect.name == "postgresql" else ():
        db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:lane, 0))"), {"lane": lane})


def close_lane(db: Connection, dossier: str, visit: int, now: datetime) -> None:
    """The head of a lane that waited to keep the others back has done so."""
    of_visit = (WORKS.c.dossier == dossier, WORKS.c.visit == visit)
    lanes = db.execute(select(WORKS.c.lane).where(*of_visit, WORKS.c.lane.is_not(None))).scalars().all()
    close_visit(db, dossier, visit, WorkState.DONE, now)
    for lane in lanes:
        release_lane(db, lane, now)


def release_lane(db: Connection, lane: str, now: datetime) -> None:
    """What was held back behind a slow or failing head of this lane may be looked at now."""
    waiting = (WORKS.c.lane == lane, WORKS.c.state == WorkState.READY.value, WORKS.c.attempts == 0)
    db.execute(update(WORKS).where(*waiting, WORKS.c.run_after > now).values(run_after=now))


def _hold_lane(db: Connection, work: Work, until: datetime) -> None:
    """Spare the queue looking at works that cannot be claimed before the head of their lane is."""
    if work.lane:
        behind = (WORKS.c.lane == work.lane, WORKS.c.id > work.id, WORKS.c.state == WorkState.READY.value)
        db.execute(update(WORKS).where(*behind, WORKS.c.run_after < until).values(run_after=until))


def _change(db: Connection, work: Work, **values: Any) -> bool:
    held = (WORKS.c.id == work.id, WORKS.c.state == WorkState.LEASED.value, WORKS.c.leased_by == work.worker)
    if "state" in values:
        values["leased_by"] = None
    return db.execute(update(WORKS).where(*held).values(**values)).rowcount == 1
