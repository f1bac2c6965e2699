"""Work accidents and occupational diseases against the examples of rules.md 4 and the edges of the law."""

from typing import Any

import pytest
from pydantic import ValidationError
from the_law import LAW, paid

from procedures.rules import Working, get

TEN_YEARS = [paid("2015-07", "2025-06", 8_000_000)]  # to the month before the accident
TWELVE_YEARS = [paid("2013-07", "2025-06", 10_000_000)]

ACCIDENT: dict[str, Any] = {
    "kind": "accident",
    "event_on": "2025-07-14",
    "percent": 20,
    "treated_until": "2025-08-20",
    "concluded_on": "2025-09-10",
    "contributions": TEN_YEARS,
    "decided_on": "2025-09-25",
}
HIV = {"kind": "hiv", "percent": None, "treated_until": None, "concluded_on": None, "hiv_certified_on": "2025-08-05"}


def first(**more: Any) -> Working:
    return get("work_accident.benefit").apply(ACCIDENT | more, LAW)


def relapse(earlier: dict[str, Any], **more: Any) -> Working:
    facts = ACCIDENT | {"event_on": "2020-03-02", "treated_until": None} | earlier | more
    return get("work_accident_relapse.benefit").apply(facts, LAW)


def combined(*earlier: dict[str, Any], **more: Any) -> Working:
    return get("work_accident_combined.benefit").apply(ACCIDENT | {"earlier": earlier} | more, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


# ---- first occurrence ----


def test_twenty_per_cent_after_ten_years_is_a_one_off_of_54_850_000() -> None:
    working = first()
    assert working.outcome == "one_off"
    assert working.amount == 54_850_000
    # (5 + 15 × 0.5) × 2,340,000 = 29,250,000; (0.5 + 9 × 0.3) × 8,000,000 = 25,600,000
    assert [line.value for line in working.lines] == [29_250_000, 25_600_000, 54_850_000]


def test_forty_per_cent_after_twelve_years_is_1_503_200_a_month() -> None:
    working = first(percent=40, contributions=TWELVE_YEARS)
    assert working.outcome == "monthly"
    # (0.3 + 9 × 0.02) × 2,340,000 = 1,123,200; (0.005 + 11 × 0.003) × 10,000,000 = 380,000
    assert working.values["monthly"] == 1_503_200
    assert working.values["starts_in"] == "2025-08"  # the discharge, not the conclusion
    assert working.amount == 3_006_400  # August and September at once
    assert working.values["list_from"] == "2025-10"


@pytest.mark.parametrize(
    ("percent", "outcome", "amount"),
    [
        (4, "denied", 0),
        (5, "one_off", 37_300_000),  # 5 × 2,340,000 + 25,600,000
        (30, "one_off", 66_550_000),  # 17.5 × 2,340,000 = 40,950,000, + 25,600,000
        (31, "monthly", 1_916_000),  # two months of 702,000 + 256,000
        (100, "monthly", 8_374_400),  # two months of 1.68 × 2,340,000 = 3,931,200, + 256,000
    ],
)
def test_the_rate_decides_what_is_due(percent: int, outcome: str, amount: int) -> None:
    working = first(percent=percent)
    assert (working.outcome, working.amount) == (outcome, amount)


def test_without_inpatient_stay_it_begins_in_the_month_of_the_conclusion() -> None:
    working = first(percent=40, contributions=TWELVE_YEARS, treated_until=None)
    assert (working.values["starts_in"], working.amount) == ("2025-09", 1_503_200)


def test_hiv_at_work_counts_61_per_cent_without_an_assessment() -> None:
    working = first(**HIV)
    # (0.3 + 30 × 0.02) × 2,340,000 = 2,106,000, + 256,000
    assert (working.values["percent"], working.values["monthly"]) == (61, 2_362_000)


@pytest.mark.parametrize(("assessed", "counted"), [(50, 61), (70, 70)])
def test_a_higher_assessed_rate_counts_for_hiv(assessed: int, counted: int) -> None:
    assert first(**HIV | {"percent": assessed, "concluded_on": "2025-09-10"}).values["percent"] == counted


def test_a_carer_is_paid_from_81_per_cent_with_one_of_four_conditions() -> None:
    working = first(percent=85, carer_ground="spine_paralysed")
    # (0.3 + 54 × 0.02) × 2,340,000 = 3,229,200, + 256,000
    assert (working.values["monthly"], working.values["carer_monthly"]) == (3_485_200, 2_340_000)
    assert working.amount == 2 * (3_485_200 + 2_340_000)
    assert first(percent=85).values["carer_monthly"] == 0
    assert first(percent=80, carer_ground="spine_paralysed").values["carer_monthly"] == 0


def test_a_raise_lifts_what_was_in_payment_and_the_carer_follows_the_base_salary() -> None:
    history = [paid("2014-04", "2026-03", 10_000_000)]
    more: dict[str, Any] = {"event_on": "2026-04-10", "concluded_on": "2026-06-10", "contributions": history}
    working = first(percent=40, treated_until="2026-05-20", decided_on="2026-08-03", **more)
    # May and June 1,503,200; July and August × 1.08 = 1,623,456
    assert [(row["months"], row["allowance"]) for row in working.values["due"]] == [(2, 1_503_200), (2, 1_623_456)]
    assert working.amount == 2 * 1_503_200 + 2 * 1_623_456
    later = first(percent=40, treated_until="2026-07-01", decided_on="2026-08-03", **more)
    # begun in July: the new base salary, no raise: 0.48 × 2,530,000 = 1,214,400, + 380,000
    assert later.values["monthly"] == 1_594_400
    carer = first(
        percent=90, carer_ground="two_limbs_lost", treated_until="2026-06-30", decided_on="2026-07-06", **more
    )
    assert [row["carer"] for row in carer.values["due"]] == [2_340_000, 2_530_000]


def test_contracts_side_by_side_add_up() -> None:
    both = first(contributions=[*TEN_YEARS, paid("2024-01", "2025-06", 5_000_000)])
    assert (both.values["wage"], both.values["years"]) == (13_000_000, 10)


def test_in_the_first_month_its_own_wage_counts_and_no_further_year() -> None:
    working = first(contributions=[paid("2025-07", "2025-07", 9_000_000)])
    # 12.5 × 2,340,000 + 0.5 × 9,000,000
    assert working.amount == 29_250_000 + 4_500_000


def test_back_after_a_gap_the_month_of_the_accident_counts() -> None:
    working = first(contributions=[paid("2015-01", "2020-12", 7_000_000), paid("2025-07", "2025-08", 9_000_000)])
    assert (working.values["wage"], working.values["years"]) == (9_000_000, 6)


def test_voluntary_months_are_not_months_of_the_fund() -> None:
    assert codes(first(contributions=[paid("2015-07", "2025-07", 5_000_000, regime="voluntary")])) == ["not_insured"]


@pytest.mark.parametrize("cause", ["unrelated_conflict", "self_harm", "drugs"])
def test_three_causes_are_excluded(cause: str) -> None:
    assert codes(first(excluded_cause=cause)) == ["cause_excluded"]


def test_every_reason_is_named_at_once() -> None:
    working = first(percent=3, excluded_cause="drugs", contributions=[])
    assert codes(working) == ["cause_excluded", "not_insured", "too_slight"]


# ---- disease found after leaving the job ----

LEFT = {"kind": "disease", "exposed_until": "2025-06-30", "event_on": "2025-11-03", "concluded_on": "2025-12-01"}


def test_a_disease_within_the_guarantee_period_counts_the_last_wage_in_the_job() -> None:
    more = {"treated_until": None, "decided_on": "2025-12-08", "guarantee_months": 6}
    assert first(**LEFT, **more).amount == 54_850_000
    late = first(
        **LEFT | {"event_on": "2025-12-31", "concluded_on": "2026-01-05"}, **more | {"decided_on": "2026-01-12"}
    )
    assert codes(late) == ["guarantee_over"]  # 30 June and 6 months are 30 December


def test_a_later_job_does_not_hide_the_harmful_one() -> None:
    history = [*TEN_YEARS, paid("2025-07", "2025-11", 20_000_000)]
    more = {"treated_until": None, "decided_on": "2025-12-08", "guarantee_months": 6}
    assert first(**LEFT, contributions=history, **more).values["wage"] == 8_000_000


# ---- relapse ----

ONE_OFF = {
    "settled": "one_off",
    "earlier_percent": 20,
    "earlier_wage": 8_000_000,
    "earlier_years": 10,
    "earlier_concluded_on": "2020-06-01",
}
MONTHLY = {
    "settled": "monthly",
    "earlier_percent": 40,
    "monthly_paid": 1_503_200,
    "years_part_paid": 380_000,
    "earlier_concluded_on": "2020-06-01",
}


def test_a_one_off_receiver_gets_the_difference_of_the_rates() -> None:
    working = relapse(ONE_OFF, percent=28)
    # 16.5 less 12.5 base salaries: 4 × 2,340,000
    assert (working.outcome, working.amount) == ("one_off", 9_360_000)
    assert working.values["change"] == "one_off_difference"


def test_a_one_off_receiver_crosses_to_a_monthly_allowance_with_the_wage_of_then() -> None:
    working = relapse(ONE_OFF, percent=35)
    # (0.3 + 4 × 0.02) × 2,340,000 = 889,200; (0.005 + 9 × 0.003) × 8,000,000 = 256,000
    assert (working.outcome, working.values["monthly"]) == ("monthly", 1_145_200)
    assert working.values["starts_in"] == "2025-09"


def test_a_monthly_receiver_keeps_the_part_by_years() -> None:
    working = relapse(MONTHLY, percent=50)
    # (0.3 + 19 × 0.02) × 2,340,000 = 1,591,200, + 380,000
    assert working.values["monthly"] == 1_971_200
    assert working.amount == 468_000  # September: 1,971,200 less 1,503,200
    assert working.values["change"] == "monthly_raised"


def test_a_relapse_that_needs_a_carer_adds_the_allowance() -> None:
    working = relapse(MONTHLY, percent=81, carer_ground="both_eyes_blind")
    # (0.3 + 50 × 0.02) × 2,340,000 = 3,042,000, + 380,000
    assert (working.values["monthly"], working.values["carer_monthly"]) == (3_422_000, 2_340_000)
    assert working.amount == 3_422_000 + 2_340_000 - 1_503_200


@pytest.mark.parametrize("percent", [20, 19])
def test_without_a_rise_nothing_is_due(percent: int) -> None:
    assert codes(relapse(ONE_OFF, percent=percent)) == ["no_rise"]


def test_an_injury_once_too_slight_is_granted_for_the_first_time() -> None:
    working = relapse({"settled": "none", "earlier_percent": 3}, percent=6, event_on="2025-07-14")
    # 5.5 × 2,340,000 = 12,870,000, + 25,600,000
    assert (working.values["change"], working.amount) == ("first_grant", 38_470_000)


def test_an_early_reassessment_is_flagged_not_denied() -> None:
    working = relapse(ONE_OFF | {"earlier_concluded_on": "2023-09-11"}, percent=28)
    assert (working.outcome, codes(working)) == ("one_off", ["early_reassessment"])
    assert codes(relapse(ONE_OFF | {"earlier_concluded_on": "2023-09-10"}, percent=28)) == []


@pytest.mark.parametrize(
    "missing", [{"settled": "one_off", "earlier_percent": 20}, {"settled": "monthly", "earlier_percent": 40}]
)
def test_what_was_settled_must_be_known(missing: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        relapse(missing)


# ---- several occurrences ----

BEFORE = {
    "row": {"kind": "accident", "on": "2019-05-06", "settled": "one_off", "percent": 12},
    "outcome": "settled",
    "settlement": {"one_off_file": {"percent": 15, "years": 4, "by": "An"}},  # the file counts, not what was declared
}
UNSETTLED = {"row": {"kind": "accident", "on": "2019-05-06", "settled": "none", "percent": 4}, "outcome": "not_settled"}
RUNNING = {
    "row": {"kind": "disease", "on": "2019-05-06", "settled": "monthly"},
    "outcome": "settled",
    "settlement": {"monthly_file": {"percent": 40, "monthly": 1_503_200}},
}


def test_a_combined_one_off_takes_off_what_was_settled() -> None:
    working = combined(BEFORE, percent=28)
    # 16.5 less 10 base salaries = 15,210,000; years five to ten: 6 × 0.3 × 8,000,000 = 14,400,000
    assert working.amount == 29_610_000


def test_a_combined_one_off_after_an_unsettled_occurrence_is_whole() -> None:
    working = combined(UNSETTLED, percent=20)
    assert working.amount == 54_850_000


def test_a_combined_monthly_allowance_leaves_the_one_off() -> None:
    working = combined(BEFORE, percent=45)
    # (0.3 + 14 × 0.02) × 2,340,000 = 1,357,200, + 256,000
    assert (working.values["monthly"], working.amount) == (1_613_200, 2 * 1_613_200)


def test_a_combined_allowance_replaces_the_one_in_payment() -> None:
    working = combined(RUNNING, percent=60)
    # (0.3 + 29 × 0.02) × 2,340,000 = 2,059,200, + 256,000 = 2,315,200
    assert working.amount == 2 * (2_315_200 - 1_503_200)
    assert codes(combined(RUNNING, percent=40)) == ["no_rise"]


# ---- aids, death ----


def test_aids_are_due_when_the_term_of_the_last_one_is_over() -> None:
    def aid(kind: str, quantity: int, price: int, last: str | None = None, outcome: str = "approved") -> dict[str, Any]:
        row = {"kind": kind, "quantity": quantity, "last_granted_on": last}
        return {"row": row, "outcome": outcome, "price": {"price": price, "outcome": outcome}}

    aids = [
        aid("leg_prosthesis", 1, 3_000_000, "2022-09-25"),
        aid("crutches", 2, 500_000),
        aid("wheelchair", 1, 4_000_000, "2021-09-26"),
        aid("hearing_aid", 1, 0, outcome="not_approved"),
    ]
    working = get("work_accident_aids.schedule").apply({"aids": aids, "decided_on": "2025-09-25"}, LAW)
    assert (working.outcome, working.amount) == ("some", 4_000_000)
    assert [row["next_on"] for row in working.values["rows"]] == ["2028-09-25", "2027-09-25"]
    assert working.values["not_yet"] == [{"kind": "wheelchair", "name": "Xe lăn, xe lắc", "due_on": "2025-09-26"}]


# ---- papers ----


def award(working: Working, **more: Any) -> dict[str, Any]:
    facts = {
        "dossier": "000.00.22.G24-250925-0001",
        "occurrence": "first",
        "kind": "accident",
        "event_on": "2025-07-14",
        "person": {"full_name": "NGUYỄN VĂN HÙNG", "dob": "1985-03-12", "gender": "male", "si_number": "2205200811"},
        "payee": {
            "way": "bank",
            "account_number": "102100270811",
            "account_holder": "NGUYEN VAN HUNG",
            "bank_code": "01203001",
        },
        "benefit": working.plain(),
        "contributions": TEN_YEARS,
        "decided_on": "2025-09-25",
        **more,
    }
    return get("work_accident_papers.award").apply(facts, LAW).plain()


def test_the_decision_says_what_is_paid_once_and_what_goes_on() -> None:
    papers = award(first(percent=85, carer_ground="mental_illness"), fee_claimed=1_150_000)
    assert papers["about"] == "Về việc hưởng trợ cấp tai nạn lao động hằng tháng"
    # two months of 3,485,200 + 2,340,000, and the fee
    assert [row["amount"] for row in papers["amounts"]] == [11_650_400, 1_150_000]
    assert papers["total"] == papers["payments"][0]["amount"] == 12_800_400
    assert papers["articles"][0].startswith("Từ tháng 10/2025")
    assert len(papers["articles"]) == 3  # the list, the carer, how the money comes


def test_the_fee_is_what_an_officer_accepted_when_the_invoice_was_doubtful() -> None:
    assert award(first(), fee_claimed=1_150_000, fee_accepted=0)["total"] == 54_850_000
    assert award(first(), fee_claimed=1_150_000, fee_accepted=900_000)["total"] == 55_750_000


def test_money_for_aids_has_its_own_decision_and_goes_out_with_the_rest() -> None:
    row = {"kind": "crutches", "quantity": 2}
    order = {"aids": [{"row": row, "outcome": "approved", "price": {"price": 500_000}}], "decided_on": "2025-09-25"}
    aids = get("work_accident_aids.schedule").apply(order, LAW).plain()
    papers = award(first(), aids=aids)
    assert (papers["total"], papers["aids"]["total"], papers["payments"][0]["amount"]) == (
        54_850_000,
        1_000_000,
        55_850_000,
    )
    assert award(first())["aids"] == {}


@pytest.mark.parametrize(
    ("kind", "percent", "form_no"),
    [("accident", 35, "03E-HSB"), ("accident", 28, "03G-HSB"), ("disease", 35, "03H-HSB"), ("disease", 28, "03K-HSB")],
)
def test_relapse_decisions_carry_their_form_numbers(kind: str, percent: int, form_no: str) -> None:
    working = relapse(ONE_OFF, percent=percent, kind=kind)
    assert award(working, occurrence="relapse", kind=kind)["form_no"] == form_no


def test_months_of_contracts_side_by_side_count_once_in_the_history() -> None:
    both = [*TEN_YEARS, paid("2024-01", "2025-06", 5_000_000)]
    papers = award(first(contributions=both), contributions=both)
    assert (papers["months"], len(papers["periods"])) == (120, 2)


@pytest.mark.parametrize(("died_on", "amount"), [("2026-06-30", 84_240_000), ("2026-07-01", 91_080_000)])
def test_a_death_brings_36_base_salaries_of_its_month(died_on: str, amount: int) -> None:
    assert get("work_accident_death.allowance").apply({"died_on": died_on}, LAW).amount == amount
