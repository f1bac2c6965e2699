"""INSERT with ON CONFLICT, which both databases know in the same words; as text, built once for each set of columns.

SQLAlchemy's own construct for it is compiled anew each time it is executed, for longer than most of them run.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table, TextClause, bindparam, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Row = Mapping[str, Any]
Keys = tuple[Column[Any], ...]
NOTHING = "NOTHING"


def put_once(db: Connection, table: Table, row: Row, keys: Keys) -> bool:
    """Insert a row unless one with the same `keys` is there; False when it is. Two at once: the second waits, then sees."""
    # Asked for with RETURNING: the drivers count inserted rows differently.
    return db.execute(inserting(table, keys, tuple(row), NOTHING, keys[0]), row).one_or_none() is not None


def put_all_once(db: Connection, table: Table, rows: Sequence[Row], keys: Keys) -> None:
    """Insert those rows whose `keys` are not there yet."""
    if rows:
        db.execute(inserting(table, keys, tuple(rows[0]), NOTHING), rows)


def put_over(db: Connection, table: Table, rows: Sequence[Row], keys: Keys) -> None:
    """Insert rows, over those with the same `keys`."""
    if rows:
        others = [name for name in rows[0] if name not in {key.name for key in keys}]
        changes = "UPDATE SET " + ", ".join(f'"{name}" = excluded."{name}"' for name in others)
        db.execute(inserting(table, keys, tuple(rows[0]), changes), rows)


@cache
def inserting(
    table: Table, keys: Keys, columns: tuple[str, ...], conflict: str, returning: Column[Any] | None = None
) -> TextClause:
    """INSERT of these columns, and of those that have a default; `conflict` is what ON CONFLICT of the keys is to DO."""
    others = {
        column.name: column.default.arg
        for column in table.c
        if column.name not in columns and isinstance(column.default, ScalarElementColumnDefault)
    }
    names = (*columns, *others)
    statement = (
        f"INSERT INTO {table.name} ({', '.join(map(_quoted, names))}) VALUES ({', '.join(f':{name}' for name in names)})"
        f" ON CONFLICT ({', '.join(_quoted(key.name) for key in keys)}) DO {conflict}"
    )
    statement += f" RETURNING {_quoted(returning.name)}" if returning is not None else ""
    values = (bindparam(name, others[name], table.c[name].type) for name in others)
    return text(statement).bindparams(*(bindparam(name, type_=table.c[name].type) for name in columns), *values)


def _quoted(name: str) -> str:
    return f'"{name}"'
