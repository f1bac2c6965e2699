"""Statements both databases know, in their own words; built once, because building costs more than most of them run."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]
Keys = tuple[Column[Any], ...]


def insert_into(dialect: str, table: Table) -> Any:
    """An INSERT that can say `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def put_once(db: Connection, table: Table, row: Row, keys: Keys) -> bool:
    """Insert a row unless one with the same `keys` is there; False when it is. Two at once: the second waits, then sees."""
    # Asked for with RETURNING: the drivers count inserted rows differently.
    return db.execute(_putting(db.dialect.name, table, keys, True), row).one_or_none() is not None


def put_all_once(db: Connection, table: Table, rows: Sequence[Row], keys: Keys) -> None:
    """Insert those rows whose `keys` are not there yet."""
    if rows:
        db.execute(_putting(db.dialect.name, table, keys, False), rows)


def put_over(db: Connection, table: Table, rows: Sequence[Row], keys: Keys) -> None:
    """Insert rows, over those with the same `keys`."""
    if rows:
        others = tuple(name for name in rows[0] if name not in {key.name for key in keys})
        db.execute(_replacing(db.dialect.name, table, keys, others), rows)


@cache
def _putting(dialect: str, table: Table, keys: Keys, returning: bool) -> Any:
    putting = insert_into(dialect, table).on_conflict_do_nothing(index_elements=list(keys))
    return putting.returning(keys[0]) if returning else putting


@cache
def _replacing(dialect: str, table: Table, keys: Keys, others: tuple[str, ...]) -> Any:
    replacing = insert_into(dialect, table)
    changes = {name: replacing.excluded[name] for name in others}
    return replacing.on_conflict_do_update(index_elements=list(keys), set_=changes)
