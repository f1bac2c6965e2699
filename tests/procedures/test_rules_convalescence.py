"""Convalescence against the examples of rules.md 3 and the edges of both laws."""

from typing import Any

import pytest
from pydantic import ValidationError
from the_law import LAW

from procedures.rules import Working, get

BIRTH = {"after": "maternity", "base_ended_on": "2025-09-30", "leave_from": "2025-10-06", "leave_to": "2025-10-10"}
SICK = {**BIRTH, "after": "sickness", "paid_sick_days": 30}
HURT = {**BIRTH, "after": "accident", "impairment_percent": 20}


def rest(**facts: Any) -> Working:
    return get("convalescence.benefit").apply(facts, LAW)


def base(**facts: Any) -> Working:
    return get("convalescence_base.find").apply({"after": "sickness", "leave_from": "2025-10-06", **facts}, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


# --- amounts ---------------------------------------------------------------------------------------------------------


def test_five_days_after_an_ordinary_birth_are_3_510_000() -> None:
    assert rest(**BIRTH).amount == 3_510_000  # 5 × 30 % × 2,340,000


def test_seven_days_after_a_caesarean_in_september_2026_are_5_313_000() -> None:
    dates = {"base_ended_on": "2026-08-31", "leave_from": "2026-09-07", "leave_to": "2026-09-13"}
    assert rest(after="maternity", why="surgery", **dates).amount == 5_313_000  # 7 × 30 % × 2,530,000


def test_each_day_is_paid_at_the_level_of_that_day() -> None:
    dates = {"base_ended_on": "2026-06-20", "leave_from": "2026-06-29", "leave_to": "2026-07-03"}
    working = rest(after="maternity", **dates)
    assert working.values["pieces"] == [{"level": 2_340_000, "days": 2}, {"level": 2_530_000, "days": 3}]
    assert working.amount == 3_681_000  # 2 × 702,000 + 3 × 759,000


# --- caps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        ({**SICK, "why": "long_term_disease"}, 10),
        ({**SICK, "why": "surgery"}, 7),
        (SICK, 5),
        ({**BIRTH, "why": "several_children"}, 10),
        ({**BIRTH, "why": "surgery"}, 7),
        (BIRTH, 5),
        ({**HURT, "impairment_percent": 15}, 5),
        ({**HURT, "impairment_percent": 30}, 5),
        ({**HURT, "impairment_percent": 31}, 7),
        ({**HURT, "impairment_percent": 50}, 7),
        ({**HURT, "impairment_percent": 51}, 10),
    ],
)
def test_the_cap_follows_the_reason(facts: dict[str, Any], days: int) -> None:
    working = rest(**{**facts, "leave_to": "2025-10-20"})  # 15 days asked for
    assert (working.values["days_paid"], codes(working)) == (days, ["limit_reached"])


def test_days_used_under_one_reason_reduce_the_next_cap() -> None:
    five = [{"rest_from": "2025-03-10", "days": 5}]
    assert rest(**SICK, why="surgery", taken=five).values["days_paid"] == 2
    assert rest(**SICK, taken=five).outcome == "denied"


def test_a_rest_over_new_year_belongs_to_the_earlier_year() -> None:
    earlier = [{"rest_from": "2025-12-29", "days": 5}]
    dates = {"base_ended_on": "2026-01-30", "leave_from": "2026-02-02", "leave_to": "2026-02-06"}
    assert rest(**{**SICK, **dates}, taken=earlier).values["days_paid"] == 5
    crossing = {"base_ended_on": "2025-12-26", "leave_from": "2025-12-30", "leave_to": "2026-01-03"}
    assert rest(**{**SICK, **crossing}, taken=[{"rest_from": "2025-03-03", "days": 3}]).values["days_paid"] == 2


def test_after_maternity_only_rests_since_that_leave_count() -> None:
    before, since = {"rest_from": "2025-02-03", "days": 5}, {"rest_from": "2025-10-02", "days": 2}
    assert rest(**BIRTH, taken=[before]).values["days_paid"] == 5
    assert rest(**BIRTH, taken=[before, since]).values["days_paid"] == 3


# --- windows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leave_from", "returned_on", "outcome"),
    [
        ("2025-10-30", "2025-10-01", "granted"),  # 30 September + 30 days
        ("2025-10-31", "2025-10-20", "denied"),  # the new law does not ask when work began again
    ],
)
def test_since_july_2025_it_begins_within_thirty_days_of_the_end(
    leave_from: str, returned_on: str, outcome: str
) -> None:
    working = rest(**{**BIRTH, "leave_from": leave_from, "leave_to": "2025-11-03"}, returned_on=returned_on)
    assert working.outcome == outcome


