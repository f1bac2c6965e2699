"""Trying a procedure on the web: filed, decided, answered, taken back and kept as a case, without JavaScript."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from httpx import Response

from tests.desk.visiting import Visitor, words_of
from tests.forms.form_browser import Browser

AsOfficer = Callable[[str], Visitor]
PROCEDURES = Path(__file__).parents[2] / "procedures"
SLUG = "settle-lump-sum-social-insurance"
PAGE = f"/procedures/{SLUG}"
TRY = f"{PAGE}/try"
MAIN = re.compile(r'name="on" value="[^"]*">(.*?)<div class="sticky-foot', re.DOTALL)


@pytest.fixture
def designer(as_officer: AsOfficer) -> Visitor:
    return as_officer("des")


@pytest.fixture
def begun(designer: Visitor) -> Visitor:
    """The designer, with the first case filed."""
    assert designer.send(f"{TRY}/begin", {"with": "1", "on": ""}).status_code == 303
    return designer


def acted(designer: Visitor, seen: int, kind: str, **fields: object) -> Response:
    return designer.send(f"{TRY}/act", {"seen": seen, "kind": kind, **fields})


def decided(designer: Visitor, seen: int, path: str, outcome: str, **fields: object) -> None:
    answer = acted(designer, seen, "decide", path=path, outcome=outcome, **fields)
    assert answer.status_code == 303, words_of(answer.text)[:900]


def test_one_may_begin_with_any_case_or_example(designer: Visitor) -> None:
    read = designer.read(TRY)
    assert "A woman out of insurance" in read
    assert "examples/valid.json" in read


def test_the_page_says_who_is_asked_what_the_clock_does_and_what_was_made(begun: Visitor) -> None:
    read = begun.read(TRY)
    assert "Cán bộ tiếp nhận" in read
    assert "Chưa bắt đầu" in read
    decided(begun, 0, "intake/receive", "accept")
    read = begun.read(TRY)
    assert "Được tiếp nhận" in read
    assert "Hẹn trả kết quả" in read
    assert "Giấy tiếp nhận hồ sơ" in read
    assert "Câu hỏi ra bên ngoài" in read


def test_a_paper_that_was_made_is_shown(begun: Visitor) -> None:
    decided(begun, 0, "intake/receive", "accept")
    answer = begun.get(f"{TRY}/papers/1")
    assert (answer.headers["content-type"], answer.content[:4]) == ("application/pdf", b"%PDF")


def test_time_passes_and_the_last_act_is_taken_back(begun: Visitor) -> None:
    before = begun.read(TRY)
    assert acted(begun, 0, "pass", number="2", unit="working days").status_code == 303
    assert "Thời gian trôi qua 2 working days" in begun.read(TRY)
    begun.send(f"{TRY}/undo", {"seen": 1})
    assert begun.read(TRY) == before


def test_what_cannot_happen_is_told_with_what_was_typed(begun: Visitor) -> None:
    answer = acted(begun, 0, "decide", path="intake/receive", outcome="refuse")
    assert answer.status_code == 422
    assert "Kết luận này cần ghi lý do." in answer.text
    assert acted(begun, 0, "pass", number="many", unit="days").status_code == 422
    assert acted(begun, 0, "until", until="2001-01-01T08:00").status_code == 422
    assert acted(begun, 0, "dance").status_code == 422


def test_a_page_that_lay_open_behind_another_does_nothing(begun: Visitor) -> None:
    decided(begun, 0, "intake/receive", "accept")
    answer = acted(begun, 0, "withdraw", reason="a second tab")
    assert answer.status_code == 422
    assert "Hồ sơ đã thay đổi từ khi bạn mở" in answer.text


def test_a_walk_is_kept_as_a_case_that_holds(begun: Visitor) -> None:
    decided(begun, 0, "intake/receive", "accept")
    assert acted(begun, 1, "answer", name="contributions", answer="not_found").status_code == 303
    assert acted(begun, 2, "withdraw", reason="đổi ý").status_code == 303
    assert "Hồ sơ đã kết thúc: Đã rút" in begun.read(TRY)
    assert begun.send(f"{TRY}/save", {"file": "tried", "sentence": "Withdrawn at once."}).status_code == 303
    assert "cases/tried.yaml" in begun.read(TRY)
    draft = begun.get(f"{PAGE}/edit/cases/tried.yaml").text
    assert "Withdrawn at once." in draft
    read = begun.read(PAGE)
    files = (PROCEDURES / f"si/{SLUG}/cases").glob("*.yaml")
    number = sum(file.read_text("utf-8").count("- case: ") for file in files)
    assert f"{number + 1} tình huống chạy đúng" in read
    assert "Withdrawn at once." in read


def test_a_supplement_is_asked_for_and_supplied(begun: Visitor) -> None:
    asked = {"path": "intake/receive", "field": "/contact/phone", "field_reason": "sai số"}
    assert acted(begun, 0, "ask", **asked).status_code == 303
    read = begun.read(TRY)
    assert "Người nộp bổ sung" in read
    assert "Chờ người nộp bổ sung" in read
    given = {"change:/contact/phone": "0987654321", "before:/contact/phone": '"0979493454"'}
    assert acted(begun, 1, "supply", **given).status_code == 303
    assert "change: /contact/phone: 0987654321" in begun.read(TRY)


def test_the_form_is_changed_before_it_is_filed(designer: Visitor) -> None:
    page = designer.get(f"{TRY}/form", params={"with": "1", "on": "2025-08-04T09:00"})
    assert 'name="/contact/phone"' in page.text
    filled = dict(Browser(MAIN.search(page.text)[1]).posted())
    assert filled["/contact/phone"] == "0979493454"
    assert designer.send(f"{TRY}/form", {**filled, "/contact/phone": "12"}).status_code == 303
    read = designer.read(TRY)
    assert "nộp 2025-08-04 09:00" in read
    assert "Lỗi trong tờ khai" in read


def test_a_form_with_gaps_is_filed_and_its_faults_are_shown(designer: Visitor) -> None:
    answer = designer.send(f"{TRY}/form", {"with": "1", "on": "2025-08-04T09:00", "/contact/phone": "0987654321"})
    assert answer.status_code == 303
    assert "Lỗi trong tờ khai" in designer.read(TRY)


def test_drafts_are_what_is_tried_and_a_walk_goes_on_as_far_as_they_let_it(begun: Visitor, procedures: Path) -> None:
    decided(begun, 0, "intake/receive", "accept")
    definition = (procedures / "si" / SLUG / "procedure.yaml").read_text("utf-8")
    draft = definition.replace("vi: Giải quyết", "vi: Thử giải quyết", 1)
    begun.send(f"{PAGE}/edit/procedure.yaml", {"text": draft, "act": "keep"})
    assert "Thử giải quyết" in begun.read(TRY)
    begun.send(f"{PAGE}/edit/procedure.yaml", {"text": definition + "sauce: x\n", "act": "keep"})
    answer = begun.get(TRY)
    assert answer.status_code == 422
    assert "`sauce` is not a key of the language" in answer.text.replace("&#39;", "'")


def test_a_walk_is_its_designers_alone_and_can_be_put_away(begun: Visitor, as_officer: AsOfficer) -> None:
    assert as_officer("dir").get(TRY).status_code == 403
    begun.send(f"{TRY}/end")
    assert "Nộp như" in begun.read(TRY)
    assert begun.get(f"{TRY}/papers/1").status_code == 404


def test_what_is_tried_takes_an_answer_that_the_designer_writes(begun: Visitor) -> None:
    decided(begun, 0, "intake/receive", "accept")
    own = json.dumps({"outcome": "mismatch", "data": {}})
    assert acted(begun, 1, "answer", name="contributions", answer="own", own="{").status_code == 422
    assert acted(begun, 1, "answer", name="contributions", answer="own", own=own).status_code == 303
    assert "Quá trình đóng bảo hiểm xã hội: Không khớp" in begun.read(TRY)


def test_the_page_speaks_english(begun: Visitor) -> None:
    begun.get("/language/en")
    read = begun.read(TRY)
    assert "Reception officer" in read
    assert "Let pass" in read
