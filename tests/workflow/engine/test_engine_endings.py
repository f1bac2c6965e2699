"""How a dossier ends: settled, declined, refused, withdrawn; and what may be done before and after."""

from collections.abc import Callable

import pytest

from tests.workflow.engine.walk import Walk
from tests.workflow.toy import DIRECTOR, HEAD_OF_BEN, SPECIALIST, officer
from workflow.engine import Conflict
from workflow.engine.case import ClockState
from workflow.engine.events import CalledDossierEnded, DossierSubmitted, SignalReceived, TimerFired, WorkCompleted

Begin = Callable[..., Walk]


def settled(begin: Begin) -> Walk:
    dossier = begin().submit().accept().decide("check", "grant").decide("approve", "agree").issue("decision")
    return dossier.shipped("back", "delivered")


def test_a_granted_dossier_is_settled_when_its_result_is_ready_and_returned_when_it_has_arrived(walk: Begin) -> None:
    dossier = walk().submit().accept().decide("check", "grant").decide("approve", "agree")
    assert dossier.case.clock.stopped_at is None
    dossier.issue("decision")
    assert dossier.case.clock.stopped_at == dossier.now
    assert dossier.heard == [1, 2, 4, 9]
    dossier.shipped("back", "delivered")
    assert (dossier.case.ending, dossier.heard) == ("settled", [1, 2, 4, 9, 10])


def test_a_declined_dossier_gets_a_written_answer_with_the_reason_and_is_returned(walk: Begin) -> None:
    dossier = walk().submit().accept().decide("check", "decline", reason="không đủ điều kiện")
    order = dossier.world.orders[dossier.at("letter").visit]
    assert order.values == {"reason": "không đủ điều kiện"}
    dossier.issue("letter").shipped("back_letter", "delivered")
    assert (dossier.case.ending, dossier.heard) == ("declined", [1, 2, 4, 9, 10])


def test_a_refusal_at_the_counter_never_starts_the_clock(walk: Begin) -> None:
    dossier = walk().submit().decide("intake/receive", "refuse", reason="không đúng thẩm quyền").issue("intake/slip")
    assert (dossier.case.ending, dossier.heard) == ("refused", [1, 3])
    assert dossier.case.clock.state is ClockState.NOT_STARTED


def test_filing_the_same_dossier_again_changes_nothing(walk: Begin) -> None:
    dossier = walk().submit()
    before = dossier.case
    assert dossier.submit({"other": True}).case is before


def test_nothing_can_be_done_with_a_dossier_that_was_never_filed(walk: Begin) -> None:
    for act in (Walk.withdraw, Walk.suspend, Walk.resume, Walk.supply):
        with pytest.raises(Conflict):
            act(walk())


# --- Withdrawal ---


def test_an_applicant_withdraws_while_the_dossier_is_being_processed(walk: Begin) -> None:
    dossier = walk().submit().accept().claim("check", SPECIALIST).withdraw()
    assert (dossier.case.ending, dossier.heard) == ("withdrawn", [1, 2, 4, 7])
    assert dossier.world.assignments == {}
    assert dossier.case.timers == {}


def test_an_applicant_withdraws_before_acceptance(walk: Begin) -> None:
    assert walk().submit().withdraw().heard == [1, 7]


def test_work_of_a_withdrawn_dossier_that_ends_late_changes_nothing(walk: Begin) -> None:
    dossier = walk().submit().decide("intake/receive", "accept")
    visit = dossier.at("intake/receipt").visit
    before = dossier.withdraw().case
    late = WorkCompleted(at=dossier.now, visit=visit, kind="produce", outcome="done", output={"sha256": "a"})
    assert dossier.apply(late).case is before


def test_a_decided_dossier_can_no_longer_be_withdrawn(walk: Begin) -> None:
    dossier = walk().submit().accept().decide("check", "grant").decide("approve", "agree").issue("decision")
    with pytest.raises(Conflict) as refusal:
        dossier.withdraw()
    assert refusal.value.code == "already-decided"


ISSUED_EARLY = """
steps:
  receive: { review: receiver, unit: ONE_STOP, then: receipt }
  receipt: { produce: receipt, result: false, clock: start }
  first: { produce: decision }
  check: { review: specialist, unit: BEN }
  settled: { end: settled }
"""


def test_once_a_result_is_issued_nothing_can_be_taken_back_though_more_is_to_come(walk: Begin) -> None:
    dossier = walk(ISSUED_EARLY).submit().decide("receive", "done").issue("receipt").issue("first")
    with pytest.raises(Conflict) as refusal:
        dossier.withdraw()
    assert refusal.value.code == "already-decided"


PAID_FIRST = """
steps:
  receive: { review: receiver, unit: ONE_STOP, then: receipt }
  receipt: { produce: receipt, result: false, clock: start }
  both:
    parallel:
      money:
        transfer: { pay: form.payments, then: { paid: paid, rejected: mend } }
        mend: { review: specialist, unit: FIN, then: transfer }
        paid: { end: paid }
      law: { verify: { review: specialist, unit: BEN }, ok: { end: ok } }
  settled: { end: settled }
"""
PAYMENTS = {"payments": [{"name": "Hoa", "amount": 1_000_000}]}


def test_once_money_is_ordered_nothing_can_be_taken_back_even_when_the_payment_is_over(walk: Begin) -> None:
    dossier = walk(PAID_FIRST).submit(PAYMENTS).decide("receive", "done").issue("receipt")
    for step in (lambda: None, lambda: dossier.work("both.money/transfer", "rejected"),
                 lambda: dossier.decide("both.money/mend", "done", officer("Tài", ("FIN", "specialist"))),
                 lambda: dossier.work("both.money/transfer", "paid")):  # fmt: skip
        step()
        with pytest.raises(Conflict) as refusal:
            dossier.withdraw()
        assert refusal.value.code == "payment-ordered"


def test_a_dossier_with_nothing_to_pay_may_still_be_withdrawn(walk: Begin) -> None:
    dossier = walk(PAID_FIRST).submit({"payments": []}).decide("receive", "done").issue("receipt")
    assert dossier.withdraw().case.ending == "withdrawn"


# --- After the end ---


def test_a_finished_dossier_refuses_people_and_ignores_machines(walk: Begin) -> None:
    dossier = settled(walk)
    before = dossier.case
    for act in (
        Walk.withdraw, Walk.supply, Walk.suspend, Walk.resume,
        lambda w: w.apologise(w.now.replace(day=30)),
    ):  # fmt: skip
        with pytest.raises(Conflict):
            act(dossier)
    for event in (
        SignalReceived(at=dossier.now, name="ping"),
        TimerFired(at=dossier.now, timer="due"),
        CalledDossierEnded(at=dossier.now, visit=1, dossier="d", ending="settled"),
        *(event for event in dossier.journal if isinstance(event, WorkCompleted | DossierSubmitted)),
    ):
        assert dossier.apply(event).case is before


def test_what_is_done_with_a_dossier_is_never_done_in_place(walk: Begin) -> None:
    dossier = walk().submit().accept()
    before, shown = dossier.case, dossier.case.model_dump_json()
    dossier.claim("check", SPECIALIST).decide("check", "grant", SPECIALIST).reassign("approve", HEAD_OF_BEN, DIRECTOR)
    assert before.model_dump_json() == shown
