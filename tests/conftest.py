"""Fixtures shared by all tests: a migrated store on each database, an office over the toy library, and a clock to turn."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tools import postgresql
from workflow.clock import HANOI
from workflow.definition.library import read_library
from workflow.service.context import build_context
from workflow.service.office import Office
from workflow.service.people import appoint
from workflow.service.procedures import Procedures
from workflow.store.blobs import Blobs
from workflow.store.tables import DOSSIERS
from workflow.store.unit_of_work import Store

PROCEDURES = Path(__file__).parents[1] / "procedures"
KEY = bytes(range(32))
TOY = Path(__file__).parent / "workflow" / "toy_library"
TEMPLATES = (
    "receipt",
    "refusal",
    "lump-sum-decision",
    "decline-letter",
    "supplement-request",
    "apology",
    "stop-notice",
)
PASSWORD = "một mật khẩu"
OFFICERS = {
    "rec": ("Nguyễn Thị Tiếp", [("ONE_STOP", "receiver")]),
    "rec2": ("Phạm Văn Nhận", [("ONE_STOP", "receiver")]),
    "ret": ("Đỗ Thị Trả", [("ONE_STOP", "returner")]),
    "spec": ("Trần Văn Thẩm", [("BEN", "specialist")]),
    "spec2": ("Lê Thị Định", [("BEN", "specialist")]),
    "head": ("Hoàng Văn Trưởng", [("BEN", "head")]),
    "head_one": ("Vũ Thị Đầu", [("ONE_STOP", "head")]),
    "des": ("Phan Khánh Linh", [("LEAD", "designer")]),
    "dir": ("Bùi Văn Giám", [("LEAD", "director")]),
    "both": ("Ngô Kiêm Nhiệm", [("BEN", "specialist"), ("LEAD", "director")]),
}

KEPT = ("officer", "post")
"""Tables that tests find filled."""
RESET = "; ".join(
    [f"DELETE FROM {table.name}" for table in reversed(DOSSIERS.metadata.sorted_tables)]
    + [f"INSERT INTO {table} SELECT * FROM kept.{table}" for table in KEPT]
)


class Clock:
    """The office's clock: stands still unless a test turns it on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **how_far: float) -> datetime:
        """Turn it on by `timedelta(**how_far)`."""
        self.at += timedelta(**how_far)
        return self.at


@pytest.fixture
def clock() -> Clock:
    """Monday 4 August 2025, nine o'clock: a working day like any other."""
    return Clock(datetime(2025, 8, 4, 9, tzinfo=HANOI))


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgresql.Cluster]:
    """PostgreSQL, started when the first test asks for it."""
    with postgresql.cluster() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_url(cluster: postgresql.Cluster, toy: Procedures) -> str:
    """One database for all tests: emptying it costs a fraction of copying it."""
    url = cluster.url(cluster.create())
    _prepare(url, toy)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA kept")
        for table in KEPT:
            connection.execute(f"CREATE TABLE kept.{table} AS TABLE {table}".encode())
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, toy: Procedures) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    _prepare(f"sqlite:///{file}", toy)
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database; every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        file = tmp_path / "motcua.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
    else:
        url: str = request.getfixturevalue("postgresql_url")
        yield url
        with psycopg.connect(url) as connection:
            connection.execute(RESET.encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        cluster: postgresql.Cluster = request.getfixturevalue("cluster")
        name = cluster.create()
        yield cluster.url(name)
        cluster.drop(name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store over a fresh database."""
    opened = Store.open(database_url, KEY)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def toy() -> Procedures:
    """The toy library, compiled."""
    return Procedures.load(TOY, templates={name: frozenset() for name in TEMPLATES})


@pytest.fixture
def real_office(sqlite_template: Path, clock: Clock, tmp_path: Path) -> Iterator[Office]:
    """An office with the real procedures and nobody in it; which database it keeps does not matter to who asks for it."""
    file = tmp_path / "motcua.sqlite"
    shutil.copyfile(sqlite_template, file)
    store = Store.open(f"sqlite:///{file}", KEY)
    library = read_library(PROCEDURES)
    yield Office(store, Procedures(library, build_context(library)), Blobs(str(tmp_path / "blobs")), clock)
    store.close()


@pytest.fixture
def office(store: Store, clock: Clock, tmp_path: Path, toy: Procedures) -> Office:
    """An office with the toy library, its officers (all with PASSWORD), and a clock that stands still."""
    return Office(store, toy, Blobs(str(tmp_path / "blobs")), clock)


def _prepare(url: str, toy: Procedures) -> None:
    """What every test's database begins as: migrated, with the officers appointed, whose passwords cost time to hash."""
    store = Store.open(url, KEY)
    store.migrate()
    office = Office(store, toy, Blobs("/nowhere"))
    for id, (name, posts) in OFFICERS.items():
        appoint(office, id, name, PASSWORD, posts, email=f"{id}@example.vn", since=date(2020, 1, 1))
    store.close()  # SQLite then moves everything into the one file that is copied
