"""Three workers, a desk and an administrator as different users of one PostgreSQL, Prefect on another database of it: each
does its part and can do no more, and of what the workers share nothing is lost and nothing is done twice.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from tests.workflow.flows import processes
from tests.workflow.flows.crowd import Crowd, crowd
from tests.workflow.flows.hiring import WORKER
from tests.workflow.flows.house import house
from tests.workflow.flows.prefect_server import prefect_server
from tests.workflow.flows.roles import ACCOUNTS, WORKERS, account, make_tables, run_sql, with_roles
from tests.workflow.flows.test_killing import PATIENCE, faults_of, until_all_have_ended
from tools.postgresql import Cluster
from workflow.store.tables import DOSSIERS

pytestmark = pytest.mark.xdist_group("prefect")

DEPLOY = Path(__file__).parents[3] / "deploy"
SOME = {"card": 3, "electronic": 3, "refused": 1, "withdrawn": 1, "supplemented": 1, "lump_sum": 1, "comes_back": 1}
WITNESS = """
CREATE TABLE witness (work bigint, done_by text, transaction bigint DEFAULT txid_current(), UNIQUE (work, transaction));
CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO witness VALUES (NEW.id, session_user) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER done AFTER UPDATE ON work FOR EACH ROW
    WHEN (NEW.state = 'done' AND OLD.state <> 'done') EXECUTE FUNCTION seen();
"""
"""PostgreSQL itself notes who finished which piece of work, each time it is finished."""
GONE = "DROP TRIGGER done ON work; DROP FUNCTION seen; DROP TABLE witness"

FORBIDDEN = {
    "worker_1": (
        "UPDATE journal SET kind = ''",
        "DELETE FROM journal",
        "DELETE FROM dossier",
        "UPDATE dossier SET applicant_name = ''",
        "UPDATE work SET key = ''",
        "DELETE FROM work",
        "UPDATE procedure_version SET source = ''",
        "DELETE FROM document",
        "SELECT password FROM officer",
        "SELECT fields FROM draft",
        "SELECT * FROM access",
        "DELETE FROM access",
        "INSERT INTO officer (id, name, password, active, language) VALUES ('x', 'x', 'x', true, 'vi')",
        "UPDATE officer SET password = 'x'",
        "INSERT INTO post (officer, unit, role, since) VALUES ('x', 'LEAD', 'director', '2020-01-01')",
        "INSERT INTO delegation (from_officer) VALUES ('x')",
        "DELETE FROM publication",
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "SET ROLE motcua_owner",
    ),
    "desk_1": (
        "UPDATE journal SET kind = ''",
        "DELETE FROM journal",
        "DELETE FROM dossier",
        "UPDATE dossier SET submitted_at = now()",
        "UPDATE access SET act = ''",
        "DELETE FROM access",
        "INSERT INTO officer (id, name, password, active, language) VALUES ('x', 'x', 'x', true, 'vi')",
        "UPDATE officer SET active = true",
        "INSERT INTO post (officer, unit, role, since) VALUES ('x', 'LEAD', 'director', '2020-01-01')",
        "UPDATE post SET role = 'director'",
        "DELETE FROM publication",
        "UPDATE delegation SET to_officer = 'x'",
        "UPDATE procedure_version SET source = ''",
        "CREATE TABLE mine (id int)",
        "DROP TABLE journal",
        "SET ROLE motcua_worker",
    ),
    "statistics": (
        "SELECT snapshot FROM dossier",
        "SELECT applicant_name FROM dossier",
        "SELECT id_index FROM dossier",
        "SELECT reference FROM dossier",
        "SELECT body FROM journal",
        "SELECT payload FROM work",
        "SELECT token FROM document",
        "SELECT password FROM officer",
        "SELECT * FROM message",
        "SELECT * FROM access",
        "INSERT INTO series VALUES ('x', 'x', 'x', 1)",
        "UPDATE dossier SET status = 10",
        "CREATE TABLE mine (id int)",
    ),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MOTCUA_HOME, which holds the key of what is sealed."""
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def database(cluster: Cluster, home: Path) -> Iterator[str]:
    """An empty database with roles, accounts and tables."""
    name = cluster.create()
    with_roles(cluster.url(name), home)
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def witnessed(database: str) -> Iterator[str]:
    """The same, where everything that is done is noted; by a superuser, and so not for the others to see."""
    run_sql(database, WITNESS)
    yield database
    run_sql(database, GONE)


