"""Whether database and files can be used as they stand; looks, and leaves both as they were. For `motcua doctor`."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fsspec  # type: ignore[import-untyped] # fsspec has no type information
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped] # as above
from sqlalchemy import URL, Connection, Engine, LargeBinary, NullPool, create_engine, make_url, select, type_coerce

from workflow.store.tables import DOSSIERS
from workflow.store.types import Sealed
from workflow.store.unit_of_work import MIGRATIONS
from workflow.store.vault import SealBroken, Vault

PATIENCE = 5
"""Seconds to wait for a server, or for somebody's lock."""


@dataclass(frozen=True)
class Standing:
    """What a database is: the server, its character set, and how its tables stand to this program's.

    `behind` counts the migrations it lacks; None when its tables were made by a newer program.
    """

    server: str
    encoding: str
    behind: int | None
    empty: bool


def standing(url: str) -> Standing:
    """Look at a database; raises FileNotFoundError for an SQLite file not made yet, and SQLAlchemy's errors."""
    with _looking(url) as connection:
        script = ScriptDirectory(str(MIGRATIONS))
        known = {each.revision for each in script.walk_revisions()}
        has = MigrationContext.configure(connection).get_current_revision()
        behind = None
        if has is None or has in known:
            behind = sum(1 for _ in script.iterate_revisions("heads", has or "base"))
        version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
        kind = "SQLite" if connection.dialect.name == "sqlite" else "PostgreSQL"
        question = "PRAGMA encoding" if kind == "SQLite" else "SHOW server_encoding"
        encoding = str(connection.exec_driver_sql(question).scalar_one())
        return Standing(f"{kind} {version}", encoding, behind, empty=has is None)


def key_opens(url: str, key: bytes) -> bool | None:
    """Whether `key` opens what the database holds sealed; None when it holds nothing yet.

    Raises ValueError for a key of the wrong length.
    """
    vault = Vault(key)
    column, kind = next((column, column.type) for column in DOSSIERS.c if isinstance(column.type, Sealed))
    with _looking(url) as connection:
        as_stored = type_coerce(column, LargeBinary)  # the column's own type asks for the vault of an open store
        value = connection.execute(select(as_stored).where(column.is_not(None)).limit(1)).scalar()
    if value is None:
        return None
    try:
        vault.open(bytes(value), kind.place)
    except SealBroken:
        return False
    return True


def try_blobs(url: str) -> None:
    """Write a file where blobs are kept, read it back and remove it; raises whatever the storage raises.

    A local folder that does not exist yet raises FileNotFoundError instead of being made.
    """
    files: Any
    files, root = fsspec.core.url_to_fs(url)
    if local_folder(url) is not None and not files.isdir(root):
        raise FileNotFoundError(root)
    probe, content = f"{str(root).rstrip('/')}/doctor-{secrets.token_hex(8)}", secrets.token_bytes(32)
    files.pipe_file(probe, content)
    try:
        if files.cat_file(probe) != content:
            raise OSError(f"{root} gives other bytes than were written")
    finally:
        files.rm_file(probe)


def local_folder(url: str) -> Path | None:
    """The folder of this machine where blobs are kept; None when they are kept elsewhere."""
    files, root = fsspec.core.url_to_fs(url)
    return Path(root) if isinstance(files, LocalFileSystem) else None


@contextmanager
def _looking(url: str) -> Iterator[Connection]:
    engine = _engine(make_url(url))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        file = Path(address.database or "")
        if not file.is_file():
            raise FileNotFoundError(file)
        # Opened as it is: SQLite would otherwise make the file.
        name = f"file:{quote(str(file.resolve()))}?mode=rw"
        return create_engine(
            "sqlite://", poolclass=NullPool, creator=lambda: sqlite3.connect(name, uri=True, timeout=PATIENCE)
        )
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return create_engine(address, poolclass=NullPool, connect_args={"connect_timeout": PATIENCE})
