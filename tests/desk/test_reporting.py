"""The report at the desk: for heads and directors, in both languages, with charts that need no script."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime

import pypdfium2
import pytest

from desk.commands.report import Format, period, written_as
from desk.words import Words
from tests.conftest import Clock
from tests.desk.visiting import Visitor
from tests.workflow.service.walking import settled, submitted
from workflow.clock import HANOI
from workflow.service.office import Office
from workflow.service.reporting import report

Officers = Callable[[str], Visitor]


@pytest.fixture
def three_dossiers(office: Office, clock: Clock) -> None:
    """One settled in July, two received in August, one of them settled."""
    clock.at = datetime(2025, 7, 14, 9, tzinfo=HANOI)
    settled(office, submitted(office, "P-1"))
    clock.at = datetime(2025, 8, 4, 9, tzinfo=HANOI)
    settled(office, submitted(office, "P-2", answers={"person_id": "001000000002"}))
    submitted(office, "P-3", answers={"person_id": "001000000003"})


@pytest.mark.usefixtures("three_dossiers")
def test_a_director_reads_the_half_year(as_officer: Officers) -> None:
    director = as_officer("dir")
    words = director.read("/report")
    assert "Từ ngày 01/07/2025 đến ngày 31/12/2025" in words
    assert "07/2025 0 1 1 1 0 0 0 0 –" in words
    assert "08/2025 0 2 1 1 0 0 0 1 –" in words
    assert "Tổng số 0 3 2 2 0 0 0 1 0" in words
    assert "Trợ cấp thử nghiệm 2 1.000" in words  # twice 500 đồng
    assert "Qua tài khoản 2 1.000 100,0 %" in words
    assert "Số liệu khớp" in words
    page = director.get("/report").text
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" viewBox') == 3
    assert "<title>Tiếp nhận mới: 2</title>" in page
    assert "style=" not in page


@pytest.mark.usefixtures("three_dossiers")
def test_the_same_in_english_for_another_period_and_as_a_file(as_officer: Officers) -> None:
    head = as_officer("head")
    head.client.cookies.set("language", "en")
    words = head.read("/report?from=2025-08-01&to=2025-08-31")
    assert "From 1 Aug 2025 to 31 Aug 2025" in words
    assert "Total 0 2 1 1 0 0 0 1 0" in words
    assert "The figures add up" in words
    answer = head.get("/report.csv?from=2025-08-01&to=2025-08-31")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "months,08/2025,Received,2\r\n" in answer.text
    assert "This is no period." in head.read("/report?from=2025-08-31&to=2025-08-01")


def test_others_do_not_see_it(as_officer: Officers, visitor: Visitor) -> None:
    specialist = as_officer("spec")
    assert specialist.get("/report").status_code == 403
    assert 'href="/report"' not in specialist.get("/queue").text
    assert 'href="/report"' in as_officer("head").get("/queue").text
    assert visitor.get("/report").headers["location"].startswith("/sign-in")


def test_left_out_days_are_those_of_a_half_year() -> None:
    today = date(2025, 8, 4)
    assert period(None, None, today) == (date(2025, 7, 1), date(2025, 12, 31))
    assert period(date(2025, 3, 10), None, today) == (date(2025, 3, 10), date(2025, 6, 30))
    assert period(None, date(2025, 5, 31), today) == (date(2025, 1, 1), date(2025, 5, 31))


@pytest.mark.usefixtures("three_dossiers")
def test_every_format_tells_the_same(office: Office) -> None:
    found = report(office, date(2025, 7, 1), date(2025, 12, 31))
    words = Words("en")
    plain = json.loads(written_as(found, Format.JSON, words, office))
    assert plain["holds"]
    assert plain["total"]["flow"] == {
        "carried": 0, "received": 3, "early": 2, "on_time": 0, "late": 0, "refused": 0, "withdrawn": 0, "stopped": 0,
        "pending": 1, "pending_late": 0, "settled": 2, "ended": 0, "holds": True,
    }  # fmt: skip
    assert plain["months"][1]["measured"]["toy"] == {"number": 1, "amount": 500, "uncounted": 0}
    rows = list(csv.reader(io.StringIO(written_as(found, Format.CSV, words, office).decode("utf-8-sig"))))
    assert ["channels", "Online", "Received", "3"] in rows
    assert ["payments", "By account", "Share", "1.0"] in rows
    table = written_as(found, Format.TABLE, words, office).decode()
    assert "Toy benefit" in table
    assert "The figures add up" in table
    page = written_as(found, Format.HTML, Words("vi"), office).decode()
    paper = pypdfium2.PdfDocument(written_as(found, Format.PDF, Words("vi"), office))
    text = " ".join(page.get_textpage().get_text_range() for page in paper)
    for said in (page, text):
        assert "Trợ cấp thử nghiệm" in said
        assert "Số liệu khớp" in said
