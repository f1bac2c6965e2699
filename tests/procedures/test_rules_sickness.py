"""Sickness benefit against the examples of rules.md 1 and the edges of both laws."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from the_law import LAW, paid

from procedures.rules import Working, get

RULE = get("sickness.benefit")
TEN_YEARS = [paid("2016-01", "2026-12", 12_000_000)]


def settle(leave_from: str, leave_to: str, **more: Any) -> Working:
    facts = {"leave_from": leave_from, "leave_to": leave_to, "contributions": TEN_YEARS, **more}
    return RULE.apply(facts, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


# ---- published examples ----


def test_five_days_of_twelve_million_are_1_875_000() -> None:
    working = settle("2026-03-02", "2026-03-06")  # 12,000,000 × 75 % ÷ 24 × 5
    assert (working.outcome, working.amount) == ("granted", 1_875_000)
    assert working.values["days_paid"] == 5


def test_admission_in_the_afternoon_counts_half_a_day_as_vss_wrote() -> None:
    # half of 13 May (1 h 50 of the shift missed); 14, 15, 16, 18, 19 May; 20 May until 15:40 is most of a day
    working = settle(
        "2026-05-13",
        "2026-05-20",
        contributions=[paid("2020-01", "2026-04", 9_600_000)],
        weekly_rest_days=["sunday"],
        starts_at="14:40",
        ends_at="15:40",
        shift={"from": "07:30", "to": "16:30"},
    )
    assert working.values["days_paid"] == 6.5
    assert working.amount == 1_950_000  # 9,600,000 × 75 % ÷ 24 = 300,000 a day


def test_after_maternity_leave_the_nearest_paid_month_before_it_decides() -> None:
    history = [
        paid("2022-01", "2024-11", 8_000_000),
        paid("2024-12", "2025-05", 8_000_000, regime="maternity"),
        paid("2025-06", "2025-06", 9_000_000),
    ]
    working = settle("2025-06-30", "2025-07-02", contributions=history)
    assert working.values["base_month"] == "2024-11"
    assert working.amount == 750_000  # 8,000,000 × 75 % ÷ 24 × 3


def test_the_daily_amount_is_not_rounded_before_the_days() -> None:
    # 10,000,000 ÷ 24 × 7 = 2,916,666.67; seven days of 416,667 would be 2,916,669
    history = [paid("2020-01", "2026-02", 10_000_000)]
    assert settle("2026-03-02", "2026-03-10", contributions=history, group="armed_forces_officer").amount == 2_916_667


# ---- base month ----


def test_in_the_first_month_the_wage_of_that_month_counts() -> None:
    working = settle("2026-03-16", "2026-03-17", contributions=[paid("2026-03", "2026-03", 7_200_000)])
    assert working.values["base_month"] == "2026-03"
    assert working.amount == 450_000  # 7,200,000 × 75 % ÷ 24 × 2


def test_in_the_first_month_back_the_wage_of_that_month_counts() -> None:
    history = [paid("2018-01", "2023-06", 5_000_000), paid("2026-03", "2026-03", 7_200_000)]
    working = settle("2026-03-16", "2026-03-17", contributions=history, rejoined_in="2026-03")
    assert working.values["base_month"] == "2026-03"


def test_a_raise_in_the_month_of_leave_does_not_count() -> None:
    history = [paid("2020-01", "2026-02", 12_000_000), paid("2026-03", "2026-03", 20_000_000)]
    assert settle("2026-03-16", "2026-03-16", contributions=history).amount == 375_000


def test_voluntary_months_give_no_sickness_benefit() -> None:
    working = settle(
        "2026-03-16", "2026-03-16", contributions=[paid("2020-01", "2026-02", 5_000_000, regime="voluntary")]
    )
    assert (working.outcome, codes(working)) == ("denied", ["not_insured"])


def test_who_left_insurance_months_ago_is_not_insured() -> None:
    working = settle("2026-03-16", "2026-03-16", contributions=[paid("2020-01", "2025-12", 5_000_000)])
    assert codes(working) == ["not_insured"]


# ---- days a year ----

YEARS_14, YEARS_15, YEARS_30 = ("2012-03", "2011-03", "1996-03")  # first month; leave in March 2026


@pytest.mark.parametrize(
    ("began", "condition", "quota"),
    [
        (YEARS_14, "normal", 30),
        ("2011-04", "normal", 30),  # 14 years and 11 months: no rounding for conditions
        (YEARS_15, "normal", 40),
        (YEARS_30, "normal", 60),
        (YEARS_14, "hazardous", 40),
        (YEARS_15, "difficult_area", 50),
        (YEARS_30, "hazardous", 70),
    ],
)
def test_the_quota_follows_completed_years_and_the_present_job(began: str, condition: str, quota: int) -> None:
    working = settle(
        "2026-03-02",
        "2026-06-30",
        contributions=[paid(began, "2026-02", 12_000_000)],
        working_condition=condition,
    )
    assert working.values["days_paid"] == quota
    assert working.values["quota"] == {"2026": {"days": quota, "taken_before": 0, "left": 0}}
    assert working.amount == quota * 375_000
    assert codes(working) == ["quota_used"]


def test_days_taken_before_use_up_the_quota_whatever_the_job_was_then() -> None:
    working = settle("2026-03-02", "2026-03-06", taken=[{"year": 2026, "days": "27.5"}])
    assert working.values["days_paid"] == 2.5
    assert working.values["quota"]["2026"] == {"days": 30, "taken_before": 27.5, "left": 0}
    none = settle("2026-03-02", "2026-03-06", taken=[{"year": 2026, "days": 30}])
    assert (none.outcome, none.amount, codes(none)) == ("denied", 0, ["quota_used"])


def test_a_leave_over_new_year_counts_each_year_on_its_own() -> None:
    # 28–31 Dec 2026: 4 days, 2 left of that year; 4–5 Jan 2027: 2 days of the new year; 1 Jan is a holiday
    working = settle("2026-12-28", "2027-01-05", taken=[{"year": 2026, "days": 28}])
    assert [(p["year"], p["days"]) for p in working.values["pieces"]] == [(2026, 2), (2027, 2)]
    assert working.amount == 4 * 375_000
    assert working.values["quota"]["2027"]["left"] == 28


def test_holidays_rest_days_and_the_roster_do_not_count() -> None:
    # 24 Apr – 4 May 2026: 24, 28, 29 Apr, 4 May are working days; 27 Apr, 30 Apr and 1 May are off
    assert settle("2026-04-24", "2026-05-04").values["days_paid"] == 4
    assert settle("2026-04-24", "2026-05-04", days_off=["2026-04-28"]).values["days_paid"] == 3
    assert settle("2026-04-24", "2026-05-04", weekly_rest_days=["sunday"]).values["days_paid"] == 6  # 25 Apr, 2 May


def test_days_of_another_leave_do_not_count() -> None:
    other = [{"from": "2026-03-05", "to": "2026-03-09", "kind": "annual"}]
    working = settle("2026-03-02", "2026-03-06", other_leave=other)
    assert (working.values["days_paid"], codes(working)) == (3, ["overlaps_other_leave"])
    none = settle("2026-03-05", "2026-03-06", other_leave=other)
    assert (none.outcome, codes(none)) == ("denied", ["no_working_day"])


# ---- half days, both laws ----


@pytest.mark.parametrize(
    ("starts_at", "days"),
    [
        ("07:00", 1),
        ("12:00", 0.5),  # 3.5 of 8 working hours missed
        ("11:30", 1),  # 4 of 8 hours: half a day counts whole
        ("11:31", 0.5),
        ("16:00", 0.5),
        ("16:30", 0),
        ("20:00", 0),
    ],
)
def test_less_than_half_a_shift_is_half_a_day(starts_at: str, days: float) -> None:
    shift = {"from": "07:30", "to": "16:30", "break_from": "12:00", "break_to": "13:00"}
    working = settle("2026-03-02", "2026-03-03", starts_at=starts_at, shift=shift)
    assert working.values["days_paid"] == days + 1


def test_half_days_may_be_listed_instead_of_hours() -> None:
    listed = settle("2026-03-02", "2026-03-06", half_days=1, days_declared="4.5")
    assert (listed.values["days_paid"], listed.reasons) == (4.5, ())
    assert settle("2026-03-02", "2026-03-06", half_days=9).values["days_paid"] == 2.5
    assert settle("2025-06-02", "2025-06-06", half_days=1).values["days_paid"] == 5  # not before July 2025


def test_days_declared_otherwise_are_pointed_out_and_not_paid() -> None:
    working = settle("2026-03-02", "2026-03-06", days_declared=7)
    assert (working.amount, codes(working)) == (1_875_000, ["days_differ"])


def test_empty_fields_of_a_form_count_as_not_given() -> None:
    empty = dict.fromkeys(("child_birth_on", "working_condition", "half_days", "shift", "taken", "group"))
    assert settle("2026-03-02", "2026-03-06", **empty).amount == 1_875_000


def test_a_night_shift_is_measured_over_midnight() -> None:
    shift = {"from": "22:00", "to": "06:00"}
    assert settle("2026-03-02", "2026-03-02", starts_at="03:00", shift=shift).values["days_paid"] == 0.5
    assert settle("2026-03-02", "2026-03-02", starts_at="21:00", shift=shift).values["days_paid"] == 1


def test_half_days_begin_with_1_july_2025() -> None:
    shift = {"from": "07:30", "to": "16:30"}
    # Mon 30 June 2025, old law: the day counts whole; Tue 1 July 2025: half
    assert settle("2025-06-30", "2025-06-30", starts_at="15:00", shift=shift).values["days_paid"] == 1
    assert settle("2025-07-01", "2025-07-01", starts_at="15:00", shift=shift).values["days_paid"] == 0.5


# ---- long-term disease, both laws ----


def test_a_long_term_disease_goes_on_at_the_lower_rate_after_the_quota() -> None:
    # 2 Mar – 30 Apr 2026: 44 weekdays less 27 Apr and 30 Apr = 42; 30 at 75 %, 12 at 50 % (10 years)
    working = settle("2026-03-02", "2026-04-30", long_term_disease=True)
    assert [(p["rate"], p["days"]) for p in working.values["pieces"]] == [(75, 30), (50, 12)]
    assert working.amount == 30 * 375_000 + 12 * 250_000


@pytest.mark.parametrize(("began", "rate"), [(YEARS_14, 50), (YEARS_15, 55), (YEARS_30, 65)])
def test_the_lower_rate_follows_completed_years(began: str, rate: int) -> None:
    history = [paid(began, "2026-02", 12_000_000)]
    taken = [{"year": 2026, "days": 60, "long_term": True, "began_on": "2026-01-05"}]
    working = settle("2026-03-02", "2026-03-02", contributions=history, long_term_disease=True, taken=taken)
    assert [p["rate"] for p in working.values["pieces"]] == [rate]


def test_long_term_days_begun_before_july_2025_spare_the_quota_of_2025() -> None:
    earlier = {"year": 2025, "days": 30, "long_term": True}
    spared = settle("2025-09-15", "2025-09-15", taken=[{**earlier, "began_on": "2025-06-30"}])
    counted = settle("2025-09-15", "2025-09-15", taken=[{**earlier, "began_on": "2025-07-01"}])
    assert (spared.outcome, counted.outcome) == ("granted", "denied")


def test_under_the_old_law_a_long_term_disease_is_paid_by_months_for_180_days() -> None:
    # 1 Jan – 31 May 2025, 151 calendar days: five months at 75 %
    whole = settle("2025-01-01", "2025-05-31", long_term_disease=True)
    assert whole.values["pieces"] == [{"year": 2025, "rate": 75, "days": 0, "months": 5}]
    assert whole.amount == 5 * 9_000_000
    # one month and 9 odd days (1 Mar – 9 Apr, Sundays and the holiday of 7 Apr counted): 9,000,000 × (1 + 9/24)
    assert settle("2025-03-01", "2025-04-09", long_term_disease=True).amount == 12_375_000


def test_under_the_old_law_the_lower_rate_follows_the_180th_day() -> None:
    # 170 days taken: 1–10 Jan at 75 % (10 odd days), 11 Jan – 10 Feb one month at 50 % (nine years)
    working = settle("2025-01-01", "2025-02-10", long_term_disease=True, long_term_days_taken=170)
    assert [(p["rate"], p["months"], p["days"]) for p in working.values["pieces"]] == [(75, 0, 10), (50, 1, 0)]
    assert working.amount == 3_750_000 + 6_000_000


def test_under_the_old_law_the_lower_rate_lasts_no_longer_than_was_paid() -> None:
    working = settle(
        "2025-04-01",
        "2025-06-30",
        contributions=[paid("2025-01", "2025-02", 12_000_000), paid("2025-03", "2025-06", 0, regime="unpaid")],
        long_term_disease=True,
        long_term_days_taken=180,
        reduced_rate_since="2025-03-01",
    )
    # two months paid: 1 March – 30 April; of this leave April
    assert [(p["rate"], p["months"]) for p in working.values["pieces"]] == [(50, 1)]
    assert codes(working) == ["lower_rate_ended"]


def test_odd_days_never_bring_more_than_the_month() -> None:
    assert settle("2025-03-01", "2025-03-30", long_term_disease=True).amount == 9_000_000  # 30 ÷ 24 would be more
    assert settle("2025-03-01", "2025-03-31", long_term_disease=True).amount == 9_000_000


@pytest.mark.parametrize(("leave_from", "months"), [("2025-06-30", 1), ("2025-07-01", 0)])
def test_the_first_day_of_leave_chooses_the_law(leave_from: str, months: int) -> None:
    working = settle(leave_from, "2025-07-31", long_term_disease=True)
    assert working.values["months_paid"] == months
    basis = {source.basis for source in working.sources if source.parameter == "sickness_rate"}
    assert basis == {"Law 58/2014/QH13 art. 28.1" if months else "Law 41/2024/QH15 art. 45"}


# ---- children ----


@pytest.mark.parametrize(
    ("born", "days"),
    [
        ("2024-05-01", 20),
        ("2023-03-03", 20),  # three years old the day after the leave begins
        ("2023-03-02", 15),  # three years old on the first day
        ("2020-01-01", 15),
    ],
)
def test_days_for_a_sick_child_follow_its_age(born: str, days: int) -> None:
    working = settle("2026-03-02", "2026-04-10", cause="sick_child", child_birth_on=born)
    assert working.values["days_paid"] == days
    assert working.amount == days * 375_000


def test_a_child_of_seven_is_no_longer_covered() -> None:
    assert codes(settle("2026-03-02", "2026-03-02", cause="sick_child", child_birth_on="2019-03-02")) == [
        "child_too_old"
    ]
    # the birthday falls on Wed 4 March: Monday and Tuesday are paid
    working = settle("2026-03-02", "2026-03-06", cause="sick_child", child_birth_on="2019-03-04")
    assert (working.values["days_paid"], codes(working)) == (2, ["child_too_old"])


def test_each_child_has_its_own_days() -> None:
    taken = [{"year": 2026, "days": 18}]
    child = {"cause": "sick_child", "child_birth_on": "2024-05-01"}
    assert settle("2026-03-02", "2026-03-06", **child, taken=taken).values["days_paid"] == 2
    assert settle("2026-03-02", "2026-03-06", **child).values["days_paid"] == 5


# ---- who and why ----


def test_the_armed_forces_are_paid_in_full_as_long_as_treated() -> None:
    working = settle("2026-03-02", "2026-06-30", group="armed_forces_officer")
    assert {p["rate"] for p in working.values["pieces"]} == {100}
    assert working.values["days_paid"] == 84  # 22 + 22 + 21 + 22 weekdays, less 27 Apr, 30 Apr and 1 May
    assert working.amount == 84 * 500_000


@pytest.mark.parametrize("cause", ["self_harm", "drugs", "work_accident_first_treatment"])
def test_excluded_causes_are_denied(cause: str) -> None:
    working = settle("2026-03-02", "2026-03-06", cause=cause)
    assert (working.outcome, working.amount, codes(working)) == ("denied", 0, ["cause_excluded"])


def test_drunkenness_was_excluded_until_june_2025() -> None:
    assert settle("2025-06-30", "2025-06-30", cause="drunkenness").outcome == "denied"
    assert settle("2025-07-01", "2025-07-01", cause="drunkenness").outcome == "granted"


def test_household_business_owners_are_covered_from_july_2025() -> None:
    owner = {"group": "household_business_owner"}
    assert codes(settle("2025-06-30", "2025-06-30", **owner)) == ["group_not_covered"]
    assert settle("2025-07-01", "2025-07-01", **owner).outcome == "granted"
    assert codes(settle("2026-03-02", "2026-03-02", group="conscript")) == ["group_not_covered"]


def test_fourteen_sick_days_in_a_month_free_it_of_contribution() -> None:
    # 9–31 March 2026: 17 working days; 1–17 April: 13
    assert settle("2026-03-09", "2026-04-17").values["contribution_free_months"] == ["2026-03"]
    first_month = [paid("2026-03", "2026-03", 7_200_000)]
    assert settle("2026-03-09", "2026-03-31", contributions=first_month).values["contribution_free_months"] == []


# ---- the working ----


def test_the_working_names_every_number_of_law_with_its_source() -> None:
    working = settle("2026-03-02", "2026-03-06")
    assert {source.parameter for source in working.sources} >= {
        "sickness_rate",
        "sickness_quota_days",
        "sickness_month_days",
    }
    assert all(source.basis and source.as_of == date(2026, 3, 2) for source in working.sources)
    assert [line.value for line in working.lines] == [12_000_000, 24, 75, 1_875_000]
    assert working.plain()["amount"] == 1_875_000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"leave_to": "2026-03-01"}, "ends before it starts"),
        ({"cause": "sick_child"}, "child_birth_on"),
        ({"starts_at": "10:00"}, "needs the shift"),
        (
            {"starts_at": "10:00", "shift": {"from": "07:00", "to": "15:00"}, "half_days": 1},
            "either hours or half_days",
        ),
        ({"cause": "laziness"}, "Input should be"),
        ({"wage": 1}, "Extra inputs"),
        ({"contributions": [paid("2026-02", "2026-01", 1)]}, "ends before it starts"),
        ({"contributions": [paid("2026-13", "2026-14", 1)]}, "String should match"),
    ],
)
def test_facts_that_make_no_sense_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        settle(**{"leave_from": "2026-03-02", "leave_to": "2026-03-06", **change})


def test_a_month_held_twice_must_be_settled_by_the_register_first() -> None:
    with pytest.raises(ValueError, match="two periods of the history hold 2026-02"):
        settle("2026-03-02", "2026-03-06", contributions=[paid("2026-01", "2026-02", 1), paid("2026-02", "2026-03", 2)])


# ---- properties ----

STARTS = st.dates(date(2024, 1, 1), date(2026, 6, 30))
LENGTHS = st.integers(0, 90)
LONG_TERM = st.booleans()


def _amount(first: date, length: int, long_term: bool, taken: Decimal = Decimal(0)) -> tuple[int, Fraction]:
    working = settle(
        first.isoformat(),
        (first + timedelta(days=length)).isoformat(),
        long_term_disease=long_term,
        taken=[{"year": first.year, "days": taken, "long_term": long_term, "began_on": first}] if taken else [],
    )
    return working.amount or 0, Fraction(str(working.values["days_paid"]))


@given(STARTS, LENGTHS, LONG_TERM)
def test_a_longer_leave_never_brings_less(first: date, length: int, long_term: bool) -> None:
    assert _amount(first, length, long_term)[0] <= _amount(first, length + 1, long_term)[0]


@given(st.dates(date(2025, 7, 1), date(2026, 6, 30)), LENGTHS, LENGTHS, LONG_TERM)
def test_two_leaves_in_a_row_bring_what_one_brings(first: date, length: int, more: int, long_term: bool) -> None:
    second = first + timedelta(days=length + 1)
    last = second + timedelta(days=more)
    if last.year != first.year:
        return
    whole, days = _amount(first, length + 1 + more, long_term)
    early, early_days = _amount(first, length, long_term)
    missed = settle(first.isoformat(), (second - timedelta(days=1)).isoformat(), long_term_disease=long_term)
    late, late_days = _amount(second, more, long_term, Decimal(str(missed.values["days_paid"])))
    assert early_days + late_days == days
    assert abs(early + late - whole) <= 1  # each line is rounded once


@given(STARTS, LENGTHS, st.integers(1, 50_000_000), st.integers(0, 1_000_000))
def test_a_higher_wage_never_brings_less(first: date, length: int, wage: int, more: int) -> None:
    last = first + timedelta(days=length)
    lower, higher = (
        settle(first.isoformat(), last.isoformat(), contributions=[paid("2016-01", "2026-12", w)]).amount or 0
        for w in (wage, wage + more)
    )
    assert lower <= higher
