"""The applicant completes the dossier, only what was asked for, or takes it back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from walking import PAYMENT, a_pdf, case, decided, perform_all, settled, submitted, visit_of

from tests.conftest import Clock
from workflow.engine.case import ClockState, PublicStatus
from workflow.engine.events import SupplementItem
from workflow.service.applicant import supplement, withdraw
from workflow.service.attachments import Attachment
from workflow.service.audit import verify
from workflow.service.deciding import ask_supplement
from workflow.service.errors import Conflict, Invalid, NotFound, NotPermitted, Rejected
from workflow.service.office import Office
from workflow.service.timers import fire_timers
from workflow.store import journal
from workflow.store.tables import ASSIGNMENTS

AMOUNT = SupplementItem(field="/amount", reason="Số tiền không khớp")
CERTIFICATE = SupplementItem(component="certificate", reason="Thiếu giấy xác nhận")
ROWS = SupplementItem(field="/payments", reason="Thiếu tài khoản")


def asked(office: Office, *items: SupplementItem, **changes: Any) -> str:
    """A dossier accepted and in assessment, for which a supplement is asked."""
    code = submitted(office, **changes)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    ask_supplement(office, code, visit_of(office, code, "assess"), "spec", items)
    return code


def rejected(office: Office, code: str, answers: dict[str, Any], files: list[Attachment] | None = None) -> set[str]:
    """Where the supplement is not taken; the case stays as it was."""
    before = case(office, code)
    with pytest.raises(Rejected) as refusal:
        supplement(office, code, answers, files or [])
    assert case(office, code) == before
    return {problem.pointer for problem in refusal.value.problems}


def test_asking_stops_the_clock_and_parks_the_step(office: Office) -> None:
    code = asked(office, AMOUNT, CERTIFICATE)
    found = case(office, code)
    assert (found.status, found.clock.state) == (PublicStatus.SUPPLEMENT, ClockState.PAUSED)
    with office.store.read() as db:
        row = db.execute(select(ASSIGNMENTS).where(ASSIGNMENTS.c.closed_at.is_(None))).one()
    assert (row.parked, row.officer) == (True, "spec")
    assert any("supplement_request" in key or ":produce" in key for key in perform_all(office))


def test_what_was_asked_for_is_taken_and_the_same_officer_goes_on(office: Office, clock: Clock) -> None:
    code = asked(office, AMOUNT, CERTIFICATE)
    clock.forward(days=1)
    assert supplement(office, code, {"amount": 900}, [Attachment("certificate", "giấy.pdf", a_pdf())])
    found = case(office, code)
    assert found.form["amount"] == 900
    assert found.form["reason"] == "thử nghiệm"
    assert [paper.component for paper in found.papers] == ["application", "certificate"]
    assert (found.supplement, found.clock.state) == (None, ClockState.RUNNING)
    decided(office, code, "assess", "spec", "grant", fields={"granted": 5})
    assert verify(office, code).faults == ()


def test_whatever_was_not_asked_for_may_not_change(office: Office) -> None:
    code = asked(office, AMOUNT)
    files = [Attachment("certificate", "a.pdf", a_pdf())]
    assert rejected(office, code, {"amount": 900, "reason": "khác"}) == {"/reason"}
    assert rejected(office, code, {"contact": {"phone": "09"}}, files) == {"/contact/phone", "/attachments/0"}
    assert rejected(office, code, {"reason": None}) == {"/reason"}
    with office.store.read() as db:
        assert [entry.kind for entry in journal.entries(db, code)][-3:] == ["refused"] * 3


def test_an_unchanged_answer_sent_along_does_no_harm(office: Office) -> None:
    code = asked(office, AMOUNT)
    assert supplement(office, code, {"amount": "1.200", "reason": "thử nghiệm"})
    assert case(office, code).form["amount"] == 1200


def test_a_list_asked_for_may_be_replaced_whole(office: Office) -> None:
    code = asked(office, ROWS)
    assert supplement(office, code, {"payments": [{**PAYMENT, "account": "99"}, PAYMENT]})
    assert [line["account"] for line in case(office, code).form["payments"]] == ["99", PAYMENT["account"]]


def test_an_answer_still_wrong_is_a_fault_and_not_an_error(office: Office) -> None:
    code = asked(office, AMOUNT)
    assert supplement(office, code, {"amount": -1})
    assert [fault.pointer for fault in case(office, code).faults] == ["/amount"]


@pytest.mark.parametrize("content", [b"", b"MZ not a paper", b"%PDF-1.4" + b"0" * 2**20])
def test_a_bad_file_is_refused_and_can_be_sent_again(office: Office, content: bytes) -> None:
    code = asked(office, CERTIFICATE)
    assert rejected(office, code, {}, [Attachment("certificate", "a.pdf", content)]) >= {"/attachments/0"}
    assert supplement(office, code, {}, [Attachment("certificate", "a.pdf", a_pdf())])


def test_a_message_taken_in_before_changes_nothing(office: Office) -> None:
    code = asked(office, AMOUNT)
    assert supplement(office, code, {"amount": 900}, message=("portal", "m-1"))
    assert not supplement(office, code, {"amount": 900}, message=("portal", "m-1"))
    with pytest.raises(Conflict):
        supplement(office, code, {"amount": 900}, message=("portal", "m-2"))


def test_a_refused_message_may_come_again(office: Office) -> None:
    code = asked(office, AMOUNT)
    with pytest.raises(Rejected):
        supplement(office, code, {"reason": "x"}, message=("portal", "m-1"))
    assert supplement(office, code, {"amount": 900}, message=("portal", "m-1"))


def test_nothing_can_be_supplemented_unasked_or_too_late(office: Office, clock: Clock) -> None:
    code = submitted(office)
    with pytest.raises(Conflict, match="no supplement"):
        supplement(office, code, {"amount": 1})
    with pytest.raises(NotFound):
        supplement(office, "000.00.22.G24-250804-9999", {})
    code = asked(office, AMOUNT, reference="P-2")
    clock.forward(days=30)
    assert fire_timers(office) >= 1
    assert case(office, code).ending == "expired"
    with pytest.raises(Conflict):
        supplement(office, code, {"amount": 1})


def test_only_things_the_form_and_the_procedure_have_can_be_asked_for_and_only_once(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, "intake/receive")
    with pytest.raises(Invalid, match="/nothing"):
        ask_supplement(office, code, visit, "rec", [SupplementItem(field="/nothing", reason="?")])
    with pytest.raises(Invalid, match="birth"):
        ask_supplement(office, code, visit, "rec", [SupplementItem(component="birth", reason="?")])
    with pytest.raises(Invalid):
        ask_supplement(office, code, visit, "rec", [])
    ask_supplement(office, code, visit, "rec", [AMOUNT])
    supplement(office, code, {"amount": 2})
    with pytest.raises(NotPermitted):
        ask_supplement(office, code, visit, "rec", [AMOUNT])


def test_a_dossier_can_be_taken_back_until_it_is_decided(office: Office) -> None:
    code = submitted(office)
    assert withdraw(office, code, "đổi ý", message=("portal", "w-1"))
    assert not withdraw(office, code, "đổi ý", message=("portal", "w-1"))
    assert (case(office, code).ending, case(office, code).status) == ("withdrawn", PublicStatus.WITHDRAWN)
    with office.store.read() as db:
        assert db.execute(select(ASSIGNMENTS.c.visit).where(ASSIGNMENTS.c.closed_at.is_(None))).all() == []
    decided_one = submitted(office, "P-2")
    settled(office, decided_one)
    with pytest.raises(Conflict):
        withdraw(office, decided_one)
    assert verify(office, code).faults == ()


def test_a_withdrawal_dated_ahead_counts_from_now(office: Office, clock: Clock) -> None:
    code = submitted(office)
    withdraw(office, code, at=clock() + timedelta(hours=5))
    with office.store.read() as db:
        assert list(journal.entries(db, code))[-1].at == clock()
