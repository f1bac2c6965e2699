"""Pensions against the worked examples of rules.md 5 and the edges of both laws."""

from datetime import date
from typing import Any

import pytest
from the_law import LAW, paid, with_parameter

from procedures.rules import Parameters, Working, get
from procedures.rules.pension_age import lower_age_on, normal_age_on

FLAT = with_parameter("si_wage_index", {str(year): "1.00" for year in range(1985, 2031)}, date(2000, 1, 1))


def settle(law: Parameters = FLAT, name: str = "pension.benefit", **more: Any) -> Working:
    facts = {
        "starts_on": "2026-02-01",
        "birth": "1964-06-10",  # a man of 61 years 3 months on 10 September 2025
        "gender": "male",
        "contributions": [paid("2001-01", "2025-12", 10_000_000)],  # 25 years
        **more,
    }
    return get(name).apply(facts, law)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


# ---- examples of the sheet ----


def test_ms_a_with_61_percent_incapacity_gets_72_percent_and_one_and_a_quarter_averages() -> None:
    working = settle(
        starts_on="2025-01-01",
        birth="1970-01-01",  # 55 years old; women of 2025: 56 years 8 months
        gender="female",
        ground="incapacity",
        incapacity_percent=61,
        contributions=[paid("1992-09", "2024-12", 10_000_000)],  # 32 years 4 months, for the amount 32.5
    )
    assert working.values["years"] == 32.5
    assert working.values["months_early"] == 20  # 1 year 8 months: 2 % + 1 %
    assert working.values["rate"] == 72  # 45 + 17.5 × 2 = 80, at most 75, less 3
    assert working.amount == 7_200_000
    assert working.values["one_off"] == 12_500_000  # 2.5 years above 30 × 0.5 = 1.25 averages


def test_a_man_of_17_years_gets_42_percent() -> None:
    working = settle(contributions=[paid("2009-01", "2025-12", 10_000_000)])
    assert working.values["rate"] == 42  # 40 + 2 × 1
    assert working.amount == 4_200_000


def test_a_woman_of_25_years_gets_65_percent() -> None:
    working = settle(gender="female", birth="1968-02-01")
    assert working.values["rate"] == 65  # 45 + 10 × 2
    assert working.amount == 6_500_000


@pytest.mark.parametrize(("june", "july"), [(3_000_000, 3_540_000), (3_300_000, 3_800_000), (4_000_000, 4_320_000)])
def test_the_raise_of_july_2026_lifts_those_who_began_before_1995(june: int, july: int) -> None:
    # 3,000,000 × 1.08 = 3,240,000, + 300,000; 3,300,000 × 1.08 = 3,564,000, lifted to 3,800,000
    raised = get("pension_raises.current").apply(
        {"amount": june, "stood_on": "2026-06-01", "began_on": "1990-05-01", "on": "2026-07-01"}, LAW
    )
    assert raised.amount == july


def test_raises_of_several_years_go_one_on_another() -> None:
    raised = get("pension_raises.current").apply(
        {"amount": 5_000_000, "stood_on": "2023-06-01", "began_on": "2010-01-01", "on": "2026-12-01"}, LAW
    )
    assert [line.value for line in raised.lines] == [5_625_000, 6_468_750, 6_986_250]  # × 1.125, × 1.15, × 1.08
    assert raised.values == {"raises": 3}


def test_who_began_after_the_raise_of_2022_has_20_point_8_percent_in_2023() -> None:
    raised = get("pension_raises.current").apply(
        {"amount": 5_000_000, "stood_on": "2023-06-01", "began_on": "2022-03-01", "on": "2023-07-01"}, LAW
    )
    assert raised.amount == 6_040_000


def test_a_pension_that_begins_on_the_day_of_a_raise_is_not_raised() -> None:
    facts = {"amount": 5_000_000, "stood_on": "2026-07-01", "began_on": "2026-07-01", "on": "2026-12-01"}
    assert get("pension_raises.current").apply(facts, LAW).outcome == "unchanged"


# ---- age ----


