"""The journal proves itself: whoever changes, drops or slips in an entry is found out."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, update
from walking import settled, submitted

from workflow.service.audit import verify
from workflow.service.errors import NotFound
from workflow.service.office import Office
from workflow.store import journal
from workflow.store.tables import DOSSIERS, JOURNAL

J = JOURNAL.c


def _rehash(db: Connection, code: str) -> None:
    """A thorough forger makes the hashes fit again, but cannot reach the copies kept elsewhere."""
    previous = journal.beginning(code)
    for row in db.execute(select(JOURNAL).where(J.dossier == code).order_by(J.entry)).mappings().all():
        forged = {**row, "previous": previous}
        previous = journal.hash_of(forged)
        db.execute(
            update(JOURNAL)
            .where(J.dossier == code, J.entry == row["entry"])
            .values(previous=forged["previous"], hash=previous)
        )


def _change_body(db: Connection, code: str) -> None:
    body = db.execute(select(J.body).where(J.dossier == code, J.entry == 1)).scalar_one()
    db.execute(
        update(JOURNAL)
        .where(J.dossier == code, J.entry == 1)
        .values(body=body.replace('"amount":500', '"amount":5000'))
    )


def _change_body_and_hashes(db: Connection, code: str) -> None:
    _change_body(db, code)
    _rehash(db, code)


def _change_body_hashes_and_head(db: Connection, code: str) -> None:
    _change_body_and_hashes(db, code)
    head = db.execute(select(J.hash).where(J.dossier == code).order_by(J.entry.desc()).limit(1)).scalar_one()
    db.execute(update(DOSSIERS).where(DOSSIERS.c.code == code).values(head=head))


TAMPERINGS: dict[str, tuple[Callable[[Connection, str], Any], str]] = {
    "the content of an entry": (_change_body, "entry 1 was changed"),
    "content and every hash after it": (_change_body_and_hashes, "the journal ends"),
    "content, hashes and head": (_change_body_hashes_and_head, "another case than the one kept"),
    "who acted": (lambda db, code: db.execute(update(JOURNAL).where(J.entry == 2).values(actor="dir")), "entry 2 was"),
    "an entry dropped": (lambda db, code: db.execute(delete(JOURNAL).where(J.entry == 2)), "entry 2 is missing"),
    "the last entry dropped": (
        lambda db, code: db.execute(delete(JOURNAL).where(J.entry == select(DOSSIERS.c.entries).scalar_subquery())),
        "the journal ends",
    ),
    "the snapshot": (
        lambda db, code: db.execute(
            update(DOSSIERS).values(
                snapshot=db.execute(select(DOSSIERS.c.snapshot)).scalar_one().replace('"amount":500', '"amount":900')
            )
        ),
        "another case than the one kept",
    ),
    "a sealed body of another place": (
        lambda db, code: db.exec_driver_sql("UPDATE journal SET body = (SELECT snapshot FROM dossier) WHERE entry = 2"),
        "cannot be opened",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_found(office: Office, what: str) -> None:
    code = submitted(office)
    settled(office, code)
    assert verify(office, code).faults == ()
    tamper, says = TAMPERINGS[what]
    with office.store.begin() as db:
        tamper(db, code)
    faults = verify(office, code).faults
    assert faults
    assert says in faults[0]


def test_a_changed_time_is_found(office: Office, clock: Any) -> None:
    code = submitted(office)
    clock.forward(minutes=5)
    settled(office, code)
    with office.store.begin() as db:
        db.execute(update(JOURNAL).where(J.entry == 1).values(at=clock()))
    assert verify(office, code).faults[0] == "entry 1 was changed"


def test_an_unknown_dossier_has_no_journal(office: Office) -> None:
    with pytest.raises(NotFound):
        verify(office, "nothing")
