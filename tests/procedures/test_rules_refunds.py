"""Contributions given back: which months, and which share of each receipt."""

from typing import Any

import pytest
from pydantic import ValidationError
from the_law import LAW

from procedures.rules import Working, get

RULE = get("refunds.contributions")


def receipt(**more: Any) -> dict[str, Any]:
    half_year = {"from_month": "2025-07", "to_month": "2025-12", "amount": 2_244_000}
    return {"number": "BL-1", "paid_on": "2025-07-10", **half_year, **more}


def give_back(ground: str, **more: Any) -> Working:
    return RULE.apply({"ground": ground, "receipts": [receipt()], **more}, LAW)


@pytest.mark.parametrize(
    ("covered", "amount"),
    [
        ({"from": "2025-10", "to": "2026-03"}, 1_122_000),  # 3 of 6 months of 374,000
        ({"from": "2025-10-01", "to": "2026-03-31"}, 1_122_000),
        ({"from": "2025-10-02", "to": "2026-03-31"}, 748_000),  # October was begun uncovered
        ({"from": "2024-01", "to": "2026-03"}, 2_244_000),
    ],
)
def test_months_insured_twice_go_back(covered: dict[str, str], amount: int) -> None:
    assert give_back("duplicate", covered=[covered]).amount == amount


def test_a_month_covered_twice_elsewhere_is_given_back_once() -> None:
    covers = [{"from": "2025-10", "to": "2025-12"}, {"from": "2025-11", "to": "2025-12"}]
    assert give_back("duplicate", covered=covers).values["months"] == 3


def test_nothing_paid_twice_is_denied() -> None:
    working = give_back("duplicate", covered=[{"from": "2026-01", "to": "2026-12"}])
    assert (working.outcome, working.reasons[0].code) == ("denied", "nothing_to_refund")


def test_months_after_the_month_of_death_go_back() -> None:
    assert give_back("death", died_on="2025-09-30").amount == 1_122_000
    assert give_back("death", died_on="2025-12-01").reasons[0].code == "nothing_to_refund"


def test_a_death_must_be_known_and_the_card_unused_since() -> None:
    assert give_back("death").reasons[0].code == "death_not_proven"
    assert give_back("death", died_on="2025-09-14", used_until="2025-10-02").reasons[0].code == "card_used"
    assert give_back("death", died_on="2025-09-14", used_until="2025-09-10").outcome == "granted"


def test_money_paid_by_mistake_goes_back_whole() -> None:
    assert give_back("mistake").amount == 2_244_000


def test_each_receipt_is_rounded_once() -> None:
    receipts = [
        receipt(amount=1_000_001),
        receipt(number="BL-2", from_month="2026-01", to_month="2026-03", amount=1_000_000),
    ]
    working = give_back("duplicate", receipts=receipts, covered=[{"from": "2025-12", "to": "2026-01"}])
    assert [line.value for line in working.lines] == [166_667, 333_333]  # 1/6 of 1,000,001 and 1/3 of 1,000,000
    assert working.amount == 500_000


def test_a_receipt_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="ends before it starts"):
        give_back("mistake", receipts=[receipt(to_month="2025-06")])
