"""Levels, cards and direct reimbursement of health insurance (rules.md 10), with the arithmetic beside each case."""

from typing import Any

import pytest
from the_law import LAW

from procedures.rules import Working, get

VISIT = {
    "counted_on": "2026-08-12",
    "card_code": "DN4222296018542",
    "care": "outpatient",
    "facility_class": "basic_under_50",
    "situation": "in_order",
    "covered_cost": 1_000_000,
}


def level(**change: Any) -> Working:
    return get("health_levels.entitlement").apply({**VISIT, **change}, LAW)


def paid(**change: Any) -> Working:
    facts = {**VISIT, "case": "d_card_not_yet_issued_or_error", "invoices": [200_000_000], **change}
    return get("direct_costs.reimbursement").apply(facts, LAW)


def covered(*periods: tuple[str, str | None, str], admitted: str, discharged: str) -> Working:
    cards = [{"valid_from": start, "valid_to": end, "code": code} for start, end, code in periods]
    facts = {"periods": cards, "admitted_on": admitted, "discharged_on": discharged}
    return get("health_cards.cover").apply(facts, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


# ---- levels ----


@pytest.mark.parametrize(
    ("card", "day", "percent"),
    [
        ("TE1", "2026-08-12", 100),
        ("HN2", "2026-08-12", 100),
        ("HT3", "2026-08-12", 95),
        ("DN4", "2026-08-12", 80),
        ("QN5", "2026-08-12", 100),
        ("CN3", "2025-12-31", 95),  # near-poor: the old card says 3 …
        ("CN3", "2026-01-01", 100),  # … and counts as 2 from 2026
        ("LH4", "2025-12-31", 80),
        ("LH4", "2026-01-01", 100),
    ],
)
def test_the_third_character_gives_the_level_of_the_day(card: str, day: str, percent: int) -> None:
    assert level(card_code=f"{card}222296018542", counted_on=day).values["percent"] == percent


@pytest.mark.parametrize(
    ("day", "cost", "amount"),
    [
        ("2026-08-12", 379_000, 379_000),  # 15 % × 2,530,000 = 379,500
        ("2026-08-12", 379_499, 379_499),
        ("2026-08-12", 379_500, 303_600),  # not strictly less: 80 %
        ("2026-08-12", 380_000, 304_000),
        ("2026-06-30", 350_999, 350_999),  # 15 % × 2,340,000 = 351,000
        ("2026-06-30", 351_000, 280_800),
    ],
)
def test_a_cost_below_15_percent_of_the_level_of_the_day_is_paid_in_full(day: str, cost: int, amount: int) -> None:
    assert paid(counted_on=day, covered_cost=cost).amount == amount


def test_commune_care_is_paid_in_full() -> None:
    assert paid(facility_class="commune", covered_cost=500_000).amount == 500_000


def test_above_the_years_cap_nothing_is_co_paid_in_order_but_own_initiative_stays_as_it_is() -> None:
    assert level(is_over_year_cap=True).values["ground"] == "over_year_cap"
    assert level(is_over_year_cap=True, situation="own_initiative").values["level_paid"] == 80


@pytest.mark.parametrize(
    ("day", "facility", "care", "percent"),
    [
        ("2020-12-31", "province", "inpatient", 48),  # 60 % of 80 %
        ("2021-01-01", "province", "inpatient", 80),
        ("2024-12-31", "province", "outpatient", 0),
        ("2024-12-31", "central", "inpatient", 32),  # 40 % of 80 %
        ("2025-01-01", "basic_under_50", "outpatient", 80),
        ("2026-06-30", "basic_50_to_70", "outpatient", 0),
        ("2026-07-01", "basic_50_to_70", "outpatient", 40),  # the example of VSS: 50 % of 80 %
        ("2026-07-01", "specialised_formerly_province", "inpatient", 80),
        ("2026-07-01", "specialised_formerly_central", "inpatient", 32),
        ("2026-07-01", "specialised_formerly_central", "outpatient", 0),
    ],
)
def test_care_on_own_initiative_is_paid_by_the_share_of_its_day(
    day: str, facility: str, care: str, percent: int
) -> None:
    visit = level(counted_on=day, facility_class=facility, care=care, situation="own_initiative")
    assert visit.values["percent"] == percent


def test_in_an_emergency_every_facility_is_in_order() -> None:
    assert level(facility_class="specialised_formerly_central", situation="emergency").values["percent"] == 80


def test_a_class_the_law_of_the_day_did_not_know_is_unclear() -> None:
    assert level(counted_on="2024-12-31").outcome == "unclear"
    assert codes(paid(facility_class="province")) == ["class_unknown"]
    assert codes(level(card_code=None)) == ["card_unknown"]


# ---- direct reimbursement ----


def test_without_a_contract_an_inpatient_of_a_province_hospital_gets_at_most_one_level() -> None:
    stay = {
        "case": "a_no_contract_facility",
        "situation": "own_initiative",
        "facility_class": "province",
        "care": "inpatient",
        "counted_on": "2024-05-20",
    }
    # 80 % × 10,000,000 = 8,000,000, above 1 × 1,800,000
    working = paid(**stay, covered_cost=10_000_000)
    assert (working.amount, codes(working)) == (1_800_000, ["ceiling_reached"])
    assert paid(**stay, covered_cost=2_000_000).amount == 1_600_000
    # central: 40 % × 80 % × 10,000,000 = 3,200,000, below 2.5 × 1,800,000 = 4,500,000
    assert paid(**{**stay, "facility_class": "central"}, covered_cost=10_000_000).amount == 3_200_000
    assert codes(paid(**{**stay, "care": "outpatient"})) == ["outpatient_without_contract"]


def test_an_emergency_has_no_ceiling() -> None:
    stay = {"case": "a_no_contract_facility", "situation": "emergency", "facility_class": "basic_formerly_higher"}
    assert paid(**stay, care="inpatient", covered_cost=90_000_000).amount == 72_000_000


def test_at_the_registered_facility_without_its_procedure_the_lower_ceilings_hold() -> None:
    visit = {"case": "b_without_following_art_28", "counted_on": "2025-06-30", "covered_cost": 3_000_000}
    assert paid(**visit).amount == 351_000  # 0.15 × 2,340,000
    assert paid(**visit, care="inpatient").amount == 1_170_000  # 0.5 × 2,340,000


def test_a_higher_level_brings_the_difference() -> None:
    # near-poor card of 2025 in a stay of 2026: 100 % × 12,000,000 less the 11,400,000 (95 %) already paid
    gap = {"case": "e_higher_level_gap", "card_code": "CN3222296018542", "care": "inpatient"}
    assert paid(**gap, covered_cost=12_000_000, paid_by_fund=11_400_000, invoices=[600_000]).amount == 600_000


def test_nobody_gets_more_than_was_paid() -> None:
    assert paid(covered_cost=1_000_000, invoices=[200_000, 300_000]).amount == 500_000


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"covered_cost": 0}, "nothing_covered"),
        (
            {"situation": "own_initiative", "facility_class": "specialised_formerly_central"},
            "share_is_nothing",
        ),
        ({"paid_by_fund": 800_000}, "already_paid"),
        ({"invoices": []}, "nothing_paid"),
    ],
)
def test_what_is_not_paid_says_why(change: dict[str, Any], code: str) -> None:
    working = paid(**change)
    assert (working.outcome, working.amount, codes(working)) == ("denied", 0, [code])


