"""Compulsory contributions, late interest, rows of list D02-LT and pauses: examples of rules.md 11 and the edges of both laws."""

from typing import Any

import pytest
from pydantic import ValidationError
from the_law import LAW, paid, with_parameter

from procedures.rules import Parameters, Working, get
from procedures.rules.late_interest import NEW_LAW

CONTRIBUTION, INTEREST, ARREARS, CHANGE, PAUSE, LEVEL, LANE, REFUND = map(
    get,
    (
        "compulsory.contribution", "late_interest.interest", "late_interest.arrears", "labour_changes.change",
        "pension_pause.assess", "labour_list.level", "labour_list.lane", "overpayments.refund",
    ),
)  # fmt: skip


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


# ---- contributions ----


def month(wage: int, name: str = "2025-08", **more: Any) -> dict[str, Any]:
    return CONTRIBUTION.apply({"wage": wage, "from_month": name, "to_month": name, **more}, LAW).values


def test_twenty_million_cost_the_worker_2_100_000_and_the_employer_4_300_000() -> None:
    values = month(20_000_000)
    assert (values["worker"], values["employer"]) == (2_100_000, 4_300_000)
    assert values["funds"] == {
        "pension": 4_400_000,  # 8 + 14 %
        "sickness": 600_000,
        "accident": 100_000,
        "health": 900_000,
        "unemployment": 400_000,
    }


def test_sixty_million_are_capped_but_for_unemployment() -> None:
    # 9.5 % of 46,800,000 and 1 % of 60,000,000: 20 × 5,310,000 is more
    assert month(60_000_000, "2026-03")["worker"] == 5_046_000


@pytest.mark.parametrize(
    ("name", "region", "worker"),
    [
        ("2025-12", "I", 5_438_000),  # 9.5 % × 46,800,000 + 1 % × 99,200,000 (20 × 4,960,000)
        ("2026-01", "I", 5_508_000),  # + 1 % × 106,200,000
        ("2026-07", "I", 5_869_000),  # 9.5 % × 50,600,000 + 1 % × 106,200,000
        ("2026-07", "IV", 5_547_000),  # + 1 % × 74,000,000
    ],
)
def test_ceilings_follow_the_month_and_the_region(name: str, region: str, worker: int) -> None:
    assert month(200_000_000, name, region=region)["worker"] == worker


def test_months_across_a_raise_each_have_their_ceiling() -> None:
    values = CONTRIBUTION.apply({"wage": 60_000_000, "from_month": "2026-06", "to_month": "2026-07"}, LAW).values
    # 8 + 1.5 % of 46,800,000 and of 50,600,000, twice 1 % of 60,000,000
    assert values["worker"] == 4_446_000 + 4_807_000 + 1_200_000


@pytest.mark.parametrize(
    ("group", "name", "worker", "employer"),
    [
        ("employee_reduced_accident", "2025-08", 1_050_000, 2_130_000),  # 0.3 instead of 0.5 %
        ("foreign_employee", "2025-08", 950_000, 2_050_000),  # no unemployment insurance
        ("foreign_employee", "2021-12", 150_000, 650_000),  # and no pension before 2022
        ("commune_part_time", "2025-06", 950_000, 1_700_000),
        ("commune_part_time", "2025-07", 950_000, 2_000_000),  # sickness and maternity too
        ("conscript", "2025-08", 0, 2_200_000),
        ("worker_abroad", "2025-08", 2_200_000, 0),
        ("household_business_owner", "2025-08", 2_500_000, 0),  # 3 + 22 %
        ("unpaid_manager", "2025-08", 2_500_000, 0),
    ],
)
def test_each_group_pays_for_its_funds(group: str, name: str, worker: int, employer: int) -> None:
    values = month(10_000_000, name, group=group)
    assert (values["worker"], values["employer"]) == (worker, employer)


def test_a_rise_costs_the_difference_within_the_ceiling() -> None:
    assert month(11_000_000, previous_wage=9_000_000)["total"] == 640_000  # 32 % of 2,000,000
    # pension, sickness, accident and health were at the ceiling before; 2 % of 10,000,000 is left
    assert month(60_000_000, previous_wage=50_000_000)["total"] == 200_000


# ---- interest ----


def late(amount: int, due_on: str, paid_on: str, **more: Any) -> Working:
    return INTEREST.apply({"amount": amount, "due_on": due_on, "paid_on": paid_on, **more}, LAW)


def test_fifty_million_overdue_for_twenty_days_cost_300_000() -> None:
    assert late(50_000_000, "2026-03-31", "2026-04-20").amount == 300_000


def test_paid_on_the_last_day_nothing_is_owed() -> None:
    assert late(50_000_000, "2026-03-31", "2026-03-31").amount == 0
    assert late(50_000_000, "2026-03-31", "2026-04-01").amount == 15_000


