"""A database with the roles of `deploy/postgres`, and an account of its own for each process."""

import os
import subprocess
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.workflow.flows.hiring import MOTCUA

SQL = Path(__file__).parents[3] / "deploy" / "postgres"
ACCOUNTS = {
    "motcua_admin": "motcua_owner",
    "desk_1": "motcua_desk",
    "worker_1": "motcua_worker",
    "worker_2": "motcua_worker",
    "worker_3": "motcua_worker",
    "statistics": "motcua_report",
}
WORKERS = ("worker_1", "worker_2", "worker_3")
SUPERUSER = "motcua"
"""Of the cluster that tests start."""


def run_sql(url: str, statements: str) -> None:
    """As psql would: all of it, each statement by itself."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements.encode())


def account(url: str, name: str) -> str:
    """The same database, entered by somebody else."""
    return make_url(url).set(username=name).render_as_string(hide_password=False)


def with_roles(url: str, home: Path) -> None:
    """Go the way of `deploy/README.md`: roles, accounts, tables by their owner, grants."""
    run_sql(url, (SQL / "roles.sql").read_text(encoding="utf-8"))
    for name, role in ACCOUNTS.items():
        run_sql(
            url, f"DO $$ BEGIN CREATE ROLE {name} LOGIN IN ROLE {role}; EXCEPTION WHEN duplicate_object THEN END $$"
        )
    run_sql(url, "ALTER ROLE motcua_admin SET role = motcua_owner")
    made = make_tables(account(url, "motcua_admin"), home)
    assert made.returncode == 0, made.stderr
    run_sql(account(url, "motcua_admin"), (SQL / "grants.sql").read_text(encoding="utf-8"))


def make_tables(url: str, home: Path) -> subprocess.CompletedProcess[str]:
    """`motcua tables`, as somebody types it."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    told = {**others, "MOTCUA_HOME": str(home), "MOTCUA_DATABASE_URL": url}
    return subprocess.run([*MOTCUA, "tables"], env=told, capture_output=True, text=True, check=False, timeout=300)