@pytest.mark.parametrize(
    ("gender", "birth", "reached"),
    [
        ("male", "1964-09-30", "2025-12-30"),  # 61 years 3 months
        ("male", "1964-10-01", "2026-04-01"),  # 61 years 6 months
        ("male", "1966-04-01", "2028-04-01"),  # 62 years
        ("female", "1969-04-30", "2025-12-30"),  # 56 years 8 months
        ("female", "1969-05-01", "2026-05-01"),  # 57 years
        ("female", "1975-05-10", "2035-05-10"),  # 60 years
    ],
)
def test_the_normal_age_follows_the_month_of_birth(gender: Any, birth: str, reached: str) -> None:
    assert normal_age_on(date.fromisoformat(birth), gender, date(2026, 1, 1), LAW).isoformat() == reached


@pytest.mark.parametrize(
    ("birth", "years", "reached"),
    [
        ("1969-06-15", 5, "2025-09-15"),  # 56 years 3 months in 2025
        ("1974-06-15", 10, "2025-09-15"),  # 51 years 3 months
        ("1969-11-01", 5, "2026-05-01"),  # 2025 would be 1 February 2026, so 2026: 56 years 6 months
        ("1971-04-01", 5, "2028-04-01"),  # 57 years from 2028 on
    ],
)
def test_a_lower_age_is_counted_from_the_age_of_the_year_it_falls_in(birth: str, years: int, reached: str) -> None:
    assert lower_age_on(date.fromisoformat(birth), "male", years, LAW).isoformat() == reached


def test_a_miner_leaves_ten_years_earlier_without_reduction() -> None:
    working = settle(birth="1974-06-15", starts_on="2025-10-01", coal_months=180)
    assert working.outcome == "granted"
    assert working.values["rate"] == 55  # 25 years: 45 + 5 × 2
    assert settle(birth="1974-06-15", starts_on="2025-10-01", coal_months=179).outcome == "denied"


def test_preschool_teachers_leave_five_years_earlier_from_2026() -> None:
    # 56 years 8 months less 5 on 20 September 2025, when the law did not know it yet
    woman = {"gender": "female", "birth": "1974-01-20", "preschool_months": 200}
    assert (
        settle(starts_on="2025-12-01", contributions=[paid("2001-01", "2025-10", 10_000_000)], **woman).outcome
        == "denied"
    )
    assert settle(starts_on="2026-01-01", **woman).outcome == "granted"


def test_only_the_year_of_birth_counts_as_the_first_of_january() -> None:
    assert settle(birth="1964").values["age_reached_on"] == "2025-04-01"
    assert settle(birth="1964-06").values["age_reached_on"] == "2025-09-01"


def test_too_young_is_denied_with_the_day_of_the_age() -> None:
    working = settle(birth="1966-05-20")
    assert working.outcome == "denied"
    assert codes(working) == ["age_not_reached"]
    assert working.values["age_reached_on"] == "2028-05-20"


def test_a_birth_on_an_edge_of_the_table_is_pointed_out() -> None:
    working = settle(LAW, gender="female", birth="1969-05-05", starts_on="2026-06-01")
    assert codes(working) == ["boundary_month"]


# ---- years ----


def test_fifteen_years_are_enough_from_july_2025_and_were_not_before() -> None:
    fifteen = [paid("2010-07", "2025-06", 10_000_000)]
    man = {"birth": "1964-01-10", "contributions": fifteen}
    assert settle(starts_on="2025-07-01", **man).outcome == "granted"
    before = settle(starts_on="2025-06-01", birth="1964-01-10", contributions=[paid("2010-06", "2025-05", 10_000_000)])
    assert codes(before) == ["months_missing", "other_ways"]
    assert before.values["months_missing"] == 60


def test_six_missing_months_may_be_paid_at_once_and_seven_may_not() -> None:
    short = settle(contributions=[paid("2011-07", "2025-12", 10_000_000)])  # 174 months
    assert (short.outcome, short.values["months_missing"]) == ("short", 6)
    assert settle(contributions=[paid("2011-08", "2025-12", 10_000_000)]).outcome == "denied"


def test_missing_months_cost_22_percent_of_the_last_wage_each() -> None:
    cost = get("pension_top_up.cost").apply(
        {"months": 5, "contributions": [paid("2011-07", "2025-12", 10_000_000)], "offered_on": "2026-01-15"}, LAW
    )
    assert cost.amount == 11_000_000  # 5 × 2,200,000


