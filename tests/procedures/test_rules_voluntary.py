"""Voluntary contributions against the examples of rules.md 9.1 and the edges of both laws."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError
from the_law import LAW, paid

from procedures.rules import Working, get

RULE = get("voluntary.contribution")


def contribute(**more: Any) -> Working:
    facts = {"registered_on": "2025-07-02", "method": "monthly", "from_month": "2025-07", "income": 2_000_000, **more}
    return RULE.apply(facts, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


# ---- amounts ----


def test_two_million_without_a_special_group_cost_374_000_a_month() -> None:
    working = contribute()
    assert working.amount == 374_000  # 440,000 − 20 % × 330,000
    assert [line.value for line in working.lines] == [2_000_000, 440_000, -66_000, 374_000]


@pytest.mark.parametrize(
    ("group", "day", "month", "own"),
    [
        ("poor", "2025-07-02", "2025-07", 165_000),  # 330,000 − 50 %
        ("island_special_zone", "2025-07-02", "2025-07", 165_000),
        ("near_poor", "2025-07-02", "2025-07", 198_000),  # − 40 %
        ("ethnic_minority", "2025-07-02", "2025-07", 231_000),  # − 30 %
        ("other", "2025-07-02", "2025-07", 264_000),  # − 20 %: the lowest own payment of others
        ("poor", "2025-06-30", "2025-06", 231_000),  # − 30 %
        ("near_poor", "2025-06-30", "2025-06", 247_500),  # − 25 %
        ("ethnic_minority", "2025-06-30", "2025-06", 297_000),  # no group of its own: 10 %
        ("other", "2025-06-30", "2025-06", 297_000),
    ],
)
def test_the_state_supports_by_group_and_law(group: str, day: str, month: str, own: int) -> None:
    assert contribute(support_group=group, registered_on=day, from_month=month, income=1_500_000).amount == own


def test_before_2022_the_poverty_line_was_700_000() -> None:
    working = contribute(registered_on="2021-05-03", from_month="2021-05", income=700_000)
    assert working.amount == 138_600  # 154,000 − 10 %


def test_the_state_supports_120_months_and_no_more() -> None:
    history = [paid("2018-01", "2027-10", 1_500_000, regime="voluntary", state_support=33_000)]  # 118 months
    working = contribute(
        registered_on="2028-01-04", from_month="2028-01", method="months_12", income=1_500_000, contributions=history
    )
    assert working.values["supported_months"] == 2
    assert working.amount == 3_828_000  # 12 × 330,000 − 2 × 66,000


def test_supports_together_never_make_the_own_share_negative() -> None:
    assert contribute(income=1_500_000, support_group="poor", local_support=100_000, other_support=100_000).amount == 0


@pytest.mark.parametrize(("method", "months"), [("monthly", 1), ("months_3", 3), ("months_6", 6), ("months_12", 12)])
def test_a_method_is_so_many_months(method: str, months: int) -> None:
    working = contribute(method=method)
    assert (working.values["months"], working.amount) == (months, months * 374_000)


def test_years_ahead_are_discounted_month_by_month() -> None:
    working = contribute(method="years_ahead", months=24, registered_on="2026-03-02", from_month="2026-03")
    exact = sum(Fraction(440_000) / Fraction("1.0031") ** month for month in range(24))
    assert working.values["gross"] == 10_193_069 == round(exact)
    assert working.amount == 10_193_069 - 24 * 66_000
    assert working.values["to_month"] == "2028-02"


OLD_MAN = {"birth_on": "1966-05-20", "gender": "male"}  # 62 years on 20 May 2028
TWELVE_YEARS = [paid("2008-01", "2020-01", 6_000_000)]  # 145 months; a pension needs 180


def missing(**more: Any) -> Working:
    facts = {
        **OLD_MAN,
        "contributions": TWELVE_YEARS,
        "months": 35,
        "registered_on": "2028-04-03",
        "monthly_return": "0.3",
    }
    return contribute(method="missing_time", from_month="2028-04", **{**facts, **more})


def test_missing_time_bears_interest_for_every_month() -> None:
    working = missing()
    exact = sum(Fraction(440_000) * Fraction("1.003") ** month for month in range(1, 36))
    assert working.values["gross"] == 16_260_588 == round(exact)
    assert working.amount == 13_950_588  # − 35 × 66,000


def test_missing_time_begins_the_month_before_retirement_age() -> None:
    assert codes(missing(registered_on="2028-03-31")) == ["too_early_for_missing_time"]
    assert missing(registered_on="2028-04-01").outcome == "payable"


def test_missing_time_is_what_a_pension_lacks() -> None:
    assert codes(missing(months=34)) == ["not_what_is_missing"]
    assert codes(missing(months=36)) == ["not_what_is_missing"]


def test_the_old_law_allowed_ten_years_and_asked_for_twenty() -> None:
    history = [paid("2008-01", "2017-12", 6_000_000)]  # 120 of 240 months
    facts = {"birth_on": "1963-02-10", "gender": "male", "contributions": history, "registered_on": "2024-05-06"}
    assert missing(**facts, months=120).outcome == "payable"
    assert codes(missing(**{**facts, "registered_on": "2025-07-07"}, months=120)) == [
        "months_of_method",  # now 60 at most,
        "not_what_is_missing",  # and 15 years are enough
    ]


def test_without_a_day_of_birth_missing_time_cannot_be_judged() -> None:
    assert codes(missing(birth_on=None)) == ["birth_unknown"]


# ---- who and when ----


@pytest.mark.parametrize(
    ("income", "day", "outcome"),
    [
        (1_450_000, "2025-07-02", "denied"),
        (1_500_000, "2025-07-02", "payable"),
        (46_800_000, "2025-07-02", "payable"),  # 20 × 2,340,000
        (46_850_000, "2025-07-02", "denied"),
        (50_600_000, "2026-07-01", "payable"),  # 20 × 2,530,000
        (50_650_000, "2026-07-01", "denied"),
    ],
)
def test_the_income_lies_between_poverty_line_and_twenty_reference_levels(income: int, day: str, outcome: str) -> None:
    assert contribute(income=income, registered_on=day, from_month=day[:7]).outcome == outcome


@pytest.mark.parametrize(
    ("method", "last"),
    [("monthly", "2025-07-31"), ("months_3", "2025-09-30"), ("months_6", "2025-10-31"), ("months_12", "2026-01-31")],
)
def test_the_law_leaves_so_many_months_for_payment(method: str, last: str) -> None:
    assert contribute(method=method, registered_on=last).values["pay_by"] == last
    after = date.fromordinal(date.fromisoformat(last).toordinal() + 1)
    assert codes(contribute(method=method, registered_on=after)) == ["window_over"]


def test_a_month_is_insured_once() -> None:
    assert codes(contribute(contributions=[paid("2025-07", "2025-07", 6_000_000)])) == ["compulsory_in_month"]
    assert codes(contribute(contributions=[paid("2025-07", "2025-07", 2_000_000, regime="voluntary")])) == [
        "paid_already"
    ]
    assert contribute(contributions=[paid("2025-07", "2025-07", 6_000_000, regime="unpaid")]).outcome == "payable"


def test_pensioners_and_children_take_no_part() -> None:
    assert codes(contribute(has_pension=True, birth_on="2010-07-03")) == ["too_young", "has_pension"]  # 15 a day later


def test_years_ahead_begin_now_and_need_the_funds_return() -> None:
    ahead = {"method": "years_ahead", "months": 24}
    assert codes(contribute(**ahead, from_month="2025-06")) == ["ahead_from_now", "return_unknown"]
    assert contribute(**ahead, monthly_return="0.3").outcome == "payable"
    assert codes(contribute(**{**ahead, "months": 61}, monthly_return="0.3")) == ["months_of_method"]


def test_whoever_pays_once_says_for_how_many_months() -> None:
    with pytest.raises(ValidationError, match="needs months"):
        contribute(method="years_ahead")
