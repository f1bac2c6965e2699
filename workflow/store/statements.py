"""Statements both databases know under the same name but in different words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(db: Connection, table: Table) -> Any:
    """An INSERT that can say `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if db.dialect.name == "sqlite" else postgresql.insert(table)


def put_once(db: Connection, table: Table, row: dict[str, Any], keys: Sequence[Column[Any]]) -> bool:
    """Insert a row unless one with the same `keys` is there; False when it is. Two at once: the second waits, then sees."""
    putting = insert_into(db, table).on_conflict_do_nothing(index_elements=list(keys)).returning(keys[0])
    # Asked for with RETURNING: the drivers count inserted rows differently.
    return db.execute(putting, row).one_or_none() is not None
