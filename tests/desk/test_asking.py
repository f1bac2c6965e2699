"""The supplement request an officer builds."""

from collections.abc import Callable

from tests.desk.visiting import Visitor, words_of
from tests.desk.walking import ASSESS, accepted, at
from tests.workflow.service.walking import case, submitted
from workflow.service.office import Office

Officers = Callable[[str], Visitor]


def test_fields_and_papers_are_ticked_each_with_a_reason(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    page = officer.read(f"{here}/supplement")
    for words in ("Đơn đề nghị don.pdf", "Số định danh 001000000001", "Dòng 1 · Đặng Thị Ánh Nguyệt · 0011223344"):
        assert words in page
    answer = officer.send(
        f"{here}/supplement",
        {
            "ask": ["field:/payments/0/account", "paper:application"],
            "why:field:/payments/0/account": "Tài khoản không tồn tại.",
            "why:paper:application": "Thiếu chữ ký.",
            "why:field:/reason": "không được chọn nên không gửi",
            "note": "Xin gửi sớm.",
        },
    )
    assert answer.headers["location"] == "/queue"
    supplement = case(office, code).supplement
    assert supplement is not None
    items = {item.field or item.component: item.reason for item in supplement.items}
    assert items == {"/payments/0/account": "Tài khoản không tồn tại.", "application": "Thiếu chữ ký."}
    page = officer.read(f"/dossiers/{code}")
    assert "Tài khoản (Dòng 1): Tài khoản không tồn tại." in page
    assert "Đang tạm dừng" in page, "the legal clock stands still"


def test_a_ticked_line_without_a_reason_comes_back_ticked(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    answer = officer.send(
        f"{here}/supplement", {"ask": ["field:/amount"], "why:field:/amount": "  ", "note": "kèm theo"}
    )
    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một mục và ghi lý do cho từng mục." in words_of(answer.text)
    assert 'value="field:/amount" checked' in answer.text
    assert ">kèm theo</textarea>" in answer.text
    assert officer.send(f"{here}/supplement").status_code == 422, "nothing ticked at all"


def test_faults_of_the_form_are_ticked_already(office: Office, as_officer: Officers) -> None:
    code = submitted(office, answers={"amount": -5})
    officer, here = as_officer("rec"), at(office, code, "intake/receive")
    officer.send(f"{here}/claim")
    page = officer.get(f"{here}/supplement").text
    assert 'value="field:/amount" checked' in page
    assert "Tờ khai còn 1 lỗi" in officer.read(f"/dossiers/{code}")


def test_an_unknown_field_is_refused(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    answer = officer.send(f"{here}/supplement", {"ask": "field:/nothing", "why:field:/nothing": "?"})
    assert answer.status_code == 422
    assert case(office, code).supplement is None


def test_a_second_request_is_refused_by_law(office: Office, as_officer: Officers) -> None:
    code = accepted(office)
    officer, here = as_officer("spec"), at(office, code, ASSESS)
    officer.send(f"{here}/claim")
    first = {"ask": "field:/amount", "why:field:/amount": "Số tiền không khớp."}
    assert officer.send(f"{here}/supplement", first).status_code == 303
    assert officer.send(f"{here}/supplement", first).status_code in (403, 409)
