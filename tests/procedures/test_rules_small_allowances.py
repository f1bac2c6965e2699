"""The one-off of retired teachers and the allowance of Decision 613; no published example was found for either."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError
from the_law import LAW

from procedures.rules import Working, get

TEACHER, ALLOWANCE = get("teachers.one_off"), get("decision_613.allowance")


def teacher(**more: Any) -> Working:
    facts = {
        "applied_on": "2025-09-03",
        "retired_on": "2005-10-01",
        "periods": [{"from": "1979-09", "to": "2005-09"}],  # 26 years 1 month
        "pension": 5_200_000,
        **more,
    }
    return TEACHER.apply(facts, LAW)


def receiver(months_worked: int = 196, ended_on: str | None = "1998-12-31", **more: Any) -> Working:
    facts = {
        "decided_on": "2025-09-15",
        "born_on": "1950-03-02",  # a woman is 55 in March 2005
        "gender": "female",
        "by_file": {"months": months_worked, "ended_on": ended_on},
        **more,
    }
    return ALLOWANCE.apply(facts, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


# ---- teachers ----


def test_a_teacher_of_26_years_receives_a_tenth_of_the_pension_for_each() -> None:
    working = teacher()
    assert (working.outcome, working.values["months"], working.values["years"]) == ("granted", 313, 26)
    assert working.amount == 13_520_000  # 5,200,000 × 10 % × 26


@pytest.mark.parametrize(
    ("months", "years"), [(60, 5), (62, 5), (63, 5.5), (66, 5.5), (67, 6), (71, 6), (72, 6), (75, 6.5)]
)
def test_odd_months_count_by_halves(months: int, years: float) -> None:
    assert teacher(confirmed_months=months).values["years"] == years


def test_the_least_is_three_million() -> None:
    working = teacher(confirmed_months=60, pension=4_000_000)  # 4,000,000 × 10 % × 5 = 2,000,000
    assert working.amount == 3_000_000
    assert [line.value for line in working.lines] == [4_000_000, 2_000_000, 3_000_000]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"retired_on": "1993-12-31"}, "retired_outside"),
        ({"retired_on": "1994-01-01"}, None),
        ({"retired_on": "2011-05-31"}, None),
        ({"retired_on": "2011-06-01"}, "retired_outside"),
        ({"died_on": "2011-12-31"}, "died_before"),
        ({"died_on": "2012-01-01"}, None),
        ({"confirmed_months": 59}, "too_few_months"),
        ({"periods": [{"from": "1990-01", "to": "2005-09", "is_public": False}]}, "too_few_months"),
    ],
)
def test_who_receives_it(more: dict[str, Any], code: str | None) -> None:
    assert codes(teacher(**more)) == ([code] if code else [])


def test_months_at_two_schools_count_once() -> None:
    both = [{"from": "1980-01", "to": "1985-12"}, {"from": "1985-07", "to": "1986-12"}]
    assert teacher(periods=both).values["months"] == 84


# ---- Decision 613 ----


def test_the_amounts_are_the_first_one_raised_step_by_step() -> None:
    raised, steps = Fraction(464_267), iter(LAW.by_name["allowance_613"].entries[1:])
    for times, more in [
        ("1.137", 0), ("1.263", 0), ("1.096", 0), ("1.08", 0), ("1.0744", 0), ("1.0692", 0), ("1.0719", 0),
        ("1.074", 200_000), ("1.125", 300_000), ("1.15", 300_000), ("1.08", 300_000),
    ]:  # fmt: skip
        raised = Fraction((raised * Fraction(times) + Fraction(1, 2)).__floor__() + more)
        assert next(steps).value == raised


def test_somebody_of_age_in_2010_is_paid_from_may_of_that_year() -> None:
    working = receiver(decided_on="2011-06-15")
    assert (working.outcome, working.values["from_month"], working.values["months"]) == ("granted", "2010-05", 14)
    assert working.amount == 6_626_948  # 12 × 464,267 + 2 × 527,872


def test_somebody_younger_is_paid_from_the_month_after_the_working_age_ends() -> None:
    working = receiver(born_on="1964-08-20", gender="male", decided_on="2024-11-04")
    assert (working.values["from_month"], working.amount) == ("2024-09", 6_761_868)  # 3 × 2,253,956
    assert codes(receiver(born_on="1965-10-20", gender="male")) == ["not_old_enough"]


def test_an_incapacity_of_61_percent_stands_in_for_the_age() -> None:
    young: dict[str, Any] = {"born_on": "1966-01-10", "gender": "male", "assessed_on": "2025-06-20"}
    assert receiver(**young, incapacity_percent=61).values["from_month"] == "2025-07"
    assert codes(receiver(**young, incapacity_percent=60)) == ["not_old_enough"]


@pytest.mark.parametrize(("months", "ok"), [(179, False), (180, True), (239, True), (240, False)])
def test_from_15_to_below_20_years_must_have_been_worked(months: int, ok: bool) -> None:
    assert codes(receiver(months_worked=months)) == ([] if ok else ["wrong_years"])


def test_a_benefit_that_still_runs_is_no_ground() -> None:
    assert codes(receiver(ended_on=None)) == ["still_running"]


def test_whole_months_in_prison_are_left_out() -> None:
    free = receiver(decided_on="2025-09-15").values["months"]
    away = receiver(decided_on="2025-09-15", away_from="2025-01-10", away_until="2025-04-20").values["months"]
    assert free - away == 2  # February and March


def test_after_a_death_funeral_and_one_off_are_added_and_the_month_of_death_is_the_last() -> None:
    working = receiver(born_on="1965-06-10", gender="male", died_on="2025-08-12", decided_on="2025-09-15")
    assert (working.values["from_month"], working.values["months"]) == ("2025-07", 2)
    assert working.values["funeral"] == 23_400_000  # 10 × 2,340,000
    assert working.values["one_off"] == 6_761_868  # 3 × 2,253,956
    assert working.amount == 34_669_780  # + 2 × 2,253,956


def test_what_a_specialist_concludes_goes_before_the_archive() -> None:
    assert codes(receiver(months_worked=170, by_search={"months": 181, "ended_on": "1997-06-30"})) == []
    assert codes(receiver(by_statement={"months": 170, "ended_on": "1998-12-31"})) == ["wrong_years"]
    with pytest.raises(ValidationError, match="nothing is known of the old file"):
        receiver(by_file=None)
