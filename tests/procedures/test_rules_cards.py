"""Health insurance only: contributions by payer against rules.md 9.2, validity of cards, order of groups."""

from typing import Any

import pytest
from the_law import LAW

from procedures.rules import Working, get

CONTRIBUTION, VALIDITY, STANDING, SPLIT = (
    get(f"card_{name}")
    for name in ("contribution.contribution", "validity.validity", "validity.standing", "list.split")
)


def contribute(**more: Any) -> Working:
    return CONTRIBUTION.apply({"registered_on": "2026-06-15", "group": "GD", **more}, LAW)


# ---- contributions ----


@pytest.mark.parametrize(
    ("order", "before_july", "after"),
    [
        (1, 1_263_600, 1_366_200),
        (2, 884_520, 956_340),
        (3, 758_160, 819_720),
        (4, 631_800, 683_100),
        (5, 505_440, 546_480),
        (9, 505_440, 546_480),
    ],
)
def test_each_member_of_a_household_pays_less_than_the_one_before(order: int, before_july: int, after: int) -> None:
    assert contribute(order=order).amount == before_july  # 2,340,000 × 4.5 % × 12
    assert contribute(order=order, registered_on="2026-07-01").amount == after  # 2,530,000


def test_a_household_of_four_pays_3_538_080_for_a_year() -> None:
    assert sum(contribute(order=order).values["own"] for order in range(1, 5)) == 3_538_080


@pytest.mark.parametrize(
    ("group", "day", "more", "own"),
    [
        ("HN", "2025-07-02", {}, 0),
        ("CN", "2025-07-02", {}, 379_080),  # 30 % of 1,263,600
        ("CN", "2025-07-02", {"in_poor_commune": True}, 0),
        ("HS", "2025-06-30", {}, 884_520),  # the State paid 30 %
        ("HS", "2025-07-01", {}, 631_800),  # and now 50 %
        ("GB", "2025-07-02", {}, 884_520),
        ("HS", "2025-07-02", {"local_support": 20_000}, 391_800),  # 631,800 − 12 × 20,000
        ("HS", "2025-07-02", {"local_support": 50_000, "other_support": 50_000}, 0),
    ],
)
def test_the_state_supports_by_group(group: str, day: str, more: dict[str, Any], own: int) -> None:
    assert contribute(group=group, registered_on=day, **more).amount == own


def test_all_payers_together_pay_the_contribution() -> None:
    values = contribute(group="HS", local_support=50_000, other_support=50_000).values
    assert values["gross"] == values["state"] + values["local"] + values["other"] + values["own"] == 1_263_600
    assert (values["local"], values["other"]) == (600_000, 31_800)  # as far as something is left


def test_a_fund_pays_on_the_benefit() -> None:
    values = contribute(group="TN", base=5_400_000, months=6).values
    assert (values["fund"], values["own"]) == (1_458_000, 0)  # 5,400,000 × 4.5 % × 6
    assert contribute(group="HT").values["fund"] == 1_263_600


def test_a_group_the_table_does_not_know_needs_the_specialist() -> None:
    assert contribute(group="YT").reasons[0].code == "support_unknown"
    assert contribute(group="YT", support_percent=50).amount == 631_800


@pytest.mark.parametrize(
    ("group", "months", "outcome"),
    [("GD", 5, "denied"), ("GD", 6, "payable"), ("HS", 15, "payable"), ("HN", 5, "payable")],
)
def test_households_pay_for_three_six_or_twelve_months(group: str, months: int, outcome: str) -> None:
    assert contribute(group=group, months=months).outcome == outcome


def test_members_follow_each_other_in_each_household() -> None:
    rows = [
        {"household_code": "A"},
        {"household_code": "B", "members_before": 2},
        {"household_code": "A"},
        {"household_code": "B", "members_before": 2},
        {},
    ]
    assert [row["order"] for row in SPLIT.apply({"rows": rows}, LAW).values["rows"]] == [1, 3, 2, 4, 1]


# ---- validity ----


def card(group: str = "GD", **more: Any) -> dict[str, Any]:
    return VALIDITY.apply({"group": group, "paid_on": "2026-03-02", **more}, LAW).values


def held(group: str, first: str, last: str) -> dict[str, str]:
    return {"group": group, "from": first, "to": last}


def test_the_first_card_of_a_household_waits_thirty_days() -> None:
    values = card(months=12)
    assert (values["valid_from"], values["valid_to"], values["is_waiting"]) == ("2026-04-01", "2027-03-31", True)
    assert values["five_years_from"] == "2031-04-01"


@pytest.mark.parametrize(
    ("ended", "begins", "waits"),
    [
        ("2026-03-15", "2026-03-16", False),  # it follows on
        ("2026-02-28", "2026-03-02", False),
        ("2025-12-03", "2026-03-02", False),  # 88 days without
        ("2025-12-02", "2026-03-02", False),  # 89
        ("2025-12-01", "2026-04-01", True),  # 90
    ],
)
def test_a_break_of_ninety_days_brings_back_the_waiting(ended: str, begins: str, waits: bool) -> None:
    values = card(earlier=[held("GD", "2025-01-01", ended)], five_years_from="2028-01-01")
    assert (values["valid_from"], values["is_waiting"]) == (begins, waits)
    assert values["five_years_from"] == ("2031-04-01" if waits else "2028-01-01")


def test_pupils_and_the_poor_do_not_wait() -> None:
    assert card("HS")["valid_from"] == card("HN")["valid_from"] == "2026-03-02"


def test_unemployment_benefit_counts_from_its_decision() -> None:
    assert card("TN", entitled_on="2026-02-20", months=3)["valid_to"] == "2026-05-19"


@pytest.mark.parametrize(
    ("born", "until"),
    [
        ("2025-08-20", "2031-09-30"),  # 72 months on 20 August 2031
        ("2025-09-30", "2031-09-30"),
        ("2025-10-01", "2031-10-31"),  # after 30 September: to the end of the month
        ("2024-02-29", "2030-09-30"),
    ],
)
def test_a_childs_card_holds_from_birth_to_the_start_of_school(born: str, until: str) -> None:
    values = card("TE", birth_on=born)
    assert (values["valid_from"], values["valid_to"]) == (born, until)


@pytest.mark.parametrize(
    ("group", "other", "outcome"),
    [
        ("GD", "DN", "covered"),  # an employee before a household
        ("TN", "DN", "covered"),
        ("HS", "HN", "covered"),
        ("HN", "HS", "free"),  # the State budget before the supported
        ("GD", "GD", "free"),
        ("HS", "CN", "free"),  # of one rank, the later one
    ],
)
def test_of_several_groups_the_first_one_counts(group: str, other: str, outcome: str) -> None:
    facts = {"group": group, "paid_on": "2026-03-02", "earlier": [held(other, "2026-01-01", "2026-12-31")]}
    assert STANDING.apply(facts, LAW).outcome == outcome


def test_a_card_that_has_ended_stands_in_nobodys_way() -> None:
    facts = {"group": "GD", "paid_on": "2026-03-02", "earlier": [held("DN", "2025-01-01", "2026-03-01")]}
    assert STANDING.apply(facts, LAW).outcome == "free"
