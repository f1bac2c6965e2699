"""Many dossiers out of few: rows of finished dossiers copied inside PostgreSQL as those of other dossiers.

What is sealed is copied as it is. Everything that tells one dossier from another, or must be found by, is made unique. The
copies lie in the years before the originals, the oldest first, as they would have been written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Column, Table

from workflow.store.tables import (
    ACCESSES,
    ASSIGNMENTS,
    DOCUMENTS,
    DOSSIERS,
    DRAFTS,
    JOURNAL,
    MESSAGES,
    SHIPMENTS,
    TALLIES,
    TIMERS,
    WORKS,
)
from workflow.store.types import Moment

GROWING = (DOSSIERS, JOURNAL, WORKS, ASSIGNMENTS, TIMERS, DOCUMENTS, SHIPMENTS, TALLIES, MESSAGES, DRAFTS, ACCESSES)
"""The tables that grow with the number of dossiers; the others are small."""
RENAMED = frozenset({"code", "dossier", "reference", "parent", "key", "order_key", "item_code", "token"})
"""Texts by which rows of one dossier are told from those of another: copies have a number before them."""
FINGERPRINTS = frozenset({"name_index", "id_index", "phone_index", "duplicate_index", "sha256"})
ORDINALS = 10_000
"""More than a series of the originals has numbers."""
DAYS = 1_460
"""Over which copies are spread evenly, backwards from the originals."""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype IN ('p', 'u', 'f') AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
    ORDER BY contype = 'f', conname
"""
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%(tables)s)
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)
"""


def add_copies(connection: psycopg.Connection[Any], copies: range, of: int) -> None:
    """Add all original rows once more under each of these numbers, of `of` in all; parents stand before their children."""
    for table in GROWING:
        connection.execute(_copying(table).encode(), {"first": copies.start, "last": copies.stop - 1, "of": of})


@contextmanager
def without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Indexes and constraints of the growing tables are away in the block, and built anew after it."""
    tables = {"tables": [table.name for table in GROWING]}
    constraints = connection.execute(CONSTRAINTS, tables).fetchall()
    indexes = connection.execute(INDEXES, tables).fetchall()
    for table, name, _ in reversed(constraints):
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"'.encode())
    yield
    for _, definition in indexes:
        connection.execute(definition.encode())
    for table, name, definition in constraints:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'.encode())


def _copying(table: Table) -> str:
    columns = [column for column in table.c if not _counts_up(table, column)]
    by = "code" if table is DOSSIERS else "id" if table is MESSAGES else "dossier"
    names = ", ".join(column.name for column in columns)
    values = ", ".join(_value(table, column) for column in columns)
    originals = f"SELECT * FROM {table.name} WHERE {by} NOT LIKE '%%~%%'"
    copies = "generate_series(%(first)s::int, %(last)s::int) AS copy"
    return f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {copies}, ({originals}) AS original"


def _counts_up(table: Table, column: Column[Any]) -> bool:
    return column.name == "id" and table is not MESSAGES


def _value(table: Table, column: Column[Any]) -> str:
    name = column.name
    if name in RENAMED or (table is MESSAGES and name == "id"):
        return f"copy || '~' || {name}"
    if name in FINGERPRINTS:
        return f"left(md5({name} || copy) || md5(copy || {name}), length({name}))"
    if name == "ordinal":
        return f"ordinal + copy * {ORDINALS}"
    if isinstance(column.type, Moment):
        return f"{name} - make_interval(days => {DAYS} * (%(of)s::int - copy + 1) / %(of)s::int)"
    return name
