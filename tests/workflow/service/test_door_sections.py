"""Critical sections across dossiers: one inside at a time for each key, in the order in which they asked."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from walking import case, decided, perform_all, submitted

from workflow.engine.case import Wait
from workflow.performing import lock
from workflow.service.applicant import withdraw
from workflow.service.applying import apply, take
from workflow.service.office import Office
from workflow.store import works
from workflow.store.unit_of_work import Store
from workflow.store.works import Work

LEASE = timedelta(minutes=1)


def a_change(office: Office, reference: str, person: str = "0123456789") -> str:
    """A dossier that stands before its section, or in it."""
    code = submitted(office, reference, procedure="toy-alone", answers={"reason": person}, attachments=[])
    perform_all(office, ["produce", "sign"])
    return code


def locks_are_looked_at(office: Office) -> list[Work]:
    """What a worker does with this kind of work."""
    found = take(office, ["lock"], 10, "tests", LEASE)
    for work in found:
        outside: Any = None
        outcome = asyncio.run(lock.perform(office, outside, work, None))
        assert outcome.event is not None
        apply(office, work, outcome.event, look_again_at=office.now() + timedelta(seconds=lock.NEXT_LOOK))
    return found


def is_inside(office: Office, code: str) -> bool:
    return any(token.waits_for is Wait.PERSON for token in case(office, code).tokens.values())


def test_the_second_dossier_goes_in_when_the_first_has_left(office: Office) -> None:
    first, second = a_change(office, "P-1"), a_change(office, "P-2")
    locks_are_looked_at(office)
    assert (is_inside(office, first), is_inside(office, second)) == (True, False)
    assert locks_are_looked_at(office) == []
    decided(office, first, "change.record/write", "spec", "done")
    locks_are_looked_at(office)
    assert is_inside(office, second)
    decided(office, second, "change.record/write", "spec", "done")
    assert case(office, second).ended
    assert take(office, ["lock"], 10, "tests", LEASE) == []


def test_nobody_s_number_stands_in_the_queue_in_clear(office: Office) -> None:
    a_change(office, "P-1", "0123456789")
    [work] = take(office, ["lock"], 10, "tests", LEASE)
    assert work.lane
    assert "0123456789" not in work.lane


def test_another_person_s_record_is_free(office: Office) -> None:
    first, other = a_change(office, "P-1"), a_change(office, "P-2", "9876543210")
    locks_are_looked_at(office)
    assert is_inside(office, first)
    assert is_inside(office, other)


def test_who_asks_while_another_is_asking_stands_behind(store: Store) -> None:
    """Two works of one lane never become visible in the wrong order, or both would be first."""
    with store.engine.connect() as one, store.engine.connect() as two:
        if one.dialect.name != "postgresql":
            pytest.skip("SQLite has one writer at a time")
        works.queue_up(one, ["lock:x"])
        works.queue_up(two, ["lock:y"])
        two.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            works.queue_up(two, ["lock:x"])


@pytest.mark.parametrize("who", ["inside", "waiting"])
def test_a_dossier_that_is_withdrawn_keeps_nobody_waiting(office: Office, who: str) -> None:
    codes = [a_change(office, f"P-{number}") for number in range(3)]
    locks_are_looked_at(office)
    gone, last = (codes[0], codes[1]) if who == "inside" else (codes[1], codes[2])
    withdraw(office, gone)
    if who == "waiting":
        decided(office, codes[0], "change.record/write", "spec", "done")
    locks_are_looked_at(office)
    assert is_inside(office, last)