@pytest.fixture
def prefect_on_postgresql(cluster: Cluster, tmp_path: Path) -> Iterator[str]:
    """A Prefect server as the recipes start it."""
    name = cluster.create()
    lines = (DEPLOY / "systemd" / "prefect.env.example").read_text(encoding="utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    told["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = cluster.url(name).replace("postgresql:", "postgresql+asyncpg:")
    home = tmp_path / "prefect"
    home.mkdir()
    with prefect_server(home, told) as address:
        yield address
    cluster.drop(name)


def test_three_workers_of_one_database_lose_nothing_and_do_nothing_twice(
    witnessed: str, home: Path, prefect_on_postgresql: str, tmp_path: Path
) -> None:
    quick = {"idle_seconds": 0.1, "sweep_seconds": 5, "poll_seconds": 2, "work_at_once": 2}
    desk, owner = account(witnessed, "desk_1"), account(witnessed, "motcua_admin")
    with (
        house(home, prefect_on_postgresql, desk, owner_url=owner, **quick) as office,
        ExitStack() as hired,
    ):
        for name in WORKERS:
            told = {**office.environment, "MOTCUA_DATABASE_URL": account(witnessed, name)}
            hired.enter_context(processes.running(WORKER, told, tmp_path / f"{name}.log"))
        dossiers = crowd(office, SOME)
        people = Crowd(office, dossiers)
        until_all_are_there(prefect_on_postgresql)
        people.file()
        until_all_have_ended(office, people)
        faults = faults_of(office, dossiers, people.endings())
    assert faults == [], "\n".join(faults)
    with psycopg.connect(witnessed) as connection:
        seen = connection.execute("SELECT work, done_by FROM witness").fetchall()
        done = connection.execute("SELECT count(*) FROM work WHERE state = 'done'").fetchone()
    times = Counter(work for work, _ in seen)
    assert max(times.values()) == 1
    assert done == (len(times),)
    by = Counter(who for _, who in seen)
    assert by.keys() <= {*WORKERS, "desk_1"}
    assert min(by[name] for name in WORKERS) > 0, by


def until_all_are_there(prefect: str) -> None:
    """On a busy machine the first worker would have done everything before the last has begun."""
    running = {"flows": {"name": {"any_": ["drain"]}}, "flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
    ends_at = time.monotonic() + PATIENCE
    while httpx.post(f"{prefect}/flow_runs/count", json=running, timeout=60).raise_for_status().json() < len(WORKERS):
        assert time.monotonic() < ends_at
        time.sleep(0.5)


def test_nobody_can_do_more_than_their_part(database: str) -> None:
    permitted = []
    for name, statements in FORBIDDEN.items():
        for statement in statements:
            try:
                run_sql(account(database, name), statement)
            except psycopg.errors.InsufficientPrivilege:
                continue
            permitted.append(f"{name}: {statement}")
    assert permitted == []


def test_reports_read_counts_and_change_nothing(database: str) -> None:
    url = account(database, "statistics")
    run_sql(url, "SELECT procedure, channel, ending, count(*) FROM dossier GROUP BY 1, 2, 3")
    run_sql(url, "SELECT kind, count(*) FROM journal GROUP BY 1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_sql(url, "INSERT INTO series VALUES ('x', 'x', 'x', 1)")


def test_only_the_owner_makes_tables(database: str, home: Path) -> None:
    """And both files may be run again: with every new version they are."""
    with_roles(database, home)
    owner = account(database, "motcua_admin")
    run_sql(owner, "CREATE TABLE newest AS TABLE alembic_version; UPDATE alembic_version SET version_num = '0001'")
    refused = make_tables(account(database, "desk_1"), home)
    run_sql(owner, "UPDATE alembic_version SET version_num = (SELECT version_num FROM newest); DROP TABLE newest")
    assert (refused.returncode, refused.stderr.startswith("the tables were not changed: ")) == (1, True)


def test_every_table_is_somebodys(database: str) -> None:
    """A new table that the grants forget would be found out by a desk that fails."""
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT table_name, grantee FROM information_schema.column_privileges").fetchall()
    roles = set(ACCOUNTS.values())
    granted = {table: {grantee for name, grantee in rows if name == table} & roles for table, _ in rows}
    administrators = {"migration", "migrated"}
    wanted = {table.name: {"motcua_desk", "motcua_worker"} for table in DOSSIERS.metadata.sorted_tables}
    wanted["entry"] = {"motcua_desk"}  # what is typed in at the counter is no worker's business
    missing = {name: who for name, who in wanted.items() if not who <= granted[name] and name not in administrators}
    assert missing == {}


def test_nobody_from_outside_comes_in(database: str) -> None:
    run_sql(database, "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(make_url(account(database, "stranger")).render_as_string())
