"""The memory of a sandbox: records as JSON in SQLite, in memory or in a file that survives a restart."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


class SandboxStore:
    """Records by kind and key, in order of arrival, and named counters."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file at `path`, or keep everything in memory."""
        # The server may build the app in one thread and serve it in another; it uses the store from one at a time.
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._db.executescript(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = OFF;
            CREATE TABLE IF NOT EXISTS record (
                id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, key));
            CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
            """
        )

    def put(self, kind: str, key: str, record: BaseModel) -> None:
        """Store or replace a record; it keeps its place in the order of arrival."""
        self._db.execute(
            "INSERT INTO record (kind, key, body) VALUES (?, ?, ?) "
            "ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, key, record.model_dump_json()),
        )

    def get(self, kind: str, key: str, model: type[M]) -> M | None:
        """Return a record, or None."""
        row = self._db.execute("SELECT body FROM record WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return model.model_validate_json(row[0]) if row else None

    def all(self, kind: str, model: type[M]) -> Iterator[M]:
        """Yield the records of a kind in order of arrival."""
        rows = self._db.execute("SELECT body FROM record WHERE kind = ? ORDER BY id", (kind,)).fetchall()
        return (model.model_validate_json(body) for (body,) in rows)

    def after(self, kind: str, key: str, model: type[M], limit: int) -> list[M]:
        """Return up to `limit` records of a kind whose keys sort after `key`, in the order of their keys."""
        rows = self._db.execute(
            "SELECT body FROM record WHERE kind = ? AND key > ? ORDER BY key LIMIT ?", (kind, key, limit)
        ).fetchall()
        return [model.model_validate_json(body) for (body,) in rows]

    def delete(self, kind: str, key: str) -> None:
        """Forget a record; an unknown one is no error."""
        self._db.execute("DELETE FROM record WHERE kind = ? AND key = ?", (kind, key))

    def next_number(self, name: str) -> int:
        """Count: 1, 2, 3 … for each name."""
        row = self._db.execute(
            "INSERT INTO counter (name, value) VALUES (?, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (name,),
        ).fetchone()
        return int(row[0])

    def close(self) -> None:
        """Close the file."""
        self._db.close()
