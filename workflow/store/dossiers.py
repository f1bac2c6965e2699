"""Rows of dossiers: found, locked for a change, written back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, null, select, type_coerce, update

from workflow.clock import HANOI
from workflow.store.statements import put_once
from workflow.store.tables import DOSSIERS
from workflow.store.unit_of_work import Overtaken

_C = DOSSIERS.c
_LOCKED = (
    _C.code, _C.digest, _C.parent, _C.parent_visit, _C.submitted_at, _C.unit, _C.settled_at, _C.returned_at, _C.ended_at,
    _C.sequence, _C.entries, _C.head,
)  # fmt: skip
UPDATED = (
    "digest", "status", "ending", "unit", "accepted_at", "due_at", "settled_at", "returned_at", "ended_at", "overdue",
    "sequence", "entries", "head", "snapshot",
)  # fmt: skip
UNLESS_KNOWN: Any = type_coerce(
    case((_C.head.in_(bindparam("known", expanding=True)), null()), else_=_C.snapshot), _C.snapshot.type
).label("snapshot")
"""The snapshot; None of a dossier whose head is among `known`."""
_FIND = select(*_LOCKED, _C.snapshot).where(_C.code == bindparam("of"))
# NO KEY UPDATE: rows that only refer to the dossier (a number given out, work for it) need not wait for it.
_LOCK = select(*_LOCKED, UNLESS_KNOWN).where(_C.code == bindparam("of")).with_for_update(key_share=True)
_LOCK_MANY = (
    select(*_LOCKED, UNLESS_KNOWN)
    .where(_C.code.in_(bindparam("of", expanding=True)))
    .order_by(_C.code)
    .with_for_update(key_share=True)
)
_UPDATE = (
    update(DOSSIERS)
    .where(_C.code == bindparam("of"), _C.entries == bindparam("entries_before"))
    .values({name: bindparam(name) for name in UPDATED})
)


AnyRow = Row[Any]


def lock(db: Connection, code: str, known: Iterable[str] = ()) -> AnyRow | None:
    """The dossier, kept from changes by others until the transaction ends; without its snapshot where `known` has its head."""
    return db.execute(_LOCK, {"of": code, "known": list(known)}).one_or_none()


def lock_many(db: Connection, codes: Iterable[str], known: Iterable[str] = ()) -> Mapping[str, AnyRow]:
    """Like `lock`, for several; always in the order of their codes, so that nobody waits in a circle."""
    return {row.code: row for row in db.execute(_LOCK_MANY, {"of": sorted(set(codes)), "known": list(known)})}


def find(db: Connection, code: str) -> AnyRow | None:
    """The dossier as it stands, for reading."""
    return db.execute(_FIND, {"of": code}).one_or_none()


def filed(db: Connection, since: date | None, procedure: str | None) -> Sequence[AnyRow]:
    """Code and version of every dossier filed on a day or after, of one procedure or all; by code."""
    asked = select(_C.code, _C.digest).order_by(_C.code)
    if since is not None:
        asked = asked.where(_C.submitted_at >= datetime.combine(since, time(), HANOI))
    if procedure is not None:
        asked = asked.where(_C.procedure == procedure)
    return db.execute(asked).all()


def insert(db: Connection, row: dict[str, Any]) -> bool:
    """A new dossier; False when its source has handed in this reference before."""
    return put_once(db, DOSSIERS, row, (_C.source, _C.reference))


def update_all(db: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write dossiers back; each row has `of`, `entries_before` and everything in UPDATED. Raises Overtaken."""
    if rows and db.execute(_UPDATE, rows).rowcount != len(rows):
        raise Overtaken
