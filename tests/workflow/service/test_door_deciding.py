"""Officers take up, decide, hand on: one at a time, each within their post, and every refusal leaves a trace."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from walking import a_submission, case, decided, perform_all, settled, submitted, visit_of

from tests.conftest import Clock
from workflow.engine.case import PublicStatus
from workflow.engine.events import SupplementItem
from workflow.service.applicant import supplement
from workflow.service.assignments import claim, reassign, release, transfer
from workflow.service.audit import verify
from workflow.service.deciding import ask_supplement, decide, save_draft
from workflow.service.errors import Conflict, Invalid, NotFound, NotPermitted, Rejected
from workflow.service.office import Office
from workflow.service.submitting import submit
from workflow.service.supervising import apologise, correct_result, resume, suspend
from workflow.service.viewing import dossier
from workflow.store import journal
from workflow.store.tables import ACCESSES, ASSIGNMENTS, DOCUMENTS, DOSSIERS

RECEIVE = "intake/receive"


def at_assess(office: Office, **changes: Any) -> str:
    """A dossier that was accepted and waits for a specialist."""
    code = submitted(office, **changes)
    decided(office, code, RECEIVE, "rec", "accept")
    perform_all(office)
    return code


def refusals(office: Office, code: str) -> list[dict[str, Any]]:
    with office.store.read() as db:
        return [json.loads(entry.body) for entry in journal.entries(db, code) if entry.kind == "refused"]


def test_the_whole_way_ends_settled_with_an_unbroken_journal(office: Office) -> None:
    code = submitted(office)
    settled(office, code)
    found = case(office, code)
    assert (found.ending, found.status) == ("settled", PublicStatus.RETURNED)
    assert verify(office, code).faults == ()
    with office.store.read() as db:
        row = db.execute(select(DOSSIERS).where(DOSSIERS.c.code == code)).one()
        assert (row.ending, row.status, row.sequence) == ("settled", 10, found.sequence)
        assert row.settled_at is not None
        assert row.returned_at is not None
        assert row.ended_at is not None
        assert db.execute(select(ASSIGNMENTS).where(ASSIGNMENTS.c.closed_at.is_(None))).all() == []


def test_two_officers_cannot_hold_one_step(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, RECEIVE)
    claim(office, code, visit, "rec")
    with pytest.raises(Conflict, match="Nguyễn Thị Tiếp"):
        claim(office, code, visit, "rec2")
    release(office, code, visit, "rec")
    claim(office, code, visit, "rec2")
    token = case(office, code).tokens[visit]
    assert token.holder is not None
    assert token.holder.id == "rec2"


def test_of_two_who_decide_at_once_one_is_told_it_is_decided(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, RECEIVE)

    def attempt(officer: str) -> str:
        try:
            decide(office, code, visit, officer, "accept")
        except Conflict as refusal:
            return refusal.code
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, ["rec", "rec2"]))
    assert outcomes == ["already-decided", "decided"]
    assert [refusal["code"] for refusal in refusals(office, code)] == ["already-decided"]
    assert verify(office, code).faults == ()


@pytest.mark.parametrize(
    ("officer", "error", "code"),
    [
        ("spec", NotPermitted, "wrong-role"),
        ("ret", NotPermitted, "wrong-role"),
        ("nobody", NotFound, "no-such-officer"),
    ],
)
def test_who_does_not_hold_the_post_may_not_act_and_it_is_journalled(
    office: Office, officer: str, error: type[Exception], code: str
) -> None:
    dossier_code = submitted(office)
    before = case(office, dossier_code)
    with pytest.raises(error):
        claim(office, dossier_code, visit_of(office, dossier_code, RECEIVE), officer)
    assert case(office, dossier_code) == before
    [trace] = refusals(office, dossier_code)
    assert (trace["act"], trace["code"]) == ("claim", code)
    assert verify(office, dossier_code).faults == ()


def test_an_act_on_no_dossier_is_not_found_and_logged(office: Office) -> None:
    with pytest.raises(NotFound):
        claim(office, "000.00.22.G24-250804-9999", 1, "rec")
    with office.store.read() as db:
        [row] = db.execute(select(ACCESSES.c.act, ACCESSES.c.officer, ACCESSES.c.why)).all()
    assert tuple(row) == ("refused: claim", "rec", "000.00.22.G24-250804-9999")


def test_four_eyes_hold_for_an_officer_with_both_posts(office: Office) -> None:
    code = at_assess(office)
    decided(office, code, "assess", "both", "grant", fields={"granted": 400})
    with pytest.raises(NotPermitted) as refusal:
        decide(office, code, visit_of(office, code, "sign"), "both", "sign")
    assert refusal.value.code == "four-eyes"
    decided(office, code, "sign", "dir", "sign")


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({}, ["/granted"]),
        ({"granted": 0}, ["/granted"]),
        ({"granted": "rất nhiều", "note": "x" * 300}, ["/granted", "/note"]),
        ({"granted": 5, "unknown": 1}, ["/unknown"]),
    ],
)
def test_what_an_officer_fills_in_is_checked_like_a_form(
    office: Office, fields: dict[str, Any], pointers: list[str]
) -> None:
    code = at_assess(office)
    with pytest.raises(Rejected) as refusal:
        decided(office, code, "assess", "spec", "grant", fields=fields)
    assert sorted(problem.pointer for problem in refusal.value.problems) == pointers
    assert "assess" in [token.path for token in case(office, code).tokens.values()]


def test_who_may_not_decide_is_told_that_before_anything_about_the_form(office: Office) -> None:
    code = at_assess(office)
    with pytest.raises(NotPermitted):
        decide(office, code, visit_of(office, code, "assess"), "rec", "grant", fields={"unknown": 1})
    with pytest.raises(Invalid, match="sing"):
        decide(office, code, visit_of(office, code, "assess"), "spec", "sing", fields={"unknown": 1})


def test_an_outcome_that_needs_a_reason_needs_no_fields(office: Office) -> None:
    code = at_assess(office)
    with pytest.raises(Invalid, match="reason"):
        decided(office, code, "assess", "spec", "decline")
    decided(office, code, "assess", "spec", "decline", reason="Không đủ điều kiện")
    assert case(office, code).variables()["assess"]["reason"] == "Không đủ điều kiện"


def test_a_number_typed_with_dots_is_decided_as_a_number(office: Office) -> None:
    code = at_assess(office)
    decided(office, code, "assess", "spec", "grant", fields={"granted": "1.250.000"})
    assert case(office, code).variables()["assess"]["granted"] == 1_250_000


def test_unknown_outcomes_and_checklist_lines_are_invalid(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, RECEIVE)
    with pytest.raises(Invalid, match="sing"):
        decide(office, code, visit, "rec", "sing")
    with pytest.raises(Invalid, match="line 9"):
        decide(office, code, visit, "rec", "accept", checked=(0, 9))
    decide(office, code, visit, "rec", "accept", checked=(2, 0))
    assert case(office, code).variables("intake/")["receive"]["checked"] == [0, 2]


def test_deciding_what_has_changed_since_one_looked_is_refused(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, RECEIVE)
    seen = dossier(office, code, "rec").sequence
    ask_supplement(office, code, visit, "rec", [SupplementItem(field="/amount", reason="sai")])
    supplement(office, code, {"amount": 900})
    with pytest.raises(Conflict) as refusal:
        decide(office, code, visit, "rec", "accept", seen_sequence=seen)
    assert refusal.value.code == "changed-meanwhile"
    decide(office, code, visit, "rec", "accept", seen_sequence=dossier(office, code, "rec").sequence)


def test_what_machines_do_meanwhile_is_no_reason_to_look_again(office: Office) -> None:
    code = submitted(office)
    decided(office, code, RECEIVE, "rec", "accept")
    perform_all(office, ("produce",))
    seen = dossier(office, code, "rec").sequence
    perform_all(office)
    assert case(office, code).sequence > seen
    decide(
        office, code, visit_of(office, code, "assess"), "spec", "grant", fields={"granted": 5}, seen_sequence=seen
    )  # the receipt was signed


def test_the_same_request_under_the_same_key_gets_the_first_answer(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, RECEIVE)
    first = decide(office, code, visit, "rec", "accept", key="k-1")
    again = decide(office, code, visit, "rec", "accept", key="k-1")
    assert (again.sequence, again.late) == (first.sequence, True)
    with pytest.raises(Conflict) as refusal:
        decide(office, code, visit, "rec", "refuse", reason="khác", key="k-1")
    assert refusal.value.code == "key-reused"


def test_supervisors_hand_on_and_move_and_others_do_not(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, RECEIVE)
    claim(office, code, visit, "rec")
    with pytest.raises(NotPermitted):
        reassign(office, code, visit, "rec2", "rec2", "tôi rảnh")
    reassign(office, code, visit, "head_one", "rec2", "nghỉ phép")
    with pytest.raises(NotPermitted):
        reassign(office, code, visit, "head_one", "spec", "không đúng vai trò")
    with pytest.raises(Invalid, match="NOWHERE"):
        transfer(office, code, visit, "head_one", "NOWHERE", "lạc")
    transfer(office, code, visit, "head_one", "BEN", "đúng thẩm quyền")
    with office.store.read() as db:
        row = db.execute(select(ASSIGNMENTS).where(ASSIGNMENTS.c.closed_at.is_(None))).one()
    assert (row.unit, row.officer) == ("BEN", None)
    assert verify(office, code).faults == ()


def test_a_suspended_dossier_is_not_decided_until_it_is_resumed(office: Office, clock: Clock) -> None:
    code = at_assess(office)
    with pytest.raises(NotPermitted):
        suspend(office, code, "spec", "chờ")
    suspend(office, code, "head", "chờ xác minh")
    with pytest.raises(Conflict, match="suspended"):
        decide(office, code, visit_of(office, code, "assess"), "spec", "grant", fields={"granted": 5})
    clock.forward(days=1)
    resume(office, code, "head", "đã xác minh")
    decide(office, code, visit_of(office, code, "assess"), "spec", "grant", fields={"granted": 5})


def test_an_apology_moves_the_promise_once(office: Office) -> None:
    code = at_assess(office)
    due = case(office, code).clock.due_at
    assert due is not None
    apologise(office, code, "head", due + timedelta(days=7), "hệ thống chậm")
    with office.store.read() as db:
        assert db.execute(select(DOSSIERS.c.due_at)).scalar_one() == due + timedelta(days=7)
    with pytest.raises(NotPermitted):
        apologise(office, code, "head", due + timedelta(days=14), "lại chậm")
    assert any(key.endswith(":produce") for key in perform_all(office))


def test_a_wrong_result_is_replaced_and_the_dossier_stays_ended(office: Office) -> None:
    code = submitted(office)
    settled(office, code)
    wrong = next(each.visit for each in case(office, code).documents.values() if each.result)
    correct_result(office, code, wrong, "dir", {"amount": 450}, "sai số tiền")
    perform_all(office)
    with office.store.read() as db:
        rows = db.execute(select(DOCUMENTS).where(DOCUMENTS.c.template == "lump-sum-decision")).all()
    assert sorted((row.number, row.replaces, row.signed_at is not None) for row in rows) == [
        ("01/QĐ-BHXH", None, True),
        ("02/QĐ-BHXH", wrong, True),
    ]
    assert case(office, code).ending == "settled"
    assert verify(office, code).faults == ()


def test_a_draft_is_kept_for_its_officer_until_the_decision(office: Office) -> None:
    code = at_assess(office)
    visit = visit_of(office, code, "assess")
    claim(office, code, visit, "spec")
    save_draft(office, code, visit, "spec", {"granted": "123"})
    save_draft(office, code, visit, "spec", {"granted": "1234"})
    assert dossier(office, code, "spec").assignments[0].draft == {"granted": "1234"}
    assert dossier(office, code, "spec2").assignments[0].draft == {}
    with pytest.raises(NotPermitted):
        save_draft(office, code, visit, "spec2", {})
    decide(office, code, visit, "spec", "grant", fields={"granted": 1234})
    with pytest.raises(Conflict):
        save_draft(office, code, visit, "spec", {})


def test_refusing_at_intake_ends_the_dossier(office: Office) -> None:
    code = submit(office, a_submission()).code
    decided(office, code, RECEIVE, "rec", "refuse", reason="Không đúng thẩm quyền")
    perform_all(office)
    assert case(office, code).ending == "refused"
    assert verify(office, code).faults == ()
