"""The journal: entries of a dossier, each hashing the one before, so that no entry can be changed, dropped or slipped in.

The hash is taken over the plain text, so it also shows that a sealed body is the one that was written. The newest hash
and the number of entries stand in the dossier's row: a journal cut off at its end does not fit them.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from workflow.store.tables import DOSSIERS, JOURNAL
from workflow.store.vault import SealBroken


@dataclass(frozen=True)
class Entry:
    """One entry; `sequence` is that of the case after it, None for an act beside the engine."""

    dossier: str
    entry: int
    sequence: int | None
    at: datetime
    kind: str
    actor: str | None
    body: str  # JSON
    previous: str
    hash: str


def beginning(dossier: str) -> str:
    """What the first entry hashes as the one before it."""
    return hashlib.sha256(dossier.encode()).hexdigest()


def next_row(
    dossier: str, entry: int, previous: str, *, sequence: int | None, at: datetime, kind: str, actor: str | None, body: str
) -> dict[str, Any]:  # fmt: skip
    """The row of a new entry; entries count from 1."""
    row = {
        "dossier": dossier, "entry": entry, "sequence": sequence, "at": at, "kind": kind, "actor": actor,
        "body": body, "previous": previous,
    }  # fmt: skip
    return {**row, "hash": hash_of(row)}


def hash_of(row: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the entry's head, then its body as written."""
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    head = [row["previous"], row["dossier"], row["entry"], row["sequence"], at, row["kind"], row["actor"]]
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")) + "\n" + row["body"]
    return hashlib.sha256(text.encode()).hexdigest()


def entries(db: Connection, dossier: str) -> Iterator[Entry]:
    """All entries in order; raises SealBroken for one that cannot be opened."""
    found = db.execute(select(JOURNAL).where(JOURNAL.c.dossier == dossier).order_by(JOURNAL.c.entry))
    return (Entry(**row) for row in found.mappings())


def verify_chain(db: Connection, dossier: str) -> list[str]:
    """What is wrong with a dossier's journal, in words; nothing when it is whole."""
    try:
        rows = list(entries(db, dossier))
    except SealBroken as error:
        return [str(error)]
    faults = []
    previous = beginning(dossier)
    for place, row in enumerate(rows, start=1):
        if row.entry != place:
            faults.append(f"entry {place} is missing")
            break
        if row.previous != previous:
            faults.append(f"entry {row.entry} does not follow the one before it")
        if row.hash != hash_of(row.__dict__):
            faults.append(f"entry {row.entry} was changed")
        previous = row.hash
    head = db.execute(select(DOSSIERS.c.entries, DOSSIERS.c.head).where(DOSSIERS.c.code == dossier)).one()
    if not faults and (len(rows), previous) != (head.entries, head.head):
        faults.append(f"the journal ends at entry {len(rows)}, the dossier says {head.entries}")
    return faults
