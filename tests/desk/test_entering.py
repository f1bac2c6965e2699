"""A dossier entered at the counter: typed, kept, filled in from what is known, its list read from a file, filed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from desk.settings import DeskSettings
from tests.conftest import PASSWORD, Clock
from tests.desk.visiting import TOKEN, Visitor, words_of
from tests.workflow.service.walking import a_pdf, case, submitted
from workflow.service.known import Found
from workflow.service.office import Office
from workflow.service.submitting import code_of

HEADINGS = "Tên,Tài khoản,Ngân hàng,Số tiền\n"
GOOD = {
    "applicant.kind": "individual", "applicant.name": "Đặng Thị Ánh Nguyệt", "applicant.id_number": "001000000001",
    "applicant.phone": "0912345678", "return_way": "counter",
    "/person_id": "001000000001", "/amount": "500", "/reason": "thử nghiệm",
}  # fmt: skip
PAGE_TOKEN = re.compile(r'name="page_token" value="([^"]+)"')
Officers = Callable[[str], Visitor]


def begun(receiver: Visitor) -> str:
    """The address of a new entry."""
    answer = receiver.get("/apply/toy")
    assert answer.status_code == 303
    return answer.headers["location"]


def press(receiver: Visitor, address: str, act: str, fields: dict[str, str] | None = None, **more: object):
    """Press a button of the page, as a browser without scripts does."""
    page = receiver.get(address).text
    held = re.findall(r'name="held" value="([^"]+)"', page)
    tokens = {"csrf_token": TOKEN.search(page)[1], "page_token": PAGE_TOKEN.search(page)[1], "held": held}
    return receiver.client.post(address, data={**tokens, **(fields or {}), "act": act}, **more)


def table(*lines: str) -> dict[str, tuple[str, bytes, str]]:
    return {"list:/payments": ("khoan.csv", (HEADINGS + "\n".join(lines)).encode(), "text/csv")}


@pytest.fixture
def receiver(as_officer: Officers) -> Visitor:
    return as_officer("rec")


def test_a_dossier_is_filed_and_its_code_shown(office: Office, receiver: Visitor) -> None:
    address = begun(receiver)
    answer = press(
        receiver, address, "file", GOOD, files={"paper:application": ("don.pdf", a_pdf(), "application/pdf")}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, address), words_of(answer.text)
    code = code_of(office, "counter", address.partition("=")[2])
    assert code is not None
    assert code in receiver.read(address)
    found = case(office, code)
    assert (found.channel, found.form["amount"], found.return_way) == ("counter", 500, "counter")
    assert [paper.name for paper in found.papers] == ["don.pdf"]
    assert f'href="/dossiers/{code}"' in receiver.get(address).text
    assert "Đang nhập dở" not in receiver.read("/apply"), "what is filed is not begun any more"


def test_every_fault_stands_beside_its_field_and_nothing_is_lost(office: Office, receiver: Visitor) -> None:
    address = begun(receiver)
    answer = press(receiver, address, "file", {"/amount": "rất nhiều", "applicant.name": "Đặng Thị Ánh Nguyệt"})
    assert answer.status_code == 422
    assert 'value="rất nhiều"' in answer.text
    page = words_of(answer.text)
    assert "“Số tiền”" in page
    assert "“Lý do”" in page
    assert 'value="anyway"' in answer.text, "an officer may file what an applicant insists on"
    assert 'value="rất nhiều"' in receiver.get(address).text, "the same after a reload"
    answer = press(receiver, address, "anyway", {"/amount": "rất nhiều"})
    assert answer.status_code == 422
    for words in ("Chọn ai nộp hồ sơ.", "Thiếu tên người nộp hồ sơ.", "Cần số định danh hoặc điện thoại"):
        assert words in words_of(answer.text)
    assert code_of(office, "counter", address.partition("=")[2]) is None


def test_filing_twice_is_one_dossier(office: Office, receiver: Visitor) -> None:
    address = begun(receiver)
    page = receiver.get(address).text
    tokens = {"csrf_token": TOKEN.search(page)[1], "page_token": PAGE_TOKEN.search(page)[1]}
    for _ in range(2):
        answer = receiver.client.post(address, data={**tokens, **GOOD, "act": "file"})
        assert answer.headers["location"] == address
    assert receiver.get(address).text.count(f'href="/dossiers/{code_of(office, "counter", address.partition("=")[2])}"')


def test_what_was_typed_is_kept_and_listed(receiver: Visitor, as_officer: Officers) -> None:
    address = begun(receiver)
    assert press(receiver, address, "keep", {**GOOD, "/reason": "đang nhập dở"}).headers["location"] == address
    assert "Đặng Thị Ánh Nguyệt" in receiver.read("/apply")
    assert "đang nhập dở" in receiver.get(address).text
    assert as_officer("rec2").get(address).status_code == 404, "another officer does not see it"
    assert press(receiver, address, "drop", GOOD).headers["location"] == "/apply"
    assert "Đặng Thị Ánh Nguyệt" not in receiver.read("/apply")


def test_what_nobody_goes_on_with_is_gone_after_thirty_days(receiver: Visitor, clock: Clock) -> None:
    press(receiver, begun(receiver), "keep", GOOD)
    clock.forward(days=31)
    press(receiver, begun(receiver), "keep", {**GOOD, "applicant.name": "Người mới"})
    page = receiver.read("/apply")
    assert "Người mới" in page
    assert "Đặng Thị Ánh Nguyệt" not in page


def test_a_script_may_keep_while_one_types(receiver: Visitor) -> None:
    address = begun(receiver)
    fields = {"csrf_token": receiver.token(address), "/reason": "từng chữ"}
    assert receiver.client.post(address.replace("?", "/keep?"), data=fields).status_code == 204
    assert "từng chữ" in receiver.get(address).text


def test_when_the_session_is_over_what_was_typed_is_kept_but_not_filed(office: Office, visitor: Visitor) -> None:
    def sign_in() -> None:
        visitor.send("/sign-in", {"name": "rec", "password": PASSWORD})

    sign_in()
    address = begun(visitor)
    page = visitor.get(address).text
    fields = {"csrf_token": TOKEN.search(page)[1], "page_token": PAGE_TOKEN.search(page)[1], **GOOD}
    visitor.client.cookies.clear()
    answer = visitor.client.post(address, data={**fields, "act": "file"})
    assert answer.headers["location"].startswith("/sign-in?next=%2Fapply%2Ftoy")
    assert code_of(office, "counter", address.partition("=")[2]) is None
    sign_in()
    assert "thử nghiệm" in visitor.get(address).text
    forged = {**fields, "page_token": fields["page_token"][:-2] + "xx", "csrf_token": "x"}
    assert visitor.client.post(address, data={**forged, "act": "file"}).status_code == 403


def test_a_list_comes_from_a_file_and_longer_ones_stay_off_the_page(office: Office, receiver: Visitor) -> None:
    address = begun(receiver)
    lines = [f"Người {number},00112233{number:02},970436,{number + 1}" for number in range(60)]
    assert press(receiver, address, "lists", GOOD, files=table(*lines)).status_code == 303
    page = receiver.get(address).text
    assert "60 dòng đọc từ tệp" in words_of(page)
    assert 'name="/payments/0/name"' not in page
    press(receiver, address, "file", GOOD)
    code = code_of(office, "counter", address.partition("=")[2])
    assert code is not None
    assert len(case(office, code).form["payments"]) == 60


def test_faults_of_a_list_are_named_by_cell_and_sound_rows_taken_alone(office: Office, receiver: Visitor) -> None:
    address = begun(receiver)
    press(receiver, address, "lists", GOOD, files=table("An,1,970436,5", "Bình,2,970436,không", "Chi,3,970436,7"))
    assert "Ô D3: “Số tiền”" in receiver.read(address)
    receiver.get("/language/en")
    assert "Cell D3: “Amount”" in receiver.read(address)
    assert "Every line is paid by itself." in receiver.read(address)
    assert press(receiver, address, "file", GOOD).status_code == 422, "a list that waits is not forgotten"
    press(receiver, address, "sound /payments", GOOD)
    page = receiver.get(address).text
    assert "Cell D3" not in words_of(page)
    assert 'name="/payments/1/name" value="Chi"' in page


def test_a_paper_that_may_not_come_in_is_told_and_the_others_kept(receiver: Visitor) -> None:
    address = begun(receiver)
    files = [
        ("paper:application", ("don.pdf", a_pdf(), "application/pdf")),
        ("paper:application", ("virus.pdf", b"MZ this is a program", "application/pdf")),
    ]
    answer = press(receiver, address, "keep", GOOD, files=files)
    assert answer.status_code == 422
    assert "virus.pdf" in words_of(answer.text)
    assert "don.pdf" in receiver.read(address)
    press(receiver, address, "unpaper 0", GOOD)
    assert "don.pdf" not in receiver.read(address)


class TestRegisters:
    """What registers know, asked by a button."""

    @pytest.fixture
    def settings(self, settings: DeskSettings) -> DeskSettings:
        def ask(questions: Sequence[tuple[str, str]]) -> Sequence[Found]:
            known = {"0912345678": Found({"address": "Số 1 phố Huế"}), "0900000000": Found(silent=True)}
            return [known.get(key, Found()) for _, key in questions]

        return replace(settings, ask=ask)

    def test_empty_fields_are_filled_in(self, receiver: Visitor) -> None:
        address = begun(receiver)
        press(receiver, address, "registers", {**GOOD, "/contact/phone": "0912345678"})
        page = receiver.get(address).text
        assert "Đã điền 1 ô trống." in words_of(page)
        assert 'name="/contact/street" value="Số 1 phố Huế"' in page

    def test_one_that_is_away_stops_nobody(self, receiver: Visitor) -> None:
        address = begun(receiver)
        assert press(receiver, address, "registers", {**GOOD, "/contact/phone": "0900000000"}).status_code == 303
        assert "không trả lời" in receiver.read(address)
        assert press(receiver, address, "file", GOOD).headers["location"] == address

    def test_nothing_known_is_said(self, receiver: Visitor) -> None:
        address = begun(receiver)
        press(receiver, address, "registers", {**GOOD, "/contact/phone": "0987654321"})
        assert "không có dữ liệu về số này" in receiver.read(address)


def test_an_earlier_dossier_of_the_same_person_fills_in(office: Office, receiver: Visitor, clock: Clock) -> None:
    submitted(office, answers={"contact": {"phone": "0912345678", "street": "Hồng Gai"}})
    clock.forward(days=1)
    address = begun(receiver)
    press(receiver, address, "earlier", GOOD)
    assert 'name="/contact/street" value="Hồng Gai"' in receiver.get(address).text
    other = begun(receiver)
    press(receiver, other, "earlier", {**GOOD, "applicant.id_number": "001000000009"})
    assert "chưa có hồ sơ nào" in receiver.read(other)


def test_only_who_takes_dossiers_in_has_the_page(as_officer: Officers, visitor: Visitor) -> None:
    assert as_officer("spec").get("/apply").status_code == 403
    assert as_officer("spec").get("/apply/toy?entry=x").status_code == 403
    assert visitor.get("/apply").headers["location"].startswith("/sign-in")


def test_what_is_not_offered_is_not_there(receiver: Visitor) -> None:
    assert receiver.get("/apply/no-such-procedure").status_code == 404