def test_before_july_2025_whole_months_bear_a_monthly_rate_after_thirty_days() -> None:
    assert late(10_000_000, "2025-03-31", "2025-04-29").values["months"] == 0  # 29 days
    assert late(10_000_000, "2025-03-31", "2025-04-30", monthly_rate="0.8").amount == 80_000
    assert late(10_000_000, "2025-03-31", "2025-06-15", monthly_rate="0.8").values["months"] == 2


def test_without_the_rate_of_that_time_it_says_so() -> None:
    working = late(10_000_000, "2025-03-31", "2025-06-15")
    assert (working.outcome, codes(working)) == ("rate_unknown", ["rate_unknown"])


def test_arrears_over_the_change_bear_the_old_rate_first_and_the_new_one_after() -> None:
    working = late(10_000_000, "2025-03-31", "2025-07-10", monthly_rate="0.8")
    assert (working.values["months"], working.values["days"]) == (3, 10)  # April, May and June are whole months
    assert working.amount == 240_000 + 30_000  # 3 × 80,000 and 10 × 3,000
    assert NEW_LAW.isoformat() == "2025-07-01"


def owed(**more: Any) -> Working:
    facts = {"wage": 10_000_000, "from_month": "2025-07", "to_month": "2025-12", "assessed_on": "2026-03-02", **more}
    return ARREARS.apply(facts, LAW)


def test_each_month_is_overdue_from_the_end_of_the_next() -> None:
    values = owed().values
    # 183 + 153 + 122 + 92 + 61 + 30 = 641 days of 3,200,000 × 0.03 % = 960
    assert (values["principal"], values["interest"], values["overdue_months"]) == (19_200_000, 615_360, 6)


def test_a_month_that_is_not_due_yet_bears_nothing() -> None:
    values = owed(from_month="2026-02", to_month="2026-03").values
    assert (values["overdue_months"], values["interest"]) == (0, 0)  # due 31 March and 30 April


def test_a_raise_decided_later_bears_no_interest() -> None:
    values = owed(previous_wage=9_000_000, bears_interest=False).values
    assert (values["principal"], values["interest"]) == (1_920_000, 0)  # 6 × 320,000


def test_until_june_2025_a_month_was_due_at_its_own_end() -> None:
    values = owed(from_month="2025-01", to_month="2025-02", assessed_on="2025-06-16", monthly_rate="0.8").values
    assert values["interest"] == 179_200  # 4 and 3 months of 3,200,000 × 0.8 %


# ---- rows of the list ----

HERE = paid("2020-01", "2025-07", 9_000_000, employer_code="QN0012G")
THERE = paid("2020-01", "2025-07", 9_000_000, employer_code="QN0777A")


def row(plan: str = "TM", law: Parameters = LAW, **more: Any) -> Working:
    facts = {
        "plan": plan,
        "wage": 8_000_000,
        "from_month": "2025-08",
        "submitted_on": "2025-08-11",
        "employer_code": "QN0012G",
    }
    return CHANGE.apply({**facts, **more}, law)


@pytest.mark.parametrize(
    ("plan", "more", "reasons"),
    [
        ("TM", {}, []),
        ("TM", {"contributions": [THERE]}, []),  # ended in July
        ("TM", {"contributions": [THERE], "from_month": "2025-07"}, ["active_elsewhere"]),
        ("TM", {"contributions": [HERE], "from_month": "2025-07"}, ["active_here"]),
        ("TM", {"from_month": "2025-09"}, ["months_ahead"]),
        ("TM", {"wage": 2_300_000}, ["below_floor"]),  # reference level 2,340,000
        ("TM", {"wage": 4_000_000, "from_month": "2025-06"}, ["below_floor"]),  # region I 4,960,000 until June 2025
        ("TM", {"wage": 4_000_000, "from_month": "2025-06", "region": "IV"}, []),
        ("TM", {"group": "household_business_owner", "from_month": "2025-06"}, ["group_not_insured"]),
        ("GH", {"contributions": [HERE]}, []),
        ("GH", {"contributions": [THERE]}, ["not_active"]),
        ("DC", {"contributions": [HERE]}, []),
        ("DC", {"contributions": [THERE]}, ["not_active"]),
        ("TT", {"from_month": "2025-01", "to_month": "2025-06"}, ["proof_missing"]),
        ("TT", {"from_month": "2025-01", "to_month": "2025-06", "has_evidence": True}, []),
        ("TT", {"from_month": "2025-06", "to_month": "2025-01", "has_evidence": True}, ["months_ahead"]),
    ],
)
def test_what_speaks_against_a_row(plan: str, more: dict[str, Any], reasons: list[str]) -> None:
    assert codes(row(plan, **more)) == reasons