def test_paid_at_once_the_missing_months_count_for_right_and_amount() -> None:
    paid_up = {"topped_up_months": 6, "topped_up_on": "2026-02-05"}
    working = settle(contributions=[paid("2011-07", "2025-12", 10_000_000)], **paid_up)
    assert working.outcome == "granted"
    assert working.values["starts_on"] == "2026-03-01"  # the month after the payment
    assert working.amount == 4_000_000  # 15 years: 40 %


@pytest.mark.parametrize(("year", "rate"), [(2019, 61), (2020, 59), (2021, 57), (2022, 55), (2024, 55)])
def test_the_years_for_45_percent_of_men_rose_until_2022(year: int, rate: int) -> None:
    # 25 years: 2019 17 years 45 %, + 8 × 2; 2020 18; 2021 19; from 2022 20 years
    months = [paid(f"{year - 25}-01", f"{year - 1}-12", 10_000_000)]
    working = settle(starts_on=f"{year}-01-01", birth=f"{year - 62}-12-01", contributions=months)
    assert working.values["rate"] == rate


def test_no_right_without_any_month() -> None:
    assert codes(settle(contributions=[]))[0] == "nothing_paid"


# ---- incapacity ----


def sick(percent: int, birth: str, **more: Any) -> Working:
    return settle(ground="incapacity", incapacity_percent=percent, birth=birth, **more)


def test_61_percent_allow_five_years_and_81_percent_ten() -> None:
    # a man in February 2026: 61 years 6 months less 5 and less 10
    assert sick(61, "1969-07-01").outcome == "granted"  # 56 years 7 months
    assert sick(61, "1970-07-01").outcome == "denied"
    assert sick(81, "1974-07-01").outcome == "granted"  # 51 years 7 months
    assert codes(sick(60, "1969-07-01")) == ["incapacity_too_low", "age_not_reached"]


def test_incapacity_needs_twenty_compulsory_years() -> None:
    working = sick(81, "1969-07-01", contributions=[paid("2008-01", "2025-12", 10_000_000)])
    assert working.values["months_missing"] == 24


def test_after_fifteen_years_of_specially_heavy_work_no_age_is_asked() -> None:
    work = {"hazardous_months": 180, "specially_hazardous_months": 180}
    working = sick(61, "1980-02-01", **work)
    assert working.outcome == "granted"
    # 46 years on the day; his own age of 2026 is 61.5 - 5 = 56 years 6 months: 10 years 6 months early
    assert working.values["months_early"] == 126
    assert working.values["reduction"] == 21  # 10 × 2 + 1
    assert working.values["rate"] == 34  # 55 - 21


def test_five_odd_months_early_cost_nothing_and_six_cost_one_percent() -> None:
    assert sick(61, "1965-01-01").values["reduction"] == 0  # 61.5 on 1 July 2026, 5 months early
    assert sick(61, "1965-02-01").values["reduction"] == 1  # 6 months


# ---- voluntary and mixed, treaty, floor ----


def test_too_few_compulsory_years_go_by_voluntary_rules_from_the_first_of_the_next_month() -> None:
    history = [
        paid("2008-01", "2015-12", 6_000_000),
        paid("2016-01", "2025-12", 3_000_000, regime="voluntary"),
    ]
    working = settle(contributions=history, coal_months=180, starts_on="2026-01-10")
    assert working.values["scheme"] == "voluntary"
    assert working.values["starts_on"] == "2026-02-01"
    # (96 × 6,000,000 + 120 × 3,000,000) ÷ 216 = 4,333,333.33; 18 years 43 %: 1,863,333.33
    assert working.amount == 1_863_333
    assert working.values["is_floor"] is False


def test_long_voluntary_insurance_begun_before_2021_keeps_the_age_of_sixty() -> None:
    history = [paid("2005-01", "2024-12", 3_000_000, regime="voluntary")]
    assert settle(contributions=history, birth="1965-08-01", starts_on="2025-10-01").outcome == "granted"
    late = [paid("2006-01", "2025-08", 3_000_000, regime="voluntary")]  # 236 months
    assert settle(contributions=late, birth="1965-08-01", starts_on="2025-10-01").outcome == "denied"


