"""The migrations lead to exactly the tables the models describe, on both databases."""

import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from tests.conftest import KEY
from workflow.store.tables import DOSSIERS
from workflow.store.unit_of_work import Store


def test_models_and_migrations_describe_the_same_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, DOSSIERS.metadata) == []


def test_partial_indexes_are_partial(store: Store) -> None:
    found = {index["name"]: index for index in inspect(store.engine).get_indexes("work")}
    options = found["work_claimable"]["dialect_options"]
    assert any("state" in str(condition) for condition in options.values())


def test_migrating_again_changes_nothing(store: Store) -> None:
    store.migrate()
    store.migrate()
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), DOSSIERS.metadata) == []


def test_processes_that_start_together_migrate_once(empty_database_url: str) -> None:
    migrate = f"from workflow.store.unit_of_work import Store\nStore.open({empty_database_url!r}, bytes(32)).migrate()"
    together = [subprocess.Popen([sys.executable, "-c", migrate]) for _ in range(2)]
    assert [process.wait() for process in together] == [0, 0]
    store = Store.open(empty_database_url, KEY)
    assert {"dossier", "journal", "work", "alembic_version"} <= set(inspect(store.engine).get_table_names())
    store.close()