def test_an_officer_may_pass_over_doubts_but_not_over_the_law() -> None:
    assert row(contributions=[THERE], from_month="2025-07", is_confirmed=True).outcome == "accepted"
    assert codes(row(group="unpaid_manager", from_month="2025-06", is_confirmed=True)) == ["group_not_insured"]
    assert codes(row("DC", is_confirmed=True)) == ["not_active"]  # without a wage before there is no difference


def test_a_change_knows_the_wage_before_it() -> None:
    assert row("DC", contributions=[HERE], wage=11_000_000).values["previous_wage"] == 9_000_000
    values = row("CD", contributions=[HERE], wage=None).values
    assert values["wage"] == values["previous_wage"] == 9_000_000  # only the title changes


def test_a_coefficient_is_worth_reference_levels() -> None:
    scale = {
        "wage": None,
        "coefficient": "2.34",
        "position_allowance": "0.3",
        "over_frame_percent": 5,
        "seniority_percent": 10,
    }
    # (2.34 × 1.05 + 0.3) × 1.10 × 2,340,000 = 7,096,518
    assert row(**scale).values["wage"] == 7_096_518


@pytest.mark.parametrize(
    ("started", "submitted", "late_by", "evasion"),
    [
        ("2025-08-01", "2025-08-31", 0, False),
        ("2025-08-01", "2025-09-01", 1, False),
        ("2025-08-01", "2025-10-30", 60, False),
        ("2025-08-01", "2025-10-31", 61, True),
        ("2025-01-02", "2025-06-30", 149, False),  # the old law had no such line
    ],
)
def test_sixty_days_after_the_window_it_is_evasion(started: str, submitted: str, late_by: int, evasion: bool) -> None:
    values = row(started_on=started, submitted_on=submitted, from_month=started[:7]).values
    assert (values["days_late"], values["is_evasion"]) == (late_by, evasion)


# ---- the list as a whole ----


@pytest.mark.parametrize(
    ("case", "rows", "lane"),
    [
        ("b_increase", [{"plan": "TM", "contract": {"from": "2025-08-01"}}], "ordinary"),
        ("b_increase", [{"plan": "TM", "contract": {"from": "2025-07-01"}}], "violation"),  # 31 July was the last day
        ("c_decrease", [{"plan": "GH"}], "ordinary"),
        ("e_back_payment", [], "violation"),
        ("i_wage_rise_already_paid", [], "wage_rise"),
        ("f_pause_pension_fund", [], "pause"),
        ("h_confirm_book", [], "confirmation"),
        ("j_refund", [], "refund"),
    ],
)
def test_a_list_has_its_lane(case: str, rows: list[Any], lane: str) -> None:
    assert LANE.apply({"case": case, "rows": rows, "submitted_on": "2025-08-11"}, LAW).outcome == lane


def test_books_and_large_back_payments_go_to_the_director() -> None:
    facts = {"principal": 50_000_000, "months_back": 6, "decided_on": "2026-03-02"}
    assert LEVEL.apply(facts, LAW).outcome == "head"  # the agency has set no limit
    assert LEVEL.apply({**facts, "books": 1}, LAW).outcome == "director"
    by_months = with_parameter("leadership_from", {"amount": None, "months": 6}, NEW_LAW)
    assert LEVEL.apply(facts, by_months).outcome == "director"
    assert LEVEL.apply({**facts, "months_back": 5}, by_months).outcome == "head"


def test_a_refund_is_transferred_or_set_off() -> None:
    facts = {
        "dossier": "H1",
        "employer": {"name": "A", "employer_code": "QN0012G"},
        "amount": 5,
        "decided_on": "2026-03-02",
    }
    account = {"account_number": "114000777888", "bank_code": "01201001"}
    assert REFUND.apply({**facts, "way": "transfer", "account": account}, LAW).values["payments"][0]["amount"] == 5
    assert REFUND.apply({**facts, "way": "offset"}, LAW).values["payments"] == []
    with pytest.raises(ValueError, match="no account"):
        REFUND.apply({**facts, "way": "transfer"}, LAW)


# ---- pause ----


def pause(**more: Any) -> Working:
    facts = {
        "ground": "idle_staff", "share": 50, "from_month": "2025-09", "months": 12, "requested_on": "2025-09-03", "workers": 3,
        "employer": {"name": "A", "employer_code": "QN0012G"},
    }  # fmt: skip
    return PAUSE.apply({**facts, **more}, LAW)


def test_half_the_staff_idle_allows_a_pause_of_a_year() -> None:
    assert pause().values["to_month"] == "2026-08"
    assert codes(pause(share=49)) == ["too_little"]
    assert codes(pause(months=13, from_month="2025-08")) == ["too_long", "in_the_past"]


def test_a_pause_without_workers_is_none() -> None:
    with pytest.raises(ValidationError, match="workers"):
        pause(workers=0)