def test_treaty_time_opens_the_right_and_is_not_paid_for() -> None:
    working = settle(contributions=[paid("2016-01", "2025-12", 10_000_000)], treaty_months=60)
    assert working.values["rate"] == 22.5  # 10 years × 2.25
    assert working.amount == 2_250_000


def test_long_insurance_is_worth_at_least_the_reference_level() -> None:
    low = [paid("2003-01", "2025-12", 3_000_000)]  # 23 years: 51 % of 3,000,000 = 1,530,000
    working = settle(contributions=low)
    assert (working.amount, working.values["is_floor"]) == (2_340_000, True)
    nineteen = [paid("2007-01", "2025-12", 3_000_000)]
    assert settle(contributions=nineteen).amount == 1_320_000  # 44 %, no floor below 20 years


# ---- one-off ----


def test_years_after_the_age_are_worth_two_averages_each_from_july_2025() -> None:
    # age reached on 10 September 2025; 36 years until then, 2 years after
    history = [paid("1989-10", "2027-09", 10_000_000)]
    working = settle(contributions=history, starts_on="2027-10-01")
    # 38 years, 3 above 35: 1 × 0.5 + 2 × 2 averages
    assert working.values["one_off"] == 45_000_000
    assert working.values["rate"] == 75


def test_before_july_2025_every_extra_year_is_worth_half_an_average() -> None:
    history = [paid("1986-06", "2025-05", 10_000_000)]  # 39 years
    working = settle(contributions=history, starts_on="2025-06-01", birth="1961-01-10")
    assert working.values["one_off"] == 20_000_000  # 4 × 0.5


# ---- wages ----


def test_state_wages_of_the_last_years_are_taken_at_todays_level() -> None:
    history = [
        paid("1996-01", "2019-12", 3_000_000, regime="compulsory_state", pay_coefficient="3.00"),
        paid("2020-01", "2025-12", 9_360_000, regime="compulsory_state", pay_coefficient="4.00"),
    ]
    working = settle(LAW, contributions=history)
    # began 1996: the last 6 years, 4.00 × 2,340,000; 30 years: 65 %
    assert working.values["average_wage"] == 9_360_000
    assert working.amount == 6_084_000
    shown = [
        (line.label_en, line.value)
        for line in working.lines
        if "State scale" in line.label_en or "coefficient" in line.label_en
    ]
    assert shown == [
        ("01/2020 – 12/2025: 72 months × coefficient 4 × 2,340,000", 673_920_000),
        ("Average of 72 months on the State scale", 9_360_000),
    ]


def test_state_and_employers_wages_are_weighed_by_their_months() -> None:
    history = [
        paid("2001-01", "2015-12", 3_000_000, regime="compulsory_state", pay_coefficient="3.00"),
        paid("2016-01", "2025-12", 10_000_000),
    ]
    working = settle(contributions=history)
    # began 2001: the last 8 years 3.00 × 2,340,000 = 7,020,000; (180 × 7,020,000 + 120 × 10,000,000) ÷ 300
    assert working.values["average_wage"] == 8_212_000
    assert [line.value for line in working.lines if line.label_en.startswith("Average")] == [7_020_000, 8_212_000]


def test_the_year_the_pension_starts_picks_the_index() -> None:
    history = [paid("2001-01", "2025-12", 10_000_000)]
    assert settle(LAW, contributions=history).values["is_provisional"] is False
    assert "index_provisional" in codes(settle(LAW, contributions=history, starts_on="2027-02-01"))


# ---- first payment ----


def test_the_first_payment_covers_the_months_up_to_the_decision_and_the_one_off() -> None:
    first = get("pension_first.payment").apply(
        {"monthly": 5_000_000, "starts_on": "2026-05-01", "decided_on": "2026-08-10", "one_off": 7_000_000}, LAW
    )
    # May and June 5,000,000; July and August × 1.08
    assert first.values["months_amount"] == 2 * 5_000_000 + 2 * 5_400_000
    assert first.amount == 27_800_000
    assert first.values["listed_from"] == "2026-09"
    assert first.values["monthly_now"] == 5_400_000


