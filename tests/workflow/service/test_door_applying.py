"""Outcomes of work reach the dossier exactly once, with the end of the work, whatever crashes, repeats or comes late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from walking import case, decided, outcome_of, perform_all, settled, submitted, visit_of

from tests.conftest import Clock
from workflow.engine.commands import ProduceDocument
from workflow.engine.errors import Refused
from workflow.engine.events import ShipmentReported, WorkCompleted
from workflow.service import applying
from workflow.service.applicant import withdraw
from workflow.service.applying import LeaseLost, Result, apply, apply_many, take
from workflow.service.audit import verify
from workflow.service.documents import complete_document, record_documents
from workflow.service.errors import Conflict, NotFound
from workflow.service.office import Office
from workflow.service.shipments import Parcel, hasten_shipment, record_shipments
from workflow.store.tables import DOCUMENTS, SHIPMENTS, WORKS
from workflow.store.works import Work

LEASE = timedelta(minutes=1)


def accepted(office: Office, reference: str = "P-1") -> str:
    """A dossier whose receipt is to be produced."""
    code = submitted(office, reference)
    decided(office, code, "intake/receive", "rec", "accept")
    return code


def one(office: Office, kind: str, worker: str = "w1") -> Work:
    [work] = take(office, [kind], 1, worker, LEASE)
    return work


def state_of(office: Office, work: Work) -> str:
    with office.store.read() as db:
        return str(db.execute(select(WORKS.c.state).where(WORKS.c.id == work.id)).scalar_one())


def test_an_outcome_moves_the_dossier_and_ends_the_work_together(office: Office) -> None:
    code = accepted(office)
    work = one(office, "produce")
    event = outcome_of(office, work)
    assert event is not None
    applied = apply(office, work, event)
    assert (applied.sequence, applied.late) == (case(office, code).sequence, False)
    assert state_of(office, work) == "done"
    assert one(office, "sign").visit == work.visit


def test_an_outcome_given_twice_counts_once(office: Office) -> None:
    code = accepted(office)
    work = one(office, "produce")
    event = outcome_of(office, work)
    assert event is not None
    apply(office, work, event)
    before = case(office, code)
    with pytest.raises(LeaseLost):
        apply(office, work, event)
    assert case(office, code) == before


def test_two_workers_with_one_piece_of_work_apply_it_once(office: Office, clock: Clock) -> None:
    code = accepted(office)
    slow = one(office, "produce", "slow")
    clock.forward(minutes=2)
    quick = one(office, "produce", "quick")
    event = outcome_of(office, quick)
    assert event is not None

    def attempt(work: Work) -> bool:
        try:
            apply(office, work, event)
        except LeaseLost:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [slow, quick])) == [False, True]
    assert [take(office, ["sign"], 9, "w", LEASE)[0].visit] == [quick.visit]
    assert verify(office, code).faults == ()


def test_an_outcome_that_comes_too_late_still_ends_the_work(office: Office) -> None:
    code = accepted(office)
    work = one(office, "produce")
    late = WorkCompleted(at=office.now(), visit=9_999, kind="produce", outcome="produced")
    assert apply(office, work, late).late
    assert state_of(office, work) == "done"
    assert verify(office, code).faults == ()


def test_work_whose_dossier_was_withdrawn_is_no_longer_wanted(office: Office) -> None:
    code = accepted(office)
    work = one(office, "produce")
    event = outcome_of(office, work)
    assert event is not None
    withdraw(office, code)
    with pytest.raises(LeaseLost):
        apply(office, work, event)
    assert state_of(office, work) == "cancelled"
    assert case(office, code).ending == "withdrawn"


def test_what_the_engine_refuses_leaves_the_work_in_its_workers_hands(office: Office) -> None:
    code = submitted(office, answers={"payments": "not a list"})
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    decided(office, code, "assess", "spec", "grant", fields={"granted": 5})
    decided(office, code, "sign", "dir", "sign")
    produce = one(office, "produce")
    event = outcome_of(office, produce)
    assert event is not None
    apply(office, produce, event)
    sign = one(office, "sign")
    event = outcome_of(office, sign)
    assert event is not None
    before = case(office, code)
    with pytest.raises(Refused, match="not a list"):
        apply(office, sign, event)
    assert case(office, code) == before
    assert state_of(office, sign) == "leased"
    applying.park(office, sign, "not a list of payments")
    assert state_of(office, sign) == "incident"


def test_a_batch_is_one_transaction_in_which_each_outcome_stands_for_itself(office: Office) -> None:
    codes = [accepted(office, f"P-{number}") for number in range(4)]
    found = take(office, ["produce"], 10, "w1", LEASE)
    outcomes = [Result(work, outcome_of(office, work)) for work in found]
    stranger = Work(**{**found[3].__dict__, "worker": "another"})
    first, second, third, lost = apply_many(
        office, [outcomes[0], outcomes[1], Result(found[2]), Result(stranger, outcomes[3].event)]
    )
    assert not isinstance(first, Refused)
    assert not isinstance(second, Refused)
    assert (first.late, second.late) == (False, False)
    assert not isinstance(third, Refused)
    assert isinstance(lost, LeaseLost)
    assert len(take(office, ["sign"], 10, "w1", LEASE)) == 2
    assert all(verify(office, code).faults == () for code in codes)


def test_several_outcomes_of_one_dossier_in_a_batch_fold_as_one_after_the_other(office: Office) -> None:
    code = submitted(office)
    settled_one = take(office, ["sync"], 10, "w1", LEASE)
    assert len(settled_one) == 1  # one lane: the next is not given out before this one is done
    decided(office, code, "intake/receive", "rec", "accept")
    produce = one(office, "produce")
    event = outcome_of(office, produce)
    done = apply_many(office, [Result(settled_one[0]), Result(produce, event)])
    assert [isinstance(each, Refused) for each in done] == [False, False]
    assert verify(office, code).faults == ()


def test_the_portal_hears_every_status_in_order(office: Office) -> None:
    code = submitted(office)
    settled(office, code)
    with office.store.read() as db:
        rows = db.execute(
            select(WORKS.c.key).where(WORKS.c.kind == "sync").order_by(WORKS.c.done_at, WORKS.c.id)
        ).scalars()
    numbers = [int(key.rpartition(":")[2]) for key in rows]
    assert numbers == sorted(numbers) == list(range(1, len(numbers) + 1))


def test_a_number_is_given_once_however_often_it_is_asked_for(office: Office) -> None:
    code = accepted(office)
    command = ProduceDocument.model_validate_json(one(office, "produce").payload)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: record_documents(office, [(code, command)])[0], range(12)))
    assert {each.number for each in found} == {"01/TNTKQ"}
    assert len({each.token for each in found}) == 1
    assert record_documents(office, [(code, command.model_copy(update={"visit": 999}))])[0].number == "02/TNTKQ"


def test_an_unnumbered_paper_takes_no_number(office: Office) -> None:
    code = accepted(office)
    command = ProduceDocument.model_validate_json(one(office, "produce").payload).model_copy(update={"series": None})
    assert record_documents(office, [(code, command)])[0].number is None


def test_a_document_row_is_completed_by_the_outcomes_of_its_work(office: Office) -> None:
    code = accepted(office)
    perform_all(office)
    with office.store.read() as db:
        row = db.execute(select(DOCUMENTS).where(DOCUMENTS.c.dossier == code)).one()
    assert (row.template, row.number, row.pages, row.media_type) == ("receipt", "01/TNTKQ", 1, "application/pdf")
    assert row.sha256 == next(iter(case(office, code).documents.values())).sha256
    assert row.signed_at is not None
    complete_document(office, code, row.visit, sha256="f" * 64, pages=2, size=20)
    with office.store.read() as db:
        assert db.execute(select(DOCUMENTS.c.pages)).scalar_one() == 2


def to_parcel(office: Office) -> tuple[str, Work]:
    """A dossier whose parcel is to be booked, and the work of it."""
    code = submitted(office)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    decided(office, code, "assess", "spec", "grant", fields={"granted": 5})
    decided(office, code, "sign", "dir", "sign")
    perform_all(office, ("produce", "sign", "sync", "pay", "notify"))
    return code, one(office, "send")


def test_a_parcel_is_followed_by_work_that_waits_and_is_hastened_by_a_callback(office: Office, clock: Clock) -> None:
    code, work = to_parcel(office)
    record_shipments(office, [Parcel(code, work.visit, 1, "ORDER-1")])
    record_shipments(office, [Parcel(code, work.visit, 1, "ORDER-1")])
    with pytest.raises(Conflict):
        record_shipments(office, [Parcel(code, 999, 1, "ORDER-1")])
    booked = ShipmentReported(at=office.now(), visit=work.visit, attempt=1, state="booked", item_code="VN1")
    apply(office, work, booked, look_again_at=clock() + timedelta(hours=8))
    assert take(office, ["send"], 1, "w1", LEASE) == []
    assert hasten_shipment(office, "ORDER-1")
    work = one(office, "send")
    assert (work.looks, work.attempts) == (1, 0)
    apply(office, work, booked.model_copy(update={"state": "delivered"}))
    with office.store.read() as db:
        row = db.execute(select(SHIPMENTS)).one()
    assert (row.state, row.item_code) == ("delivered", "VN1")
    assert case(office, code).ending == "settled"
    assert not hasten_shipment(office, "ORDER-1")
    with pytest.raises(NotFound):
        hasten_shipment(office, "ORDER-2")


def test_a_parcel_that_comes_back_is_sent_again_by_an_officer(office: Office) -> None:
    code, work = to_parcel(office)
    record_shipments(office, [Parcel(code, work.visit, 1, "ORDER-1")])
    apply(office, work, ShipmentReported(at=office.now(), visit=work.visit, attempt=1, state="undelivered"))
    decided(office, code, "back", "ret", "send_again")
    perform_all(office)
    assert case(office, code).ending == "settled"
    with office.store.read() as db:
        rows = db.execute(select(SHIPMENTS.c.attempt, SHIPMENTS.c.state).order_by(SHIPMENTS.c.attempt)).all()
    assert [tuple(row) for row in rows] == [(1, "undelivered"), (2, "delivered")]
    assert verify(office, code).faults == ()


def test_failing_waiting_and_extending_need_the_lease(office: Office, clock: Clock) -> None:
    accepted(office)
    work = one(office, "produce")
    applying.extend(office, work, timedelta(hours=1))
    clock.forward(minutes=30)
    assert take(office, ["produce"], 1, "w2", LEASE) == []
    applying.fail(office, work, "no answer", clock())
    for act in (
        lambda: applying.fail(office, work, "again", clock()),
        lambda: apply(office, work, look_again_at=clock()),
        lambda: applying.park(office, work, "no"),
        lambda: apply(office, work),
        lambda: applying.extend(office, work),
    ):
        with pytest.raises(LeaseLost):
            act()


def test_the_visit_of_a_decided_step_cannot_be_decided_through_work(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, "intake/receive")
    [work] = take(office, ["sync"], 1, "w1", LEASE)
    applied = apply(office, work, WorkCompleted(at=office.now(), visit=visit, kind="sync", outcome="accept", output={}))
    assert applied.late
    assert visit_of(office, code, "intake/receive") == visit
