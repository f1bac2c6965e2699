"""One-time withdrawal against the published examples of rules.md 6 and the edges of both laws."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from the_law import LAW, paid, with_parameter

from procedures.rules import Parameters, Working, get
from procedures.rules.history import half_years
from procedures.rules.lump_sum import rounded_half_years
from procedures.rules.pension_age import normal_age_on

RULE = get("lump_sum.benefit")
OUT = "e_12_months_out_and_under_20_years"
# decided in 2026, wages of 2013 count 1.42, 2014 and 2015 1.36
FOUR_YEARS = [paid("2019-01", "2022-12", 10_000_000)]


def settle(law: Parameters = LAW, **more: Any) -> Working:
    facts = {
        "case": OUT,
        "requested_on": "2026-03-02",
        "decided_on": "2026-03-09",
        "contributions": FOUR_YEARS,
        **more,
    }
    return RULE.apply(facts, law)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


FLAT = with_parameter("si_wage_index", {str(year): "1.00" for year in range(1995, 2027)}, date(2000, 1, 1))


# ---- published examples ----


def test_worker_a_of_2017_receives_11_531_338() -> None:
    law = with_parameter(
        "si_wage_index",
        {"2013": "1.08", "2014": "1.03", "2015": "1.03", "2016": "1.00", "2017": "1.00"},
        date(2017, 1, 1),
    )
    history = [
        paid("2013-01", "2013-12", 1_200_000),  # 12 × 1,200,000 × 1.08
        paid("2014-01", "2014-09", 1_445_000),  #  9 × 1,445,000 × 1.03
        paid("2014-10", "2014-12", 2_140_000),  #  3 × 2,140,000 × 1.03
        paid("2015-01", "2015-06", 2_140_000),  #  6 × 2,140,000 × 1.03
        paid("2016-01", "2016-02", 2_140_000),  #  2 × 2,140,000
        paid("2016-03", "2016-07", 2_515_000),  #  5 × 2,515,000; together 65,639,950 over 37 months
    ]
    working = settle(law, contributions=history, requested_on="2017-09-01", decided_on="2017-09-10")
    assert working.values["average_wage"] == 1_774_052  # 1,774,052.70 cut
    assert (working.values["years_before"], working.values["years_after"]) == (1, 2.5)  # 25 months: 2 years, 1 odd
    assert working.amount == 11_531_338  # 2,661,078 + 8,870,260


def test_three_years_before_and_four_after_at_ten_million_are_125_000_000() -> None:
    history = [paid("2011-01", "2013-12", 10_000_000), paid("2014-01", "2017-12", 10_000_000)]
    working = settle(FLAT, contributions=history)
    assert working.amount == 125_000_000  # 10,000,000 × (3 × 1.5 + 4 × 2)
    assert [line.value for line in working.lines[-3:]] == [45_000_000, 80_000_000, 125_000_000]


# ---- years ----


@pytest.mark.parametrize(
    ("before", "after", "halves"),
    [
        (12, 25, (2, 5)),
        (14, 25, (2, 5)),  # 2 odd months move over: 27 months, 2 years and 3 months
        (23, 25, (2, 6)),  # 11 move over: 36 months, 3 years
        (7, 8, (0, 3)),  # 7 move over: 15 months, 1 year and 3 months
        (14, 0, (3, 0)),  # nothing after: rounded in place
        (19, 0, (4, 0)),
        (18, 0, (3, 0)),
        (0, 18, (0, 3)),  # 6 odd months are half a year
        (0, 19, (0, 4)),  # 7 are a whole one
        (11, 1, (0, 2)),
    ],
)
def test_odd_months_move_over_and_round_to_half_years(before: int, after: int, halves: tuple[int, int]) -> None:
    assert rounded_half_years(before, after) == halves


@given(st.integers(0, 300))
def test_half_years_never_shrink_and_never_add_more_than_half_a_year(months: int) -> None:
    assert half_years(months) <= half_years(months + 1)
    assert months <= 6 * half_years(months) <= months + 5


# ---- the index ----


def test_wages_are_indexed_by_the_year_of_decision() -> None:
    history = [paid("2013-01", "2013-12", 1_000_000)]
    in_2025 = settle(contributions=history, requested_on="2025-12-20", decided_on="2025-12-31")
    in_2026 = settle(contributions=history, requested_on="2025-12-20", decided_on="2026-01-01")
    assert in_2025.values["average_wage"] == 1_370_000
    assert in_2026.values["average_wage"] == 1_420_000
    assert in_2026.amount == 2_130_000  # × 1.5


def test_years_before_1995_use_their_common_coefficient() -> None:
    working = settle(contributions=[paid("1993-01", "1994-12", 100_000)])
    assert working.values["average_wage"] == 581_000


def test_a_decision_before_the_years_table_says_that_it_is_provisional() -> None:
    working = settle(contributions=FOUR_YEARS, requested_on="2027-01-04", decided_on="2027-01-11")
    assert working.values["is_provisional"] is True
    assert codes(working) == ["index_provisional"]
    assert settle().values["is_provisional"] is False


def test_no_coefficient_is_below_one() -> None:
    law = with_parameter("si_wage_index", {"2019": "0.97"}, date(2000, 1, 1))
    assert settle(law, contributions=[paid("2019-01", "2019-12", 10_000_000)]).amount == 20_000_000


# ---- less than a year ----


def test_less_than_a_year_brings_back_what_was_paid() -> None:
    working = settle(FLAT, contributions=[paid("2022-01", "2022-08", 10_000_000)])
    assert working.amount == 17_600_000  # 22 % × 80,000,000


def test_less_than_a_year_brings_at_most_two_averages() -> None:
    # 22 % × 110,000,000 = 24,200,000 > 2 × 10,000,000
    assert settle(FLAT, contributions=[paid("2022-01", "2022-11", 10_000_000)]).amount == 20_000_000


# ---- State support ----

SUPPORTED = [paid("2019-01", "2022-12", 1_500_000, regime="voluntary", state_support=33_000)]


def test_the_states_support_is_taken_off() -> None:
    working = settle(FLAT, contributions=SUPPORTED)
    assert working.values["state_support"] == 48 * 33_000
    assert working.amount == 4 * 2 * 1_500_000 - 1_584_000


@pytest.mark.parametrize(
    "ground",
    [
        {"case": "c_serious_illness", "illness": "cancer"},
        {"case": "d_incapacity_81_or_special_severe_disability", "is_severely_disabled": True},
    ],
)
def test_the_gravely_ill_and_disabled_keep_the_support(ground: dict[str, Any]) -> None:
    assert settle(FLAT, contributions=SUPPORTED, **ground).amount == 12_000_000


# ---- twelve months outside, fewer than twenty years ----


@pytest.mark.parametrize(
    ("last", "requested_on", "outcome"),
    [
        ("2025-02", "2026-03-02", "granted"),  # March 2025 to February 2026: twelve months
        ("2025-03", "2026-03-31", "denied"),  # April 2025 to February 2026: eleven
        ("2025-03", "2026-04-01", "granted"),
    ],
)
def test_twelve_unpaid_months_must_lie_before_the_month_of_the_request(
    last: str, requested_on: str, outcome: str
) -> None:
    history = [paid("2020-01", last, 10_000_000)]
    working = settle(contributions=history, requested_on=requested_on, decided_on=requested_on)
    assert working.outcome == outcome
    assert codes(working) == ([] if outcome == "granted" else ["not_long_enough_outside"])


def test_months_that_owed_no_contribution_do_not_count_as_outside() -> None:
    history = [paid("2020-01", "2024-12", 10_000_000), paid("2025-01", "2025-03", 0, regime="unpaid")]
    working = settle(contributions=history)  # April 2025 to February 2026: eleven
    assert (working.outcome, working.values["months_outside"]) == ("denied", 11)


def test_under_the_old_law_one_year_runs_from_the_day_of_leaving() -> None:
    history = [paid("2020-01", "2024-06", 10_000_000)]
    old = {"contributions": history, "left_work_on": "2024-06-10", "decided_on": "2025-06-20"}
    assert settle(**old, requested_on="2025-06-10").outcome == "granted"
    assert settle(**old, requested_on="2025-06-09").outcome == "denied"
    # without the day, the end of the last paid month
    unknown = {"contributions": history, "decided_on": "2025-06-30"}
    assert settle(**unknown, requested_on="2025-06-29").outcome == "denied"
    assert settle(**unknown, requested_on="2025-06-30").outcome == "granted"


@pytest.mark.parametrize(("requested_on", "outcome"), [("2025-06-30", "granted"), ("2025-07-01", "granted")])
def test_old_contributions_allow_it_under_both_laws(requested_on: str, outcome: str) -> None:
    assert settle(requested_on=requested_on, decided_on=requested_on).outcome == outcome


def test_who_began_after_june_2025_must_wait_for_the_pension() -> None:
    late = {"requested_on": "2027-03-01", "decided_on": "2027-03-01"}
    assert codes(settle(contributions=[paid("2025-07", "2025-12", 1)], **late)) == ["began_too_late"]
    assert settle(contributions=[paid("2025-06", "2025-12", 10_000_000)], **late).outcome == "granted"


def test_twenty_years_are_too_many() -> None:
    nearly = [paid("2004-02", "2023-12", 10_000_000)]  # 239 months
    twenty = [paid("2004-01", "2023-12", 10_000_000)]
    assert settle(contributions=nearly).outcome == "granted"
    assert codes(settle(contributions=twenty)) == ["too_many_years"]


def test_who_still_pays_cannot_withdraw() -> None:
    ill = {"case": "c_serious_illness", "illness": "cancer"}
    assert codes(settle(contributions=[paid("2020-01", "2026-03", 1)], **ill)) == ["still_insured"]
    assert codes(settle(contributions=[])) == ["nothing_paid"]
    assert codes(settle(contributions=[paid("2020-01", "2020-12", 0, regime="unpaid")])) == ["nothing_paid"]


# ---- the other cases ----


@pytest.mark.parametrize(
    ("born", "gender", "reached_on"),
    [
        (date(1964, 12, 15), "male", date(2026, 6, 15)),  # 61 years 6 months
        (date(1964, 9, 30), "male", date(2025, 12, 30)),  # 61 years 3 months
        (date(1966, 4, 1), "male", date(2028, 4, 1)),  # 62 years
        (date(1969, 5, 31), "female", date(2026, 5, 31)),  # 57 years
        (date(1975, 5, 1), "female", date(2035, 5, 1)),  # 60 years
        (date(1950, 1, 1), "female", date(2005, 1, 1)),
    ],
)
def test_retirement_age_follows_the_month_of_birth(born: date, gender: str, reached_on: date) -> None:
    assert normal_age_on(born, gender, date(2026, 3, 2), LAW) == reached_on


def test_retirement_age_with_too_few_years_for_a_pension() -> None:
    person = {"case": "a_retirement_age_under_15_years", "birth_on": "1964-09-01", "gender": "male"}
    assert settle(**person).outcome == "granted"
    assert codes(settle(**{**person, "birth_on": "1970-01-01"})) == ["below_retirement_age"]
    fifteen = [paid("2005-01", "2019-12", 10_000_000)]
    assert codes(settle(**person, contributions=fifteen)) == ["enough_for_pension"]
    # the old law asked twenty years for a pension
    old = {"requested_on": "2025-06-30", "decided_on": "2025-06-30", "birth_on": "1964-01-01"}
    assert settle(**{**person, **old}, contributions=fifteen).outcome == "granted"


def test_underground_work_lowers_the_retirement_age() -> None:
    miner = {"case": "a_retirement_age_under_15_years", "gender": "male", "retirement_years_earlier": 10}
    # ten years below the age of 2026, 61 years 6 months: 51 years 6 months on 1 March 2026
    assert settle(**miner, birth_on="1974-09-01").outcome == "granted"
    assert settle(**miner, birth_on="1974-10-01").outcome == "denied"


def test_only_listed_illnesses_count() -> None:
    assert settle(case="c_serious_illness", illness="aids").outcome == "granted"
    assert codes(settle(case="c_serious_illness", illness="influenza")) == ["illness_not_listed"]
    assert codes(settle(case="c_serious_illness")) == ["illness_not_listed"]


def test_incapacity_begins_with_81_percent() -> None:
    case = {"case": "d_incapacity_81_or_special_severe_disability"}
    assert settle(**case, incapacity_percent=81).outcome == "granted"
    assert codes(settle(**case, incapacity_percent=80)) == ["incapacity_too_low"]


def test_emigration_demobilisation_and_foreign_workers() -> None:
    assert settle(case="b_emigration").outcome == "granted"
    assert settle(case="f_demobilised").outcome == "granted"
    assert settle(case="g_foreign_worker", foreign_ground="contract_or_permit_ended").outcome == "granted"
    assert codes(settle(case="g_foreign_worker", foreign_ground="illness", illness="cold")) == ["illness_not_listed"]


def test_entitlement_alone_gives_no_amount() -> None:
    facts = {"case": OUT, "requested_on": "2026-03-02", "decided_on": "2026-03-09", "contributions": FOUR_YEARS}
    working = get("lump_sum.entitlement").apply(facts, LAW)
    assert (working.outcome, working.amount, working.values) == ("granted", None, {"months": 48, "months_outside": 38})


# ---- State-scale wages ----


def test_state_wages_of_those_who_began_early_are_expressed_in_todays_level() -> None:
    # began 2009: last 120 months; 3.0 for 5 years and 4.0 for 10 → 4.0 × 2,340,000 in March 2026
    history = [
        paid("2009-01", "2013-12", 1, regime="compulsory_state", pay_coefficient="3.0"),
        paid("2014-01", "2023-12", 1, regime="compulsory_state", pay_coefficient="4.0"),
    ]
    assert settle(contributions=history).values["average_wage"] == 9_360_000


def test_where_the_register_gives_only_dong_the_level_of_the_month_gives_the_coefficient() -> None:
    # 5,960,000 ÷ 1,490,000 = 4.0 in 2020; began before 2016 because of 2015
    history = [
        paid("2015-12", "2015-12", 4_600_000, regime="compulsory_state"),  # ÷ 1,150,000
        paid("2020-01", "2020-12", 5_960_000, regime="compulsory_state"),
    ]
    assert settle(contributions=history).values["average_wage"] == 9_360_000


def test_the_whole_time_counts_when_its_average_is_higher() -> None:
    higher = [
        paid("2016-01", "2020-12", 20_000_000, regime="compulsory_state"),
        paid("2021-01", "2021-12", 20_000_000, regime="compulsory_state"),
    ]
    falling = with_parameter("state_wage_average_months", {"0": 12}, date(2016, 1, 1))
    history = [{**higher[0]}, {**higher[1], "wage": 10_000_000}]
    working = settle(
        Parameters.of([*falling.by_name.values(), FLAT.by_name["si_wage_index"]], LAW.calendar), contributions=history
    )
    assert working.values["average_wage"] == 18_333_333  # (60 × 20 + 12 × 10) ÷ 72 million, not 10 million


def test_state_and_employer_months_are_weighted() -> None:
    history = [
        paid("2016-01", "2017-12", 6_000_000, regime="compulsory_state"),
        paid("2018-01", "2018-12", 12_000_000),
    ]
    assert settle(FLAT, contributions=history).values["average_wage"] == 8_000_000  # (24 × 6 + 12 × 12) ÷ 36


# ---- the working, facts, properties ----


def test_the_working_shows_each_stretch_of_wages() -> None:
    working = settle(contributions=[paid("2013-01", "2014-06", 1_000_000)])
    assert working.lines[0].label_vi == "01/2013 – 12/2013: 12 tháng × 1.000.000 × 1,42"
    assert [line.value for line in working.lines[:2]] == [17_040_000, 8_160_000]
    assert {source.key for source in working.sources if source.parameter == "si_wage_index"} == {"2013", "2014"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"case": "a_retirement_age_under_15_years"}, "birth_on and gender"),
        ({"case": "g_foreign_worker"}, "foreign_ground"),
        ({"decided_on": "2026-03-01"}, "comes before the request"),
        ({"case": "z"}, "Input should be"),
    ],
)
def test_facts_that_make_no_sense_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        settle(**change)


@given(st.integers(1, 100), st.integers(1, 50_000_000))
def test_another_month_from_2014_on_never_brings_less(months: int, wage: int) -> None:
    def amount(count: int) -> int:
        last = 2014 * 12 + count - 1
        history = [paid("2014-01", f"{last // 12}-{last % 12 + 1:02}", wage)]
        return settle(FLAT, contributions=history).amount or 0

    assert amount(months) <= amount(months + 1)


def test_an_older_month_may_bring_less_as_the_law_stands() -> None:
    # February 2013 – November 2022: 11 odd months move over, 118 make 10 years of 2 = 20 averages.
    # With January 2013 a year stays before 2014: 1.5 + (107 months: 9 years) × 2 = 19.5 averages.
    assert settle(FLAT, contributions=[paid("2013-02", "2022-11", 10_000_000)]).amount == 200_000_000
    assert settle(FLAT, contributions=[paid("2013-01", "2022-11", 10_000_000)]).amount == 195_000_000


@given(st.integers(2, 119), st.integers(1, 50_000_000), st.data())
def test_how_the_register_cuts_the_months_does_not_matter(months: int, wage: int, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, months - 1))

    def stretch(first: int, count: int) -> dict[str, Any]:
        last = first + count - 1
        return paid(f"{first // 12}-{first % 12 + 1:02}", f"{last // 12}-{last % 12 + 1:02}", wage)

    start = 2010 * 12
    whole = settle(contributions=[stretch(start, months)])
    parts = settle(contributions=[stretch(start + cut, months - cut), stretch(start, cut)])
    assert parts.amount == whole.amount
