"""What officers and the public see: by urgency, with what may be done, logged; and nothing they may not see."""

from datetime import date

import pytest
from sqlalchemy import select
from walking import a_pdf, case, decided, perform_all, settled, submitted, visit_of

from tests.conftest import Clock
from workflow.engine.case import PublicStatus
from workflow.engine.events import SupplementItem
from workflow.service.applicant import withdraw
from workflow.service.assignments import claim
from workflow.service.attachments import Attachment
from workflow.service.deciding import ask_supplement
from workflow.service.errors import Conflict, NotFound, NotPermitted, Rejected
from workflow.service.office import Office
from workflow.service.overview import overview
from workflow.service.papers import document, paper, public_document
from workflow.service.people import appoint, delegate
from workflow.service.preview import preview
from workflow.service.queueing import queue
from workflow.service.searching import search
from workflow.service.supervising import correct_result
from workflow.service.tracking import document_by_sha256, track, verification
from workflow.service.viewing import dossier
from workflow.service.views import Urgency
from workflow.store.tables import ACCESSES

LAST_FOUR = "5678"  # of the phone


def at_assess(office: Office, reference: str = "P-1") -> str:
    code = submitted(office, reference)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    return code


def acts(office: Office) -> list[tuple[str | None, str | None, str]]:
    with office.store.read() as db:
        return [tuple(row) for row in db.execute(select(ACCESSES.c.dossier, ACCESSES.c.officer, ACCESSES.c.act))]


def test_a_queue_holds_what_the_officer_may_take(office: Office) -> None:
    code = submitted(office)
    [row] = queue(office, "rec")
    assert (row.code, row.step, row.role, row.unit) == (code, "intake/receive", "receiver", "ONE_STOP")
    assert (row.applicant, row.subject) == ("Đặng Thị Ánh Nguyệt", "thử nghiệm")
    assert (row.step_title.vi, row.step_title.en) == ("Tiếp nhận hồ sơ", "Receive the dossier")
    assert queue(office, "spec") == []
    claim(office, code, row.visit, "rec")
    assert [each.holder_name for each in queue(office, "rec2")] == ["Nguyễn Thị Tiếp"]
    with pytest.raises(NotFound):
        queue(office, "nobody")


def test_a_queue_shows_what_was_lent(office: Office) -> None:
    submitted(office)
    delegate(office, "rec", "spec", "ONE_STOP", "receiver", date(2025, 8, 4), date(2025, 8, 5))
    assert [row.on_behalf_of for row in queue(office, "spec")] == ["rec"]


def test_a_queue_is_sorted_by_urgency(office: Office, clock: Clock) -> None:
    waiting = at_assess(office, "P-1")
    ask_supplement(
        office, waiting, visit_of(office, waiting, "assess"), "spec", [SupplementItem(field="/amount", reason="?")]
    )
    late = at_assess(office, "P-2")
    clock.forward(days=9)  # the seven working days end on Wednesday 13 August; this is that day
    assert [(row.code, row.urgency) for row in queue(office, "spec")] == [
        (late, Urgency.TODAY),
        (waiting, Urgency.WAITING),
    ]
    clock.forward(days=1)
    fresh = at_assess(office, "P-3")
    rows = queue(office, "spec")
    assert [row.code for row in rows] == [late, fresh, waiting]
    assert [row.urgency for row in rows] == [Urgency.OVERDUE, Urgency.NORMAL, Urgency.WAITING]


def test_a_deadline_that_is_near_comes_before_one_that_is_not(office: Office, clock: Clock) -> None:
    first = at_assess(office, "P-1")
    clock.forward(days=8)  # Tuesday 12 August, the working day before the last
    at_assess(office, "P-2")
    rows = queue(office, "spec")
    assert (rows[0].code, rows[0].urgency) == (first, Urgency.TODAY)  # its step is late already
    assert rows[1].urgency is Urgency.NORMAL


def test_a_dossier_page_says_everything_and_is_logged(office: Office) -> None:
    code = submitted(office, answers={"amount": 2_000_000})
    view = dossier(office, code, "rec", why="kiểm tra")
    assert (view.code, view.status, view.reference) == (code, PublicStatus.REGISTERED, "P-1")
    assert [(each.component, each.sha256 is None) for each in view.papers] == [
        ("application", False),
        ("certificate", True),
    ]
    assert [entry.text.vi for entry in view.history] == ["Nộp hồ sơ"]
    assert view.supplement_rounds_left == 1
    assert view.form.field("/amount") is not None
    assert acts(office) == [(code, "rec", "opened")]


