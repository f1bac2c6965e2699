"""A queue for tests: one dossier row, and works put into it by hand."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from workflow.clock import HANOI
from workflow.store.tables import DOSSIERS, PROCEDURE_VERSIONS, WORKS
from workflow.store.unit_of_work import Store
from workflow.store.works import Work, claim

NOW = datetime(2025, 8, 4, 9, tzinfo=HANOI)
MINUTE = timedelta(minutes=1)


def a_dossier(store: Store, code: str = "D-1", **changes: Any) -> str:
    """A dossier row without a life of its own."""
    row = {
        "code": code, "procedure": "toy", "digest": "d", "source": "tests", "reference": code, "channel": "online",
        "applicant_name": "Nguyễn Văn A", "name_index": "n", "submitted_at": NOW, "sequence": 0, "entries": 0, "head": "",
        "snapshot": "{}", "overdue": False, **changes,
    }  # fmt: skip
    with store.begin() as db:
        if db.execute(select(PROCEDURE_VERSIONS.c.digest)).first() is None:
            version = {"digest": "d", "slug": "toy", "valid_from": NOW.date(), "source": "{}", "published_at": NOW}
            db.execute(insert(PROCEDURE_VERSIONS), version)
        db.execute(insert(DOSSIERS), row)
    return code


def put(store: Store, number: int, **changes: Any) -> str:
    """A piece of work that is ready now; gives its key."""
    row = {
        "dossier": "D-1", "visit": number, "kind": "produce", "key": f"D-1:{number}:produce", "lane": None,
        "payload": "{}", "state": "ready", "run_after": NOW, "attempts": 0, "looks": 0, "created_at": NOW, **changes,
    }  # fmt: skip
    with store.begin() as db:
        db.execute(insert(WORKS), row)
    return str(row["key"])


def taken(store: Store, at: datetime = NOW, *, limit: int = 10, worker: str = "w1", **more: Any) -> list[Work]:
    """What a worker gets who asks at this moment, held for a minute."""
    kinds = more.pop("kinds", ("produce", "sync"))
    with store.begin() as db:
        return claim(db, kinds, limit, MINUTE, worker, at, **more)


def keys(works: list[Work]) -> list[str]:
    return [work.key for work in works]


def states(store: Store) -> dict[str, str]:
    """State of every work by key."""
    with store.read() as db:
        return {row.key: row.state for row in db.execute(select(WORKS.c.key, WORKS.c.state))}
