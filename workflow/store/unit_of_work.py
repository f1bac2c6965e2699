"""The store: one database, SQLite or PostgreSQL, and one transaction at a time."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from workflow.store.types import use_vault
from workflow.store.vault import Vault

MIGRATIONS = Path(__file__).parent / "migrations"
READING = "motcua_reading"
TRIES = 8
"""Of a transaction that lost a race for a lock; each waits a little longer than the one before."""

LOCK_TIMEOUT = "30s"
"""How long a transaction waits for a row on PostgreSQL before it gives up and begins anew."""

LOST_RACES = frozenset({"40001", "40P01", "55P03"})
"""SQLSTATE: serialization failure, deadlock, lock not available."""

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # a killed process loses nothing; a power cut may lose the last moments
    "PRAGMA busy_timeout = 30000",  # like LOCK_TIMEOUT
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
)

Result = TypeVar("Result")

_MIGRATING = threading.Lock()
"""Alembic keeps what it is doing in module globals."""


class NotMigrated(Exception):
    """The tables could not be brought up to date; the text is what the database said."""


class Overtaken(Exception):
    """A row was changed by somebody else between reading and writing: nothing of this transaction may stay."""


class Store:
    """A database with its key. May be shared by threads; make one a process."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self.engine = engine
        self.vault = vault
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite lets one writer in and makes the others poll; a lock lets our threads queue instead.
        self._writing: Any = threading.RLock() if self.is_sqlite else nullcontext()

    @classmethod
    def open(cls, url: str, key: bytes, *, connections: int = 10) -> "Store":
        """Open `sqlite:///path` or `postgresql://…`; `key` is 32 secret bytes. Does not touch the tables: see `migrate`."""
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        is_sqlite = address.get_backend_name() == "sqlite"
        engine = create_engine(
            address,
            pool_size=connections,
            max_overflow=connections,
            pool_timeout=60,
            connect_args={} if is_sqlite else {"options": f"-c lock_timeout={LOCK_TIMEOUT}"},
        )
        if is_sqlite:
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        vault = Vault(key)
        use_vault(engine.dialect, vault)
        return cls(engine, vault)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction that may write: committed at the end, rolled back when an exception leaves it."""
        with self._writing, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads; writers do not wait for it."""
        with self.engine.connect().execution_options(**{READING: True}) as connection:
            yield connection

    def transact(self, act: Callable[[Connection], Result]) -> Result:
        """Run `act` in one transaction; again, from the beginning, when it lost a race for a lock."""
        for attempt in range(1, TRIES):
            try:
                with self.begin() as connection:
                    return act(connection)
            except (DBAPIError, Overtaken) as error:
                if not lost_a_race(error):
                    raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))
        with self.begin() as connection:
            return act(connection)

    def migrate(self) -> None:
        """Bring the tables to the newest form; safe to repeat, and for several processes at once.

        Raises NotMigrated where the database does not let us.
        """
        try:
            with _MIGRATING, self._writing, self.engine.connect() as connection:
                config = Config()
                config.set_main_option("script_location", str(MIGRATIONS))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except SQLAlchemyError as error:
            raise NotMigrated(str(getattr(error, "orig", None) or error).strip()) from error

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def lost_a_race(error: DBAPIError | Overtaken) -> bool:
    """Whether the transaction failed only because another one was there; then nothing of it was done."""
    if isinstance(error, Overtaken):
        return True
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    return getattr(error.orig, "sqlstate", None) in LOST_RACES


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin_sqlite` does
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the one write lock at once, so that it never fails half-way; a reader takes none."""
    reading = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