def test_the_working_leads_from_cost_to_amount() -> None:
    working = paid(case="b_without_following_art_28", covered_cost=3_000_000)
    assert [line.value for line in working.lines] == [
        3_000_000,
        80,
        100,
        2_400_000,
        379_500,  # 0.15 × 2,530,000
        379_500,
    ]
    used = {source.parameter: source.status for source in working.sources}
    assert used["hi_direct_ceiling_wrong_procedure"] == "unverified"


# ---- the card ----

CARD = "DN4222296018542"


def test_a_card_that_ends_in_the_stay_covers_fifteen_days_more() -> None:
    stay = covered(("2025-01-01", "2025-12-31", CARD), admitted="2025-12-20", discharged="2026-01-15")
    assert (stay.outcome, stay.values["covered_until"]) == ("card_covers", "2026-01-15")
    longer = covered(("2025-01-01", "2025-12-31", CARD), admitted="2025-12-20", discharged="2026-01-20")
    assert (longer.outcome, longer.values["days_left_out"]) == ("card_covers_partly", 5)


def test_cards_that_follow_each_other_cover_the_stay_and_the_last_one_counts() -> None:
    newer = "HN2222296018542"
    stay = covered(
        ("2026-01-01", "2026-12-31", newer),
        ("2025-01-01", "2025-12-31", CARD),
        admitted="2025-12-20",
        discharged="2026-01-30",
    )
    assert (stay.outcome, stay.values["card_code"]) == ("card_covers", newer)