def test_a_pension_that_starts_later_pays_its_first_month() -> None:
    first = get("pension_first.payment").apply(
        {"monthly": 5_000_000, "starts_on": "2026-03-15", "decided_on": "2026-03-02", "fee": 1_150_000}, LAW
    )
    assert (first.amount, first.values["months"], first.values["listed_from"]) == (6_150_000, 1, "2026-05")


# ---- commune cadres ----


def cadre(**more: Any) -> Working:
    facts = {
        "starts_on": "2025-09-01",
        "birth": "1970-08-20",
        "gender": "male",
        "months": 216,
        "average": 2_000_000,
        "average_on": "2024-07-01",
        **more,
    }
    return get("commune_cadre.allowance").apply(facts, LAW)


def test_a_commune_cadre_of_eighteen_years_gets_51_percent_of_the_restated_average() -> None:
    assert cadre().amount == 1_020_000  # 45 + 3 × 2 = 51 %
    assert cadre(average_on="2024-06-01").amount == 1_173_000  # × 1.15


def test_a_commune_cadre_below_the_age_or_the_years_is_denied() -> None:
    assert codes(cadre(birth="1971-01-01", months=170)) == ["age_not_reached", "months_missing"]


# ---- kinds of work ----


def test_months_of_work_are_counted_once_and_mining_counts_for_all_three() -> None:
    rows = [
        {"from": "2000-01", "to": "2009-12", "kind": "coal", "job": "Thợ lò"},  # 120 months
        {"from": "2009-07", "to": "2010-06", "kind": "heavy"},  # 12, of which 6 are counted already
    ]
    counted = get("pension_jobs.months").apply({"rows": rows}, LAW)
    assert counted.values == {
        "hazardous_months": 126,
        "specially_hazardous_months": 120,
        "coal_months": 120,
        "preschool_months": 0,
    }
    assert get("pension_jobs.months").apply({"rows": rows, "coal_months": 100}, LAW).values["coal_months"] == 100


# ---- papers ----


def decide(benefit: Working, **more: Any) -> Working:
    first = get("pension_first.payment").apply(
        {
            "monthly": benefit.amount,
            "starts_on": benefit.values["starts_on"],
            "decided_on": "2026-02-10",
            "one_off": benefit.values.get("one_off", 0),
        },
        LAW,
    )
    facts = {
        "dossier": "0001",
        "kind": "pension",
        "person": {"full_name": "VŨ VĂN BÌNH", "dob": "1964-06-10", "gender": "male", "si_number": "2296004511"},
        "payee": {"way": "cash_at_agency"},
        "benefit": benefit.plain(),
        "first": first.plain(),
        "contributions": [paid("1988-01", "2025-12", 10_000_000)],
        "decided_on": "2026-02-10",
        **more,
    }
    return get("pension_papers.decision").apply(facts, LAW)


def test_the_decision_shows_every_line_from_the_age_to_the_first_payment() -> None:
    papers = decide(settle(contributions=[paid("1988-01", "2025-12", 10_000_000)]))  # 38 years
    labels = [line["label"] for line in papers.values["working"]]
    assert labels[0].startswith("Ngày đủ tuổi nghỉ hưu")
    assert labels[-1] == "Số tiền chi lần đầu"
    assert any("tối đa 75%" in label for label in labels)
    assert "Luật 41/2024/QH15 Điều 66.1, 99" in [line.get("basis") for line in papers.values["working"]]
    # 75 % of 10,000,000; 3 years above 35, of which half a year (October to December) after the age: 2.5 × 0.5 + 0.5 × 2
    assert [each["amount"] for each in papers.values["amounts"]] == [7_500_000, 22_500_000]
    assert papers.values["cash"] == 30_000_000
    assert papers.outcome == "with_history"
    assert papers.values["months"] == 456


def test_an_allowance_has_no_history_and_owed_months_are_pointed_out() -> None:
    papers = decide(cadre(), kind="commune_cadre", contributions=[])
    assert papers.outcome == "without_history"
    split = decide(settle(), is_split=True)
    assert split.values["articles"][-1].startswith("Thời gian đơn vị còn nợ")
