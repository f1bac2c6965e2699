"""What can be said of a database and a place for files without changing them."""

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from tests.conftest import KEY
from tests.workflow.service.walking import submitted
from tools.postgresql import Cluster
from workflow.service.office import Office
from workflow.store.health import key_opens, local_folder, standing, try_blobs


def test_a_migrated_database_lacks_nothing(database_url: str) -> None:
    found = standing(database_url)
    assert found.server.startswith(("SQLite 3", "PostgreSQL 1"))
    assert (found.behind, found.empty, found.encoding.replace("-", "")) == (0, False, "UTF8")


def test_an_empty_database_lacks_every_step(cluster: Cluster) -> None:
    name = cluster.create()
    found = standing(cluster.url(name))
    assert found.empty
    assert found.behind is not None
    assert found.behind >= 1
    cluster.drop(name)


def test_looking_for_an_sqlite_file_does_not_make_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        standing(f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_an_error(cluster: Cluster) -> None:
    with pytest.raises(OperationalError):
        standing(cluster.url("no_such_database"))


def test_a_key_is_known_by_what_it_opens(office: Office, database_url: str) -> None:
    assert key_opens(database_url, KEY) is None
    submitted(office)
    assert key_opens(database_url, KEY) is True
    assert key_opens(database_url, bytes(32)) is False
    with pytest.raises(ValueError, match="needs 32"):
        key_opens(database_url, b"short")


def test_trying_a_place_for_files_leaves_nothing_there(tmp_path: Path) -> None:
    try_blobs(f"file://{tmp_path}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        try_blobs(str(tmp_path / "blobs"))
    assert not (tmp_path / "blobs").exists()


def test_storage_elsewhere_has_no_folder_here(tmp_path: Path) -> None:
    try_blobs("memory://motcua")
    assert local_folder("memory://motcua") is None
    assert local_folder(f"file://{tmp_path}") == tmp_path
