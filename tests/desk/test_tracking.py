"""The applicant's pages: track, complete, fetch."""

from tests.desk.visiting import Visitor, words_of
from tests.desk.walking import LAST_FOUR, accepted, asked
from tests.workflow.service.walking import a_pdf, case, perform_all, settled, submitted
from workflow.service.office import Office


def tracked(visitor: Visitor, code: str, last_four: str = LAST_FOUR) -> Visitor:
    """The visitor after looking a dossier up."""
    answer = visitor.send("/track", {"code": code, "last_four": last_four})
    assert answer.headers.get("location") == f"/track/{code}", answer.text
    return visitor


def test_code_and_four_digits_open_the_way_of_a_dossier(office: Office, visitor: Visitor) -> None:
    code = accepted(office)
    page = tracked(visitor, code.lower().upper()).read(f"/track/{code}")
    for words in ("Trợ cấp thử nghiệm", "Được tiếp nhận", "Đang giải quyết", "Hẹn trả kết quả", "Giấy tiếp nhận hồ sơ"):
        assert words in page
    assert "Đặng Thị Ánh Nguyệt" not in page, "names are not shown to who knows four digits"
    assert "Phạm" not in page, "nor those of officers"


def test_the_digits_of_the_id_number_do_as_well(office: Office, visitor: Visitor) -> None:
    tracked(visitor, accepted(office), "0001")


def test_a_wrong_code_and_wrong_digits_get_the_same_answer(office: Office, visitor: Visitor) -> None:
    code = accepted(office)
    wrong = visitor.send("/track", {"code": code, "last_four": "9999"})
    unknown = visitor.send("/track", {"code": code[:-1] + "9", "last_four": LAST_FOUR})
    assert wrong.status_code == unknown.status_code == 404
    assert words_of(wrong.text) == words_of(unknown.text)


def test_digits_cannot_be_tried_out(office: Office, visitor: Visitor) -> None:
    code = accepted(office)
    for guess in range(5):
        visitor.send("/track", {"code": code, "last_four": f"{guess + 1000}"})
    answer = visitor.send("/track", {"code": code, "last_four": LAST_FOUR})
    assert answer.status_code == 429
    assert "Hãy đợi 15 phút" in words_of(answer.text)


def test_without_the_digits_a_dossier_stays_closed(office: Office, visitor: Visitor) -> None:
    code = accepted(office)
    for address in (f"/track/{code}", f"/track/{code}/supplement", f"/track/{code}/documents/1"):
        answer = visitor.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/track?code={code}")


def test_leaving_closes_the_dossier_on_a_shared_computer(office: Office, visitor: Visitor) -> None:
    code = accepted(office)
    tracked(visitor, code).send("/track/leave")
    assert visitor.get(f"/track/{code}").status_code == 303


def test_what_is_asked_for_is_shown_and_only_that_can_be_changed(office: Office, visitor: Visitor) -> None:
    code = asked(office)
    page = tracked(visitor, code).read(f"/track/{code}")
    assert "Hồ sơ cần bổ sung" in page
    assert "Số tiền không khớp với giấy xác nhận." in page
    form = visitor.get(f"/track/{code}/supplement").text
    assert 'name="/amount"' in form
    assert 'name="/reason"' not in form
    assert 'name="paper:application"' in form
    answer = visitor.send(
        f"/track/{code}/supplement",
        {"/amount": "750", "/reason": "lén đổi"},
        files={"paper:application": ("don-moi.pdf", a_pdf(), "application/pdf")},
    )
    assert answer.headers["location"] == f"/track/{code}"
    assert "Đã nhận phần bổ sung." in visitor.read(f"/track/{code}")
    now = case(office, code)
    assert now.form["amount"] == 750
    assert now.form["reason"] == "thử nghiệm"
    assert [paper.name for paper in now.papers] == ["don-moi.pdf"]
    assert now.supplement is None


def test_what_does_not_fit_is_said_beside_what_was_typed(office: Office, visitor: Visitor) -> None:
    code = asked(office)
    answer = tracked(visitor, code).send(f"/track/{code}/supplement", {"/amount": "rất nhiều"})
    assert answer.status_code == 422
    assert 'value="rất nhiều"' in answer.text
    assert "Có 1 chỗ cần sửa" in words_of(answer.text)
    assert case(office, code).supplement is not None


def test_a_file_that_is_not_what_it_says_is_refused(office: Office, visitor: Visitor) -> None:
    code = asked(office)
    for content in (b"", b"MZ this is a program", b"%PDF-1.7 cut off"):
        answer = tracked(visitor, code).send(
            f"/track/{code}/supplement",
            {"/amount": "750"},
            files={"paper:application": ("../../don.pdf", content, "application/pdf")},
        )
        assert answer.status_code == 422, content
    assert case(office, code).form["amount"] == 500, "nothing else changed"


def test_sending_nothing_changes_nothing(office: Office, visitor: Visitor) -> None:
    code = asked(office)
    answer = tracked(visitor, code).send(f"/track/{code}/supplement", {"/amount": "500"})
    assert answer.status_code == 422
    assert "Chưa có gì thay đổi." in words_of(answer.text)


def test_a_dossier_nobody_asks_about_has_no_supplement_page(office: Office, visitor: Visitor) -> None:
    code = accepted(office)
    assert tracked(visitor, code).get(f"/track/{code}/supplement").headers["location"] == f"/track/{code}"
    assert visitor.send(f"/track/{code}/supplement", {"/amount": "1"}).headers["location"] == f"/track/{code}"
    assert "Hồ sơ không còn chờ bổ sung" in visitor.read(f"/track/{code}")
    assert case(office, code).form["amount"] == 500


def test_a_settled_dossier_shows_parcel_and_gives_the_result(office: Office, visitor: Visitor) -> None:
    code = submitted(office)
    settled(office, code)
    perform_all(office)
    page = tracked(visitor, code).read(f"/track/{code}")
    assert "Đã trả kết quả" in page
    assert "Đã phát" in page
    address = visitor.get(f"/track/{code}").text.split(f'href="/track/{code}/documents/')[-1].split('"')[0]
    answer = visitor.get(f"/track/{code}/documents/{address}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert visitor.get(f"/track/{code}/documents/999").status_code == 404
