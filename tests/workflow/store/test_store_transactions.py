"""One transaction at a time: all or nothing, races repeated, moments in Hanoi time, personal data unreadable on disk."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from queued import a_dossier
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from tests.conftest import KEY
from workflow.clock import HANOI, NaiveTime
from workflow.store.dossiers import UPDATED, find, update_all
from workflow.store.tables import DOSSIERS
from workflow.store.unit_of_work import Overtaken, Store
from workflow.store.vault import SealBroken


def test_nothing_of_a_transaction_stays_when_an_error_leaves_it(store: Store) -> None:
    a_dossier(store)

    def once(db: Connection) -> None:
        db.execute(update(DOSSIERS).values(ending="settled"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.transact(once)
    with store.read() as db:
        assert db.execute(select(DOSSIERS.c.ending)).scalar_one() is None


def test_a_transaction_that_meets_another_in_a_circle_is_repeated(store: Store) -> None:
    """Two change the same two rows in opposite order; on PostgreSQL that is a deadlock, of which one is the victim."""
    a_dossier(store, "A")
    a_dossier(store, "B")
    both_have_one = threading.Barrier(2)
    tries = []

    def change(first: str, second: str) -> None:
        def once(db: Connection) -> None:
            tries.append(first)
            db.execute(update(DOSSIERS).where(DOSSIERS.c.code == first).values(unit=first))
            if len(tries) <= 2 and not store.is_sqlite:  # SQLite lets only one in, so nobody can meet
                both_have_one.wait(timeout=10)
            db.execute(update(DOSSIERS).where(DOSSIERS.c.code == second).values(sequence=DOSSIERS.c.sequence + 1))

        store.transact(once)

    threads = [threading.Thread(target=change, args=order) for order in (("A", "B"), ("B", "A"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as db:
        rows = db.execute(select(DOSSIERS.c.unit, DOSSIERS.c.sequence).order_by(DOSSIERS.c.code)).all()
    assert [tuple(row) for row in rows] == [("A", 1), ("B", 1)]
    assert len(tries) == (2 if store.is_sqlite else 3)


def test_an_error_that_is_no_race_is_not_repeated(store: Store) -> None:
    a_dossier(store)
    tries = []

    def once(db: Connection) -> None:
        tries.append(1)
        db.execute(DOSSIERS.insert().from_select(list(DOSSIERS.c), select(DOSSIERS)))

    with pytest.raises(IntegrityError):
        store.transact(once)
    assert len(tries) == 1


def test_writing_back_a_dossier_that_changed_meanwhile_is_refused(store: Store) -> None:
    a_dossier(store, entries=3)
    row = {**dict.fromkeys(UPDATED), "overdue": False, "sequence": 1, "entries": 3, "head": "h", "snapshot": "{}"}
    with pytest.raises(Overtaken), store.begin() as db:
        update_all(db, [{**row, "of": "D-1", "entries_before": 2}])


def test_moments_come_back_in_hanoi_time_and_naive_ones_are_refused(store: Store) -> None:
    a_dossier(store, submitted_at=datetime(2025, 8, 4, 17, 30, tzinfo=UTC))
    with store.read() as db:
        found = db.execute(select(DOSSIERS.c.submitted_at)).scalar_one()
    assert found == datetime(2025, 8, 5, 0, 30, tzinfo=HANOI)
    assert found.tzinfo is HANOI
    with pytest.raises(Exception, match="time zone") as refusal:
        a_dossier(store, "D-2", submitted_at=datetime(2025, 8, 4, 9))  # noqa: DTZ001 # a naive one is the point
    assert isinstance(refusal.value.__cause__ or refusal.value, NaiveTime)


def test_a_reader_does_not_hold_up_a_writer(store: Store) -> None:
    a_dossier(store)
    with store.read() as reader:
        before = find(reader, "D-1")
        with store.begin() as writer:
            writer.execute(update(DOSSIERS).values(sequence=7))
        assert before is not None
        assert before.sequence == 0


def test_another_key_opens_nothing(store: Store, database_url: str) -> None:
    a_dossier(store)
    stranger = Store.open(database_url, bytes(reversed(KEY)))
    with pytest.raises(SealBroken), stranger.read() as db:
        find(db, "D-1")
    stranger.close()


def test_sealed_columns_cannot_be_read_in_the_database(store: Store) -> None:
    secrets = ["Nguyễn Thị Bí Mật", "001000000042", "bệnh hiểm nghèo"]
    a_dossier(store, applicant_name=secrets[0], subject=secrets[2], snapshot='{"form": {"id": "001000000042"}}')
    with store.read() as db:
        raw = db.exec_driver_sql("SELECT applicant_name, subject, snapshot FROM dossier").one()
        assert all(secret.encode() not in bytes(value) for secret in secrets for value in raw)
    if store.is_sqlite:
        file = store.engine.url.database
        assert file is not None
        bytes_on_disk = b"".join(path.read_bytes() for path in Path(file).parent.glob(f"{Path(file).name}*"))
        assert b"D-1" in bytes_on_disk  # it is there …
        assert all(secret.encode() not in bytes_on_disk for secret in secrets)  # … and says nothing
