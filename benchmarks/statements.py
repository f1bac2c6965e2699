"""What a database makes of the statements it is given: each kind is heard once, and explained afterwards."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from benchmarks.copies import GROWING

Heard = dict[str, tuple[str, Any]]
"""Statements with the parameters of the first time, by their words without parameters."""

PARAMETERS = re.compile(r"%\(\w+\)s(::\w+)?(, %\(\w+\)s(::\w+)?)*")
MANY = 10_000
"""Rows above which reading a whole table is told."""
SIZES = text("SELECT relname, reltuples::bigint FROM pg_class WHERE relname = ANY(:tables)")


@dataclass(frozen=True)
class Explained:
    """A statement as the database carries it out."""

    statement: str
    ms: float | None
    """None where it was planned only."""
    scanned: tuple[str, ...]
    """Large tables that are read from end to end."""


@contextmanager
def heard(engine: Engine) -> Iterator[Heard]:
    """What is said to the database in the block."""
    found: Heard = {}

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        found.setdefault(PARAMETERS.sub("?", statement), (statement, parameters[0] if many else parameters))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def explained(engine: Engine, statements: Heard, *, carried_out: bool) -> list[Explained]:
    """The plans of what reads or changes rows; carried out once more, and undone, or planned only."""
    with engine.connect() as connection:
        rows = dict(connection.execute(SIZES, {"tables": [table.name for table in GROWING]}).tuples().all())
        large = {name for name, number in rows.items() if number > MANY}
        asked = [
            each for each in statements.values() if each[0].lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH"))
        ]
        found = [_explained(connection, *each, large, carried_out=carried_out) for each in asked]
        connection.rollback()
    return found


def _explained(
    connection: Connection, statement: str, parameters: Any, large: set[str], *, carried_out: bool
) -> Explained:
    how = "ANALYZE, FORMAT JSON" if carried_out else "FORMAT JSON"
    [plan] = _read(connection.exec_driver_sql(f"EXPLAIN ({how}) {statement}", parameters).scalar_one())
    scanned = {node["Relation Name"] for node in _nodes(plan["Plan"]) if node["Node Type"] == "Seq Scan"}
    return Explained(" ".join(statement.split()), plan.get("Execution Time"), tuple(sorted(scanned & large)))


def _read(plan: Any) -> Any:
    return json.loads(plan) if isinstance(plan, str) else plan


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)