def test_who_holds_no_post_sees_nothing(office: Office) -> None:
    code = submitted(office)
    appoint(office, "idle", "Không Chức Vụ", "mật khẩu dài", [])
    for look in (
        lambda: dossier(office, code, "idle"),
        lambda: search(office, "idle", code),
        lambda: document(office, code, 1, "idle"),
        lambda: paper(office, code, "0" * 64, "idle"),
    ):
        with pytest.raises(NotPermitted):
            look()
    with pytest.raises(NotFound):
        dossier(office, "nothing", "rec")
    assert acts(office) == []


def test_the_page_offers_just_what_the_engine_would_take(office: Office) -> None:
    code = submitted(office)
    [mine] = dossier(office, code, "rec").assignments
    assert (mine.may_claim, mine.may_decide, mine.may_ask_supplement, mine.may_release) == (True, True, True, False)
    assert [(each.name, each.label.vi, each.needs_reason) for each in mine.outcomes] == [
        ("accept", "Tiếp nhận", False),
        ("refuse", "Từ chối tiếp nhận", True),
    ]
    assert len(mine.checklist) == 3
    [others] = dossier(office, code, "spec").assignments
    assert (others.may_claim, others.may_decide, others.may_ask_supplement) == (False, False, False)
    assert others.why_not is not None
    assert "receiver" in others.why_not
    claim(office, code, mine.visit, "rec")
    [held] = dossier(office, code, "rec2").assignments
    assert (held.may_claim, held.may_decide) == (False, False)
    assert held.why_not is not None
    assert "Nguyễn Thị Tiếp" in held.why_not
    [supervised] = dossier(office, code, "head_one").assignments
    assert (supervised.may_reassign, held.may_reassign) == (True, False)
    may_supervise = {who: dossier(office, code, who).may_supervise for who in ("rec", "spec", "head_one", "dir")}
    assert may_supervise == {"rec": False, "spec": False, "head_one": True, "dir": True}


def test_a_step_that_hands_over_offers_its_outcomes(office: Office) -> None:
    code = submitted(office, return_way="counter")
    settled(office, code)
    [over] = dossier(office, code, "ret").assignments
    assert [each.name for each in over.outcomes] == ["handed_over"]
    assert over.title.vi == "Trả kết quả"
    assert list(over.fields) == ["receiver"]
    with pytest.raises(Rejected):
        decided(office, code, "back", "ret", "handed_over", fields={"receiver": 7, "other": 1})
    decided(office, code, "back", "ret", "handed_over", fields={"receiver": "Chính chủ"})
    assert case(office, code).ending == "settled"


def test_the_history_tells_the_way_in_words(office: Office) -> None:
    code = submitted(office)
    settled(office, code)
    told = [(entry.text.vi, entry.who) for entry in dossier(office, code, "dir").history]
    assert ("Thẩm định: Đề xuất giải quyết", "Trần Văn Thẩm") in told
    assert ("Ký duyệt: Ký duyệt", "Bùi Văn Giám") in told
    assert ("Đã lập văn bản 01/QĐ-BHXH", None) in told
    assert all(entry.text.en for entry in dossier(office, code, "dir").history)


def test_dossiers_are_found_by_code_number_phone_and_name(office: Office) -> None:
    code = submitted(office)
    submitted(office, "P-2", applicant={"name": "Người Khác", "id_number": "001000000002", "phone": "0900000000"})
    for text in (code, "P-1", "001000000001", "0912 345 678", "đặng thị ánh nguyệt", "DANG THI ANH NGUYET"):
        assert [row.code for row in search(office, "rec", text)] == [code], text
    assert len(search(office, "rec", "000.00.22.G24-2508")) == 2
    assert search(office, "rec", "%") == []
    assert search(office, "rec", " ") == []
    assert (None, "rec", "searched") in acts(office)


def test_an_applicant_follows_the_dossier_by_code_and_four_digits(office: Office) -> None:
    code = at_assess(office)
    view = track(office, code, LAST_FOUR)
    assert (view.status, view.procedure_title.en) == (PublicStatus.ACCEPTED, "Toy benefit")
    assert view.due_at is not None
    assert view.unit is not None
    assert [each.template for each in view.documents] == ["receipt"]
    assert track(office, code, "0001").code == code  # of the id number
    assert "Nguyễn Thị Tiếp" not in repr(view.history)
    assert view.answers == {}


