"""Alembic's entry: runs the steps on the connection that `Store.migrate` gives."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, text
from sqlmodel import AutoString, SQLModel

from workflow.store.tables import DOSSIERS
from workflow.store.types import Moment, Sealed

ONE_AT_A_TIME = 7_011_946
"""PostgreSQL advisory lock: two processes that start together must not both migrate."""


def plain(kind: str, value: Any, _context: object) -> str | Literal[False]:
    """How our column types are written in a new step: as what they are in the database, so that steps stand alone."""
    if kind == "type":
        for ours, written in (
            (Moment, "sa.DateTime(timezone=True)"),
            (Sealed, "sa.LargeBinary()"),
            (AutoString, "sa.String()"),
        ):
            if isinstance(value, ours):
                return written
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=DOSSIERS.metadata, transactional_ddl=True, render_item=plain
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        context.run_migrations()


assert DOSSIERS.metadata is SQLModel.metadata
run(context.config.attributes["connection"])
