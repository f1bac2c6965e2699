"""Months a deceased receiver did not draw, and months paid after the death (Law 41/2024 art. 75.5, 75.6)."""

from typing import Any

from the_law import LAW

from procedures.rules import Working, get

RULE = get("unpaid_benefits.settle")


def pension(*unpaid: str, paid_until: str | None = None, monthly: int = 5_000_000, **more: Any) -> dict[str, Any]:
    return {"kind": "pension", "monthly": monthly, "unpaid_months": unpaid, "paid_until": paid_until, **more}


def settle(*benefits: dict[str, Any], died_on: str = "2026-03-20", **more: Any) -> Working:
    return RULE.apply({"died_on": died_on, "benefits": benefits, **more}, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


def test_the_month_of_the_death_is_due_in_full_and_later_ones_are_not() -> None:
    working = settle(pension("2026-02", "2026-03", "2026-04"), claimed_to="2026-04")
    assert (working.outcome, working.amount) == ("owed", 10_000_000)  # February and March
    assert (working.values["first"], working.values["last"]) == ("2026-02", "2026-03")
    assert codes(working) == ["after_death"]


def test_what_was_paid_after_the_death_is_set_off() -> None:
    # January and February not drawn, April paid: 2 × 5,000,000 − 5,000,000
    working = settle(pension("2026-01", "2026-02", paid_until="2026-04"))
    assert (working.values["owed"], working.values["overpaid"], working.amount) == (10_000_000, 5_000_000, 5_000_000)
    assert [line.value for line in working.lines] == [5_000_000, 5_000_000, -5_000_000, 5_000_000]


def test_nothing_is_left_when_both_are_equal_and_more_is_recovered() -> None:
    equal = settle(pension("2026-02", paid_until="2026-04"))
    assert (equal.outcome, codes(equal)) == ("nothing", ["set_off"])
    more = settle(pension(paid_until="2026-05"))  # April and May
    assert (more.outcome, more.values["to_recover"], codes(more)) == ("recover", 10_000_000, ["recovery"])


def test_nothing_is_owed_when_everything_was_drawn() -> None:
    working = settle(pension(paid_until="2026-03"))
    assert (working.outcome, codes(working)) == ("nothing", ["all_drawn"])


def test_the_time_of_being_missing_is_not_paid() -> None:
    working = settle(pension("2024-05", "2024-06", "2024-07"), missing_from="2024-06-03")
    assert working.amount == 10_000_000  # May and June: the month somebody goes missing is still due (model)


def test_several_benefits_are_added_and_only_those_claimed_count() -> None:
    accident = {"kind": "work_accident", "monthly": 1_200_000, "unpaid_months": ["2026-03"]}
    unemployment = {"kind": "unemployment", "monthly": 4_000_000, "unpaid_months": ["2026-03"]}
    assert settle(pension("2026-03"), accident, unemployment).amount == 6_200_000
    assert settle(pension("2026-03"), accident, kinds=["work_accident"]).amount == 1_200_000


def test_months_before_those_claimed_are_paid_as_well() -> None:
    working = settle(pension("2025-12", "2026-03"), claimed_from="2026-03", claimed_to="2026-03")
    assert (working.amount, codes(working)) == (10_000_000, ["earlier_found"])
