"""Simulating a procedure on the web: settings in the address, a result with charts, and what is too much for a page."""

import html
import re
from collections.abc import Callable

import pytest
from ruamel.yaml import YAML

from tests.desk.visiting import Visitor, words_of

AsOfficer = Callable[[str], Visitor]
SLUG = "settle-lump-sum-social-insurance"
SCENARIO = re.compile(r"<pre[^>]*>(.*?)</pre>", re.DOTALL)
SIMULATE = f"/procedures/{SLUG}/simulate"


@pytest.fixture
def designer(as_officer: AsOfficer) -> Visitor:
    return as_officer("des")


def test_a_procedure_is_simulated_as_it_is_asked(designer: Visitor) -> None:
    page = designer.get(SIMULATE).text
    assert 'name="staff:BEN:specialist"' in page
    assert 'name="outcome:approval/propose:decline"' in page
    assert "Kết quả" not in page
    asked = {
        "a_year": "600",
        "days": "40",
        "begin": "2026-03-02",
        "staff:BEN:specialist": "1",
        "minutes:specialist": "90",
    }
    result = designer.get(SIMULATE, params={**asked, "outcome:approval/propose:grant": "100", "go": "1"})
    assert result.status_code == 200, words_of(result.text)[:800]
    read = words_of(result.text)
    assert "Nút thắt: Chuyên viên thụ lý" in read
    assert "Mức sử dụng cán bộ" in read
    assert result.text.count("<svg xmlns") == 3
    scenario = YAML(typ="safe", pure=True).load(html.unescape(SCENARIO.search(result.text)[1]))
    assert scenario["staffing"] == {"BEN": {"specialist": {"officers": 1}}}
    assert scenario["handling"]["roles"]["specialist"]["lognormal"]["mean"] == 90
    assert scenario["procedures"][SLUG]["outcomes"] == {"approval/propose": {"grant": 100}}


def test_what_cannot_be_simulated_is_told_and_the_form_stays(designer: Visitor) -> None:
    too_long = designer.get(SIMULATE, params={"a_year": "1000000", "days": "366", "go": "1", "lang": "x"})
    assert too_long.status_code == 422
    assert "Quá nhiều hồ sơ cho một trang" in words_of(too_long.text)
    assert 'value="1000000"' in too_long.text
    assert "“many” không phải số" in words_of(designer.get(SIMULATE, params={"days": "many", "go": "1"}).text)
    nowhere = designer.get(SIMULATE, params={"outcome:approval/propose:dance": "1", "go": "1"})
    assert "no case decides 'dance'" in words_of(nowhere.text)


def test_drafts_count_and_who_is_no_designer_sees_nothing(designer: Visitor, as_officer: AsOfficer) -> None:
    designer.send(f"/procedures/{SLUG}/edit/procedure.yaml", {"text": "steps: [", "act": "keep"})
    assert designer.get(SIMULATE).status_code == 422
    assert as_officer("dir").get(SIMULATE).status_code == 403
