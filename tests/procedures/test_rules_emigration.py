"""The one-off allowance of receivers who leave: years, months received, floor, and what was paid too long (rules.md 5.7)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from the_law import LAW

from procedures.rules import Working, get

STOP, BENEFIT = get("emigration.stop"), get("emigration.benefit")


def leave(**more: Any) -> Working:
    facts = {
        "kind": "pension",
        "monthly": 6_000_000,
        "years_before": "20",
        "years_after": "8.5",
        "months_received": 40,
        "decided_on": "2025-10-08",
        **more,
    }
    return BENEFIT.apply(facts, LAW)


def test_each_year_gives_months_and_each_month_received_takes_half_of_one() -> None:
    working = leave()
    # 20 × 1.5 + 8.5 × 2 − 40 × 0.5 = 30 + 17 − 20 = 27 months of 6,000,000
    assert working.values["months_due"] == 27
    assert working.amount == 162_000_000
    assert [line.value for line in working.lines] == ["30", "17", "-20", 6_000_000, 162_000_000, 162_000_000]


def test_half_months_are_paid_exactly() -> None:
    # 30 + 17 − 20.5 = 26.5 months of 6,000,001: 159,000,026.5 rounds up
    assert leave(months_received=41, monthly=6_000_001).amount == 159_000_027


@pytest.mark.parametrize(("received", "due"), [(87, 3.5), (88, 3), (89, 3), (400, 3), (0, 47)])
def test_it_is_never_less_than_three_months(received: int, due: float) -> None:
    # 47 months by the years; 88 months received leave exactly three
    assert leave(months_received=received).values["months_due"] == due


def test_receivers_of_an_allowance_get_three_months_whatever_they_received() -> None:
    working = leave(kind="allowance", monthly=1_170_000, months_received=120, years_before="0", years_after="0")
    assert (working.values["months_due"], working.amount) == (3, 3_510_000)


def test_the_old_law_counts_alike() -> None:
    old = leave(decided_on="2025-06-30")
    assert old.amount == leave().amount
    assert old.lines[0].basis == "Law 58/2014/QH13 art. 65"


def test_what_was_paid_after_the_stop_is_taken_off() -> None:
    assert leave(months_overpaid=2).amount == 162_000_000 - 12_000_000
    more = leave(kind="allowance", monthly=1_170_000, months_overpaid=4)
    assert (more.amount, more.values["owed"]) == (0, 1_170_000)  # 4 − 3 months
    assert [reason.code for reason in more.reasons] == ["nothing_left"]


@given(st.integers(0, 80), st.integers(0, 80), st.integers(0, 600), st.integers(0, 30_000_000))
def test_an_earlier_stop_never_gives_less(before: int, after: int, received: int, monthly: int) -> None:
    facts = {"years_before": f"{before / 2}", "years_after": f"{after / 2}", "monthly": monthly}
    later, earlier = leave(**facts, months_received=received + 1), leave(**facts, months_received=received)
    assert later.amount is not None
    assert earlier.amount is not None
    assert later.amount <= earlier.amount
    assert later.amount >= 3 * monthly


# ---- the stop ----


@pytest.mark.parametrize(
    ("decided_on", "paid_until", "months_paid", "received", "overpaid"),
    [
        ("2025-10-08", "2025-10", 46, 46, 0),  # October is handed out, the list of November is open
        ("2025-10-08", "2025-09", 45, 46, 0),  # October is still on its way
        ("2025-10-28", "2025-10", 46, 46, 1),  # the list of November closed on the 24th
        ("2025-10-08", "2025-11", 47, 46, 1),  # November was handed out already
        ("2025-10-08", "2025-10", 44, 44, 0),  # two months were not collected
    ],
)
def test_a_benefit_stops_with_the_month_of_the_decision(
    decided_on: str, paid_until: str, months_paid: int, received: int, overpaid: int
) -> None:
    working = STOP.apply(
        {"decided_on": decided_on, "began": "2022-01", "paid_until": paid_until, "months_paid": months_paid}, LAW
    )
    assert working.outcome == ("overpaid" if overpaid else "clean")
    assert (working.values["months_received"], working.values["months_overpaid"]) == (received, overpaid)
    assert working.values["last_month"] == date.fromisoformat(decided_on).isoformat()[:7]


def test_a_pension_never_paid_yet_counts_from_its_first_month() -> None:
    values = STOP.apply({"decided_on": "2025-10-08", "began": "2025-09", "months_paid": 0}, LAW).values
    assert values["months_received"] == 2