def test_no_card_on_the_first_day_covers_nothing() -> None:
    stay = covered(("2026-01-02", None, CARD), admitted="2026-01-01", discharged="2026-01-05")
    assert (stay.outcome, codes(stay)) == ("no_card", ["no_card"])
    assert covered(("2026-01-01", None, CARD), admitted="2026-01-01", discharged="2026-01-05").outcome == "card_covers"


# ---- the cap of the year ----


def year(
    *payments: tuple[str, int], asked_on: str = "2026-11-20", five_years_from: str | None = "2024-03-01"
) -> Working:
    facts = {
        "asked_on": asked_on,
        "five_years_from": five_years_from,
        "copayments": [{"paid_on": day, "amount": amount} for day, amount in payments],
    }
    return get("copayments.exemption").apply(facts, LAW)


def test_half_the_cap_before_july_2026_leaves_half_at_the_new_level() -> None:
    # 7,020,000 = 3 × 2,340,000; threshold 7,020,000 + 3 × 2,530,000 = 14,610,000
    below = year(("2026-06-30", 7_020_000), ("2026-09-01", 7_590_000))
    assert (below.outcome, below.values["threshold"], codes(below)) == ("not_yet", 14_610_000, ["below_cap"])
    above = year(("2026-06-30", 7_020_000), ("2026-09-01", 7_590_001))
    assert (above.outcome, above.values["exempt_from"], above.values["valid_to"]) == (
        "exempt",
        "2026-09-01",
        "2026-12-31",
    )
    assert above.amount == 1


def test_what_was_paid_beyond_the_cap_comes_back() -> None:
    # cap 6 × 2,340,000 = 14,040,000; 10,000,000 + 5,000,000 = 960,000 beyond, and all of the 700,000 after it
    working = year(
        ("2025-05-02", 5_000_000), ("2025-03-01", 10_000_000), ("2025-06-10", 700_000), asked_on="2025-06-20"
    )
    assert working.amount == 1_660_000
    assert [line.value for line in working.lines] == [14_040_000, 15_700_000, 1_660_000]


def test_before_the_five_years_are_complete_nothing_comes_back() -> None:
    payments = (("2025-03-01", 20_000_000), ("2025-08-01", 1_000_000))
    working = year(*payments, asked_on="2025-08-20", five_years_from="2025-07-15")
    assert (working.values["exempt_from"], working.amount) == ("2025-07-15", 1_000_000)
    early = year(*payments, asked_on="2025-08-20", five_years_from="2025-09-01")
    assert codes(early) == ["years_missing"]
    assert codes(year(asked_on="2025-08-20", five_years_from=None)) == ["years_missing", "below_cap"]


def test_care_out_of_order_and_other_years_do_not_count() -> None:
    facts = {
        "asked_on": "2025-08-20",
        "five_years_from": "2024-03-01",
        "copayments": [
            {"paid_on": "2025-03-01", "amount": 14_000_000},
            {"paid_on": "2025-03-02", "amount": 9_000_000, "in_order": False},
            {"paid_on": "2024-12-31", "amount": 9_000_000},
        ],
    }
    working = get("copayments.exemption").apply(facts, LAW)
    assert (working.outcome, working.values["total"]) == ("not_yet", 14_000_000)


def test_stays_that_add_up_to_another_sum_than_the_gateways_are_unclear() -> None:
    facts = {
        "asked_on": "2025-08-20",
        "five_years_from": "2024-03-01",
        "copayments": [{"paid_on": "2025-03-01", "amount": 15_000_000}],
    }
    unclear = get("copayments.exemption").apply({**facts, "in_order_total": 9_000_000}, LAW)
    assert (unclear.outcome, codes(unclear)) == ("unclear", ["sums_differ"])
    assert get("copayments.exemption").apply({**facts, "in_order_total": 15_000_000}, LAW).outcome == "exempt"
