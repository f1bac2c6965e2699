"""What a review is about: the row in hand, and what registers and rules found out before it."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from desk.doors import DossierView
from desk.officer.findings import findings, row_name, row_shown
from desk.words import Words
from workflow.definition.models import Text
from workflow.engine.case import Case, Scope
from workflow.service.procedures import Procedures

VI, EN = Words("vi"), Words("en")
DAY = date(2025, 8, 4)
LINES = [
    {"name": "An", "account": "1", "bank": "970436", "amount": 5},
    {"name": "Bình", "account": "2", "bank": "970436", "amount": 7},
]
WORKING = {
    "outcome": "granted",
    "amount": 1_200_000,
    "days": 4,
    "lines": [{"label_vi": "Số ngày", "label_en": "Days", "value": 4, "unit": "ngày", "basis": "Điều 45"}],
    "reasons": [],
    "sources": [{"parameter": "rate"}],
}
STEPS: dict[str, Any] = {
    "people": SimpleNamespace(kind="each", title=None),
    "people[1]/check": SimpleNamespace(kind="parallel", title=None),
    "people[1]/check.insurance/ask": SimpleNamespace(kind="request", title=None, request="contributions"),
    "people[1]/benefit": SimpleNamespace(
        kind="compute", title=Text(vi="Mức hưởng", en="Benefit"), compute="sickness.benefit"
    ),
    "people[1]/examine": SimpleNamespace(kind="review", title=None),
    "split": SimpleNamespace(kind="compute", title=None, compute="sickness_list.split"),
}


class Steps:
    """A procedure with just these steps."""

    def step_at(self, path: str) -> Any:
        return STEPS[path]


@pytest.fixture(scope="module")
def view(toy: Procedures) -> DossierView:
    """A dossier whose second row is with a specialist."""
    row = {
        "row": {**LINES[1], "added": True},
        "index": 1,
        "check": {
            "branches": {"insurance": {"ask": {"outcome": "found", "periods": [{"from": "2018-03"}], "note": None}}}
        },
        "benefit": WORKING,
        "examine": {"by": "An", "reason": "?"},
    }
    case = Case(
        code="X",
        procedure="toy",
        digest="d",
        scopes={
            "": Scope(parent=None, variables={"split": {"outcome": "split", "rows": LINES}}),
            "people[1]/": Scope(parent=1, variables=json.loads(json.dumps(row))),
        },
    )
    form = toy.on("toy", DAY).form
    answers = {"person_id": "001000000001", "amount": 5, "reason": "thử", "payments": LINES}
    return cast(DossierView, SimpleNamespace(case=case, procedure=Steps(), form=form, answers=answers))


def test_a_step_for_a_row_is_called_by_its_number() -> None:
    assert row_name("people[1]/examine", VI) == "Dòng 2"
    assert row_name("people[1]/books[0]/examine", EN) == "Row 2.1"
    assert row_name("approval/sign", VI) == ""


def test_the_row_in_hand_is_read_from_the_form(view: DossierView) -> None:
    row = row_shown(view, "people[1]/examine", VI, DAY)
    assert row is not None
    assert [(item.label, item.text) for item in row.items][:2] == [("Tên", "Bình"), ("Tài khoản", "2")]
    assert row_shown(view, "approval/sign", VI, DAY) is None


def test_findings_are_told_nearest_first_and_decisions_are_none(view: DossierView) -> None:
    found = findings(view, "people[1]/examine", VI)
    assert [each.title for each in found] == [
        "Quá trình đóng bảo hiểm xã hội",
        "Mức hưởng",
        "Tách danh sách theo người",
    ]
    asked, benefit, _ = found
    assert asked.outcome == "Có dữ liệu"
    assert asked.rest == {"periods": [{"from": "2018-03"}]}
    assert (benefit.amount, benefit.rest) == (1_200_000, {"days": 4})
    assert benefit.lines[0]["label_vi"] == "Số ngày"
    assert [each.title for each in findings(view, "approval/sign", EN)] == ["List split by person"]