@pytest.mark.parametrize(("code", "digits"), [(None, "0000"), (None, ""), (None, "abcd"), ("nothing", LAST_FOUR)])
def test_wrong_code_and_wrong_digits_are_told_in_the_same_words(office: Office, code: str | None, digits: str) -> None:
    known = submitted(office)
    with pytest.raises(NotFound) as refusal:
        track(office, code or known, digits)
    assert refusal.value.code == "no-such-dossier"


def test_tracking_shows_what_is_asked_for_and_nothing_else_of_the_form(office: Office) -> None:
    code = submitted(office)
    items = [
        SupplementItem(field="/amount", reason="sai"),
        SupplementItem(field="/payments/0/account", reason="sai"),
        SupplementItem(component="certificate", reason="thiếu"),
    ]
    ask_supplement(office, code, visit_of(office, code, "intake/receive"), "rec", items)
    view = track(office, code, LAST_FOUR)
    assert view.supplement is not None
    assert set(view.answers) == {"amount", "payments"}
    assert view.procedure.definition.components["certificate"].title.en == "Certificate"


def test_files_go_to_whom_they_belong(office: Office) -> None:
    content = a_pdf()
    code = submitted(office, attachments=[Attachment("application", "đơn của tôi.pdf", content)])
    settled(office, code)
    handed_in = case(office, code).papers[0]
    assert paper(office, code, handed_in.sha256, "rec") == (content, "đơn của tôi.pdf", "application/pdf")
    results = [each for each in track(office, code, LAST_FOUR).documents if each.result]
    assert [each.number for each in results] == ["01/QĐ-BHXH"]
    by_officer, name = document(office, code, results[0].visit, "rec")
    assert name == f"{code}-lump-sum-decision-01-QĐ-BHXH.pdf"
    assert public_document(office, code, LAST_FOUR, results[0].visit) == (by_officer, name)
    with pytest.raises(NotFound):
        public_document(office, code, "0000", results[0].visit)
    with pytest.raises(NotFound):
        paper(office, code, "0" * 64, "rec")
    assert (code, None, "applicant fetched a document") in acts(office)


def test_a_paper_in_hand_can_be_checked_by_its_mark_and_its_file(office: Office) -> None:
    code = submitted(office)
    settled(office, code)
    result = next(each for each in track(office, code, LAST_FOUR).documents if each.result)
    found = verification(office, result.token)
    assert (found.number, found.signed, found.replaced, found.dossier) == ("01/QĐ-BHXH", True, False, code)
    assert found.applicant_initials == "Đ. T. Á. N."
    assert result.sha256 is not None
    assert document_by_sha256(office, result.sha256.upper()) == found
    for look in (lambda: verification(office, "forged"), lambda: document_by_sha256(office, "0" * 64)):
        with pytest.raises(NotFound):
            look()


def test_a_replaced_result_says_so_and_is_no_longer_given_out(office: Office) -> None:
    code = submitted(office)
    settled(office, code)
    wrong = next(each for each in track(office, code, LAST_FOUR).documents if each.result)
    correct_result(office, code, wrong.visit, "dir", {"amount": 1}, "sai")
    perform_all(office)
    assert verification(office, wrong.token).replaced
    [now] = [each for each in track(office, code, LAST_FOUR).documents if each.result]
    assert (now.number, now.replaces) == ("02/QĐ-BHXH", wrong.visit)


def test_a_preview_is_the_document_as_it_would_be_issued_now(office: Office) -> None:
    code = at_assess(office)
    ahead = preview(office, code, visit_of(office, code, "assess"), "spec")
    assert (ahead.template, ahead.values, ahead.signer) == ("lump-sum-decision", {}, "?director")
    decided(office, code, "assess", "spec", "grant", fields={"granted": 400})
    command = preview(office, code, visit_of(office, code, "sign"), "dir")
    assert (command.template, command.values, command.signer) == ("lump-sum-decision", {"amount": 400}, "dir")
    with pytest.raises(Conflict):
        preview(office, code, 999, "dir")


def test_todays_load_is_counted(office: Office, clock: Clock) -> None:
    at_assess(office, "P-1")
    withdraw(office, submitted(office, "P-2"))
    submitted(office, "P-3")
    found = overview(office)
    assert (found.open, found.submitted_today, found.ended_today, found.overdue) == (2, 3, 1, 0)
    assert (found.by_unit, found.by_procedure) == ({"BEN": 1, "ONE_STOP": 1}, {"toy": 2})
    assert found.by_status == {1: 1, 2: 1}
    clock.forward(days=30)
    assert (overview(office).overdue, overview(office).submitted_today) == (1, 0)
