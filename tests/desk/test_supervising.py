"""Heads and directors: hand over, move, suspend, apologise, settle incidents; and delegation by everybody."""

from collections.abc import Callable
from datetime import timedelta

from tests.conftest import Clock
from tests.desk.visiting import Visitor, words_of
from tests.desk.walking import ASSESS, accepted, at
from tests.workflow.service.walking import case, submitted, visit_of
from workflow.service.applying import park, take
from workflow.service.assignments import claim
from workflow.service.office import Office

Officers = Callable[[str], Visitor]


def an_incident(office: Office) -> str:
    """A dossier whose first work became an incident."""
    code = submitted(office)
    work = take(office, ("sync",), 1, "tests", timedelta(minutes=1))[0]
    park(office, work, "Cổng Dịch vụ công không trả lời")
    return code


def test_a_head_hands_a_review_to_another_officer(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    claim(office, code, visit_of(office, code, ASSESS), "spec")
    head, here = as_officer("head"), at(office, code, ASSESS)
    assert '<option value="spec2">Lê Thị Định</option>' in head.get(f"/dossiers/{code}").text
    head.send(f"{here}/reassign", {"to": "spec2", "reason": "anh Thẩm nghỉ phép"})
    assert "Lê Thị Định đang giữ" in head.read(f"/dossiers/{code}")


def test_a_head_moves_a_review_to_another_unit(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    head, here = as_officer("head"), at(office, code, ASSESS)
    head.send(f"{here}/transfer", {"unit": "NOWHERE", "reason": "?"})
    assert "Không có bộ phận này." in head.read(f"/dossiers/{code}")
    head.send(f"{here}/transfer", {"unit": "ONE_STOP", "reason": "không thuộc thẩm quyền"})
    assert next(iter(case(office, code).tokens.values())).unit == "ONE_STOP"


def test_an_officer_who_heads_nothing_sees_none_of_it_and_may_not(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec2"), at(office, code, ASSESS)
    page = officer.read(f"/dossiers/{code}")
    assert "Giao cho người khác" not in page
    assert "Quản lý hồ sơ" not in page
    officer.send(f"{here}/reassign", {"to": "spec2", "reason": "cho tôi"})
    officer.send(f"/dossiers/{code}/suspend", {"reason": "thử"})
    assert "Chỉ trưởng phòng hoặc giám đốc được làm việc này." in officer.read(f"/dossiers/{code}")
    assert not case(office, code).suspended
    assert officer.get("/incidents").status_code == 403


def test_a_dossier_is_suspended_and_goes_on(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    head = as_officer("head")
    head.send(f"/dossiers/{code}/suspend", {"reason": "chờ kết luận thanh tra"})
    page = head.read(f"/dossiers/{code}")
    assert "Hồ sơ đã tạm dừng." in page
    assert "Hồ sơ đang tạm dừng" in page
    head.send(f"/dossiers/{code}/resume", {"reason": "đã có kết luận"})
    assert "Trong hạn" in head.read(f"/dossiers/{code}")


def test_one_apology_with_a_new_date_and_no_second(office: Office, as_officer: Officers, clock: Clock) -> None:
    code = accepted(office)
    head = as_officer("head")
    head.send(f"/dossiers/{code}/apologise", {"due_at": "tomorrow", "reason": "quá tải"})
    assert "Ngày hẹn mới không hợp lệ." in head.read(f"/dossiers/{code}")
    head.send(f"/dossiers/{code}/apologise", {"due_at": "2025-09-30T17:00", "reason": "quá tải"})
    page = head.read(f"/dossiers/{code}")
    assert "17:00 30/09/2025" in page
    assert "Xin lỗi và hẹn lại ngày 30/09/2025" in page
    assert "Gửi xin lỗi" not in page


def test_an_incident_is_shown_retried_and_skipped_with_reasons(office: Office, as_officer: Officers) -> None:
    code = an_incident(office)
    head = as_officer("head")
    page = head.get("/incidents").text
    assert "Cổng Dịch vụ công không trả lời" in words_of(page)
    assert code in page
    work = page.split("/incidents/")[1].split("/")[0]
    head.send(f"/incidents/{work}/retry", {"reason": ""})
    assert "Kết luận này cần ghi lý do." in head.read("/incidents")
    head.send(f"/incidents/{work}/retry", {"reason": "cổng đã hoạt động lại"})
    page = head.read("/incidents")
    assert "Việc sẽ được thử lại ngay." in page
    assert "Không có sự cố" in page
    head.send(f"/incidents/{work}/skip", {"reason": "hai người cùng làm"})
    assert "Sự cố này đã được xử lý." in head.read("/incidents")


def test_a_post_is_lent_used_and_taken_back(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    specialist, receiver = as_officer("spec"), as_officer("head")
    form = {"post": "BEN/specialist", "to": "head", "since": "2025-08-04", "until": "2025-08-08"}
    assert specialist.send("/delegations", form).headers["location"] == "/delegations"
    assert "Trần Văn Thẩm" in receiver.read("/delegations")
    assert "Thay Trần Văn Thẩm" in receiver.read("/queue")
    here = at(office, code, ASSESS)
    receiver.send(f"{here}/claim", {"on_behalf_of": "spec"})
    receiver.send(f"{here}/decide", {"outcome": "grant", "field.granted": "5", "on_behalf_of": "spec"})
    assert "Hoàng Văn Trưởng thay Trần Văn Thẩm" in receiver.read(f"/dossiers/{code}")
    number = specialist.get("/delegations").text.split("/delegations/")[1].split("/")[0]
    specialist.send(f"/delegations/{number}/revoke")
    assert "Chưa có uỷ quyền nào" in specialist.read("/delegations")


def test_a_delegation_with_days_out_of_order_comes_back_as_typed(as_officer: Officers) -> None:
    officer = as_officer("spec")
    form = {"post": "BEN/specialist", "to": "spec2", "since": "2025-08-08", "until": "2025-08-04"}
    answer = officer.send("/delegations", form)
    assert answer.status_code == 422
    assert "Ngày kết thúc phải sau ngày bắt đầu." in words_of(answer.text)
    assert 'value="2025-08-08"' in answer.text
    assert officer.send("/delegations", {**form, "until": "soon"}).status_code == 422
    assert officer.send("/delegations", {**form, "until": "2025-08-09", "post": "LEAD/director"}).status_code == 403