@pytest.mark.parametrize(("leave_from", "outcome"), [("2025-06-17", "granted"), ("2025-06-18", "denied")])
def test_before_it_begins_within_the_first_thirty_days_at_work(leave_from: str, outcome: str) -> None:
    dates = {"base_ended_on": "2025-04-30", "returned_on": "2025-05-19", "leave_to": "2025-06-20"}
    assert rest(**{**BIRTH, **dates, "leave_from": leave_from}).outcome == outcome


def test_a_later_conclusion_of_the_council_opens_the_window_anew() -> None:
    late = {**HURT, "base_ended_on": "2025-07-31", "returned_on": "2025-08-01"}
    assert codes(rest(**late)) == ["window_passed"]  # until 30 August
    assert rest(**late, concluded_on="2025-09-20").outcome == "granted"  # until 19 October


def test_a_rest_may_not_begin_before_the_leave_is_over() -> None:
    assert codes(rest(**{**BIRTH, "base_ended_on": "2025-10-06"})) == ["too_early"]


# --- exclusions ------------------------------------------------------------------------------------------------------


def test_thirty_paid_sick_days_are_needed() -> None:
    assert codes(rest(**{**SICK, "paid_sick_days": "29.5"})) == ["sick_days_short"]
    assert rest(**SICK).outcome == "granted"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"returned_early": True}, "returned_early"),
        ({"other_leave": "worked"}, "not_rested"),
        ({"other_leave": "annual"}, "not_rested"),
    ],
)
def test_who_did_not_rest_or_came_back_early_gets_nothing(change: dict[str, Any], code: str) -> None:
    working = rest(**BIRTH, **change)
    assert (working.outcome, working.amount, codes(working)) == ("denied", 0, [code])


def test_a_small_loss_of_capacity_gives_no_days() -> None:
    assert codes(rest(**{**HURT, "impairment_percent": 14})) == ["capacity_loss_too_low"]


def test_another_number_of_days_on_the_list_is_pointed_out() -> None:
    assert codes(rest(**BIRTH, days_declared=4)) == ["days_differ"]


def test_a_rest_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="ends before it starts"):
        rest(**{**BIRTH, "leave_to": "2025-10-05"})


# --- what it follows -------------------------------------------------------------------------------------------------

SICK_LEAVE = {"kind": "sickness", "from": "2025-08-11", "to": "2025-09-30", "days": 36, "amount": 1, "decision_no": "1"}
BIRTH_LEAVE = {"kind": "maternity", "from": "2025-01-01", "to": "2025-06-30"}


def test_the_last_leave_over_before_the_rest_is_what_it_follows() -> None:
    earlier = {**SICK_LEAVE, "from": "2025-02-03", "to": "2025-02-07", "days": 5}
    later = {**SICK_LEAVE, "from": "2025-11-03", "to": "2025-11-07", "days": 5}
    values = base(ledger=[SICK_LEAVE, later, earlier]).values
    assert (values["base_ended_on"], values["paid_sick_days"]) == ("2025-09-30", "41")  # 36 + 5 of the year so far


def test_nothing_found_is_for_the_specialist_whose_word_goes_before_the_ledger() -> None:
    assert base(ledger=[BIRTH_LEAVE]).outcome == "missing"
    found = base(ledger=[SICK_LEAVE], ended_on="2025-10-02", sick_days=40, days_taken=2)
    assert found.values["base_ended_on"] == "2025-10-02"
    assert found.values["paid_sick_days"] == "40"
    assert found.values["taken"] == [{"rest_from": "2025-10-06", "days": 2}]


def test_an_earlier_rest_counts_with_the_leave_that_ended_last_before_it() -> None:
    after_birth = {"kind": "convalescence", "from": "2025-07-07", "to": "2025-07-11", "days": 5}
    after_sickness = {"kind": "convalescence", "from": "2025-10-01", "to": "2025-10-02", "days": 2}
    ledger = [BIRTH_LEAVE, after_birth, SICK_LEAVE, after_sickness]
    assert base(ledger=ledger).values["taken"] == [{"rest_from": "2025-10-01", "days": 2}]


def test_a_rest_settled_before_does_not_stand_in_the_way_of_its_own_correction() -> None:
    settled = {"kind": "convalescence", "from": "2025-10-06", "to": "2025-10-10", "days": 5}
    assert base(ledger=[SICK_LEAVE, settled]).values["taken"] == []


def test_after_an_accident_list_and_ledger_must_agree_on_the_percentage() -> None:
    hurt = {"after": "accident", "returned_on": "2025-10-01", "ledger": [{"kind": "work_accident", "percent": 20}]}
    found = base(**hurt, declared_percent=20).values
    assert (found["base_ended_on"], found["impairment_percent"]) == ("2025-09-30", 20)
    assert base(**hurt, declared_percent=35).outcome == "missing"
    assert base(**hurt, declared_percent=35, percent=35).values["impairment_percent"] == 35
    assert base(after="accident", returned_on="2025-10-01").outcome == "missing"
