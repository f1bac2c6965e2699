"""The officer's way through a dossier: find it, claim it, read it, decide it; and what happens when that does not work."""

from collections.abc import Callable

from tests.conftest import Clock
from tests.desk.visiting import Visitor, words_of
from tests.desk.walking import ASSESS, accepted, at
from tests.workflow.service.walking import case, decided, submitted, visit_of
from workflow.service.assignments import claim
from workflow.service.deciding import decide
from workflow.service.office import Office
from workflow.service.supervising import resume, suspend

Officers = Callable[[str], Visitor]


def test_a_dossier_is_claimed_from_the_queue_and_decided(office: Office, as_officer: Officers) -> None:
    code = submitted(office)
    officer = as_officer("rec")
    assert code in officer.read("/queue")
    here = at(office, code, "intake/receive")
    assert officer.send(f"{here}/claim").headers["location"].startswith(f"/dossiers/{code}?visit=")
    page = officer.read(f"/dossiers/{code}")
    assert "Bạn đã nhận hồ sơ." in page
    assert "Bạn đang giữ" in page
    answer = officer.send(f"{here}/decide", {"outcome": "accept", "checked": ["0", "1", "2"]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    assert f"Đã ghi nhận quyết định cho hồ sơ {code}." in officer.read("/queue")
    assert case(office, code).scopes["intake/"].variables["receive"]["checked"] == [0, 1, 2]


def test_the_page_shows_form_papers_history_and_the_clock(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    page = as_officer("spec").read(f"/dossiers/{code}")
    for words in (
        "Đặng Thị Ánh Nguyệt", "Trợ cấp thử nghiệm", "thử nghiệm", "don.pdf", "Tiếp nhận hồ sơ: Tiếp nhận",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Trong hạn, còn 9 ngày", "Đề xuất giải quyết", "Số tiền",
    ):  # fmt: skip
        assert words in page


def test_the_queue_counts_by_urgency_and_filters(office: Office, as_officer: Officers, clock: Clock) -> None:
    late = accepted(office, reference="P-1")
    clock.forward(days=14)
    fresh = accepted(office, reference="P-2")
    officer = as_officer("spec")
    everything = officer.read("/queue")
    assert everything.index(late) < everything.index(fresh)
    assert "Quá hạn 1" in everything
    overdue = officer.read("/queue?urgency=overdue")
    assert late in overdue
    assert fresh not in overdue
    assert "Không có hồ sơ nào khớp" in officer.read("/queue?whose=mine")
    assert "Không có hồ sơ nào khớp" in officer.read("/queue?procedure=other")


def test_fields_filled_in_wrongly_come_back_with_what_was_typed(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    typed = {"outcome": "grant", "field.granted": "bốn trăm", "field.note": "đã gọi điện", "reason": "đủ điều kiện"}
    answer = officer.send(f"{here}/decide", typed)
    assert answer.status_code == 422
    for kept in (
        'value="bốn trăm"',
        ">đã gọi điện</textarea>",
        ">đủ điều kiện</textarea>",
        'value="grant" required checked',
    ):
        assert kept in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert officer.send(f"{here}/decide", {**typed, "field.granted": "1.400"}).status_code == 303
    assert case(office, code).scopes[""].variables["assess"]["granted"] == 1400


def test_an_outcome_that_needs_a_reason_says_so(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    answer = officer.send(f"{here}/decide", {"outcome": "decline"})
    assert answer.status_code == 422
    assert "Kết luận này cần ghi lý do." in words_of(answer.text)


def test_two_officers_deciding_at_once_the_second_is_told_kindly_and_loses_nothing(
    office: Office, as_officer: Officers
) -> None:
    code = accepted(office)
    officer, visit = as_officer("spec"), visit_of(office, code, ASSESS)
    assert "Thẩm định" in officer.read(f"/dossiers/{code}")
    decide(office, code, visit, "spec2", "grant", {"granted": 300})
    typed = {"outcome": "decline", "reason": "thiếu giấy xác nhận", "field.note": "xem lại"}
    answer = officer.send(f"/dossiers/{code}/visits/{visit}/decide", typed)
    assert answer.status_code == 409
    page = words_of(answer.text)
    assert "Lê Thị Định" in page
    assert "Thẩm định: Đề xuất giải quyết" in page
    assert "thiếu giấy xác nhận" in page
    assert "xem lại" in page
    assert case(office, code).scopes[""].variables["assess"]["granted"] == 300


def test_a_dossier_that_changed_meanwhile_is_not_decided_blindly(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    seen = case(office, code).sequence
    suspend(office, code, "head", "chờ xác minh")
    resume(office, code, "head", "đã xác minh")
    answer = officer.send(f"{here}/decide", {"outcome": "grant", "field.granted": "400", "seen_sequence": str(seen)})
    assert answer.status_code == 409
    assert "Hồ sơ đã thay đổi trong khi bạn đang xem" in words_of(answer.text)
    assert 'value="400"' in answer.text, "the step is still there, with what was typed in its own place"


def test_somebody_elses_step_cannot_be_claimed_or_decided(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    claim(office, code, visit_of(office, code, ASSESS), "spec2")
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    assert "Người khác đang giữ bước này." in officer.read(f"/dossiers/{code}")
    assert officer.send(f"{here}/decide", {"outcome": "grant", "field.granted": "1"}).status_code in (403, 409)
    assert "Lê Thị Định đang giữ" in officer.read(f"/dossiers/{code}")


def test_an_officer_without_the_role_reads_but_may_not_decide(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("rec"), at(office, code, ASSESS)
    assert "Bước này do người khác hoặc bộ phận khác giải quyết." in officer.read(f"/dossiers/{code}")
    assert officer.send(f"{here}/decide", {"outcome": "grant", "field.granted": "1"}).status_code == 403


def test_a_draft_is_kept_and_comes_back(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    assert officer.send(f"{here}/draft", {"reason": "còn xem", "field.granted": "250"}).status_code == 204
    page = officer.get(f"/dossiers/{code}").text
    assert ">còn xem</textarea>" in page
    assert 'value="250"' in page


def test_a_released_dossier_is_free_again(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    assert officer.send(f"{here}/release").headers["location"] == "/queue"
    assert "Chưa ai nhận" in as_officer("spec2").read(f"/dossiers/{code}")


def test_who_signs_sees_the_result_before_signing(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    decided(office, code, ASSESS, "spec", "grant", fields={"granted": 400})
    officer, here = as_officer("dir"), at(office, code, "sign")
    assert f'src="{here}/preview#' in officer.get(f"/dossiers/{code}").text
    answer = officer.get(f"{here}/preview")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.content.startswith(b"%PDF")


def test_papers_and_documents_open_for_officers_alone(office: Office, as_officer: Officers, visitor: Visitor) -> None:
    code = accepted(office)
    paper = case(office, code).papers[0]
    address = f"/dossiers/{code}/papers/{paper.sha256}"
    answer = as_officer("spec").get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert visitor.get(address).status_code == 303
    assert as_officer("spec").get(f"/dossiers/{code}/papers/{'0' * 64}").status_code == 404


def test_a_dossier_that_does_not_exist_is_a_kind_404(as_officer: Officers) -> None:
    answer = as_officer("spec").get("/dossiers/000.00.22.G24-250804-9999")
    assert answer.status_code == 404
    assert "Không có hồ sơ này" in words_of(answer.text)


def test_a_dossier_is_found_by_code_phone_and_whole_name(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer = as_officer("spec")
    assert officer.get(f"/search?q={code}").headers["location"] == f"/dossiers/{code}"
    assert code in officer.read("/search?q=0912345678")
    assert code in officer.read("/search?q=dang thi anh nguyet")
    assert "Không tìm thấy" in officer.read("/search?q=somebody else")
