"""Moves of a pension or a waiting file: the last month here and the first one there (procedure 17)."""

from typing import Any

import pytest
from the_law import LAW

from procedures.rules import Working, get

PLAN, NOTICE = get("transfers.plan"), get("transfers.notice")


def plan(**more: Any) -> Working:
    facts = {
        "case": "a_receiving",
        "entered_on": "2025-10-06",
        "from_province": "22",
        "to_province": "31",
        **more,
    }
    return PLAN.apply(facts, LAW)


@pytest.mark.parametrize(
    ("entered_on", "wanted", "last", "first"),
    [
        ("2025-10-06", None, "2025-10", "2025-11"),  # the list of November closes on Friday 24 October
        ("2025-10-24", None, "2025-10", "2025-11"),
        ("2025-10-27", None, "2025-11", "2025-12"),
        ("2025-10-06", "2026-02", "2026-01", "2026-02"),
        ("2025-10-06", "2025-10", "2025-10", "2025-11"),  # October is on its way already
    ],
)
def test_payment_here_ends_with_a_whole_month(entered_on: str, wanted: str | None, last: str, first: str) -> None:
    values = plan(entered_on=entered_on, wanted_from=wanted).values
    assert (values["last_month"], values["first_month"]) == (last, first)


def test_who_waits_is_not_paid_anywhere_yet() -> None:
    waiting = plan(case="b_waiting")
    assert (waiting.outcome, waiting.values) == ("other_province", {})
    assert plan(to_province="22").outcome == "same_province"


def test_the_notice_names_both_places_or_only_the_file() -> None:
    facts = {
        "person": {"full_name": "HOÀNG VĂN THẮNG", "si_number": "2291006315"},
        "benefit": "pension",
        "decision_no": "902/QĐ-BHXH",
        "new_address": {"province": "31", "ward": "11335", "street": "Số 22 Lạch Tray"},
        "moved_on": "2025-10-08",
    }
    paid = NOTICE.apply(
        {
            **facts,
            "case": "a_receiving",
            "monthly": 7_250_000,
            "payee": {"way": "cash_via_service"},
            "last_month": "2025-10",
            "first_month": "2025-11",
        },
        LAW,
    ).values
    labels = {fact["label"]: fact["value"] for fact in paid["facts"]}
    assert labels["Mức hưởng hằng tháng"] == "7.250.000 đồng"
    assert (labels["Chi trả tại nơi đi đến hết tháng"], labels["Chi trả tại nơi đến từ tháng"]) == (
        "10/2025",
        "11/2025",
    )
    waiting = NOTICE.apply({**facts, "case": "b_waiting", "monthly": 7_250_000}, LAW).values
    assert "Mức hưởng hằng tháng" not in [fact["label"] for fact in waiting["facts"]]
    assert waiting["about"].endswith("hồ sơ chờ hưởng lương hưu, trợ cấp")
