"""Settlement with care facilities: screening of claims, advances, quarters, rounds of explanation and notices."""

import time
from datetime import date
from typing import Any

import pytest
from the_law import LAW, with_parameter

from procedures.rules import Working, get

QUARTER = {"from_on": "2025-07-01", "to_on": "2025-09-30"}


def claim(number: int, **change: Any) -> dict[str, Any]:
    return {
        "claim_no": f"22001-25-{number:06}",
        "card": f"DN422229{number:07}",
        "from": "2025-07-14",
        "to": "2025-07-21",
        "care": "inpatient",
        "icd": "J18.9",
        "total": 10_000_000,
        "requested": 8_000_000,
        "co_payment": 2_000_000,
        **change,
    }


def screen(*claims: dict[str, Any]) -> Working:
    return get("facility_claims.screen").apply({**QUARTER, "claims": claims}, LAW)


def flags(working: Working) -> dict[str, list[str]]:
    return {row["claim_no"][-1]: row["codes"] for row in working.values["flagged"]}


def result(**facts: Any) -> Working:
    return get("facility_quarters.result").apply({"requested": 20_000, **facts}, LAW)


def advance(**facts: Any) -> Working:
    return get("facility_reports.advance").apply({"reported": 12_000, "decided_on": "2025-10-08", **facts}, LAW)


# ---- claims ----


def test_a_claim_in_order_is_counted_at_once() -> None:
    working = screen(claim(1), claim(2))
    assert (working.outcome, working.values["requested"]) == ("unflagged", 16_000_000)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"to": "2025-10-01"}, ["outside_period"]),
        ({"co_payment": 1_999_999}, ["sums_differ"]),
        ({"requested": 8_000_001, "co_payment": 1_999_999}, ["above_level"]),  # level 4: 80 %
        ({"card": "HT3222290000001", "requested": 9_500_000, "co_payment": 500_000}, []),  # level 3: 95 %
        ({"total": 350_999, "requested": 350_999, "co_payment": 0}, []),  # below 15 % × 2,340,000
        ({"total": 351_000, "requested": 351_000, "co_payment": 0}, ["above_level"]),
    ],
)
def test_what_is_not_in_order_is_flagged(change: dict[str, Any], codes: list[str]) -> None:
    assert flags(screen(claim(1, **change))) == ({"1": codes} if codes else {})


def test_stays_of_one_card_may_meet_on_the_day_of_a_transfer_but_not_overlap() -> None:
    card = "DN4222290000001"
    meeting = screen(claim(1), claim(2, card=card, **{"from": "2025-07-21", "to": "2025-07-25"}))
    assert flags(meeting) == {}
    inside = screen(
        claim(1, to="2025-08-30"),
        claim(2, card=card, **{"from": "2025-07-20", "to": "2025-07-22"}),
        claim(3, card=card, **{"from": "2025-08-01", "to": "2025-08-02"}),
    )
    assert set(flags(inside)) == {"1", "2", "3"}
    visit = screen(claim(1), claim(2, card=card, care="outpatient", **{"from": "2025-07-18", "to": "2025-07-18"}))
    assert flags(visit) == {}


def test_every_tenth_claim_is_in_the_sample_and_it_is_the_same_each_time() -> None:
    claims = [claim(number) for number in range(25)]
    sample = screen(*claims).values["sample"]
    assert sample == ["22001-25-000000", "22001-25-000010", "22001-25-000020"]
    assert screen(*reversed(claims)).values["sample"] == sample


def test_ten_thousand_claims_are_screened_in_seconds() -> None:
    claims = [claim(number) for number in range(10_000)]
    started = time.perf_counter()
    assert screen(*claims).values["count"] == 10_000
    assert time.perf_counter() - started < 10


# ---- reports and advances ----


@pytest.mark.parametrize(
    ("period", "submitted_on", "outcome", "review_by"),
    [
        ({"quarter": 3}, "2025-09-30", "period_open", "2025-10-30"),
        ({"quarter": 3}, "2025-10-15", "on_time", "2025-11-14"),
        ({"quarter": 3}, "2025-10-16", "late", "2025-11-17"),  # 30 days end on Saturday 15 November
        ({"quarter": 4}, "2026-01-15", "on_time", "2026-03-16"),  # 60 days
        ({"month": 12}, "2026-01-15", "on_time", "2026-02-23"),  # 30 days end on 14 February, in Tết
    ],
)
def test_a_report_is_due_in_fifteen_days_and_reviewed_in_thirty_or_sixty(
    period: dict[str, int], submitted_on: str, outcome: str, review_by: str
) -> None:
    facts = {"year": 2025, "submitted_on": submitted_on, **period}
    working = get("facility_reports.filing").apply(facts, LAW)
    assert (working.outcome, working.values["review_by"]) == (outcome, review_by)


def test_a_period_knows_its_days_and_the_one_after_it() -> None:
    values = (
        get("facility_reports.filing").apply({"year": 2025, "quarter": 4, "submitted_on": "2026-01-10"}, LAW).values
    )
    assert (values["from_on"], values["to_on"]) == ("2025-10-01", "2025-12-31")
    assert (values["name"], values["next"]) == ("quý 4 năm 2025", "quý 1 năm 2026")


@pytest.mark.parametrize(
    ("facts", "amount", "to_carry"),
    [
        ({}, 10_800, 0),  # 90 % of 12,000
        ({"decided_on": "2025-06-30"}, 9_600, 0),  # 80 %
        ({"is_new": True}, 32_400, 0),  # three months
        ({"carried": 800}, 10_000, 0),
        ({"carried": 11_000}, 0, 200),
    ],
)
def test_the_advance_is_a_share_less_what_was_overpaid(facts: dict[str, Any], amount: int, to_carry: int) -> None:
    working = advance(**facts)
    assert (working.amount, working.values["to_carry"]) == (amount, to_carry)
    assert working.outcome == ("payable" if amount else "all_offset")


def test_care_outside_hours_is_told_three_working_days_before() -> None:
    facts = {"submitted_on": "2025-10-28", "starts_on": "2025-10-31"}
    assert get("facility_reports.out_of_hours").apply(facts, LAW).outcome == "announced"
    late = get("facility_reports.out_of_hours").apply({**facts, "starts_on": "2025-10-30"}, LAW)
    assert (late.outcome, late.reasons[0].code) == ("late_notice", "notice_too_late")


# ---- the quarter ----


def test_accepted_is_what_was_asked_less_refused_and_deferred_plus_restored() -> None:
    working = result(refused=[{"claim_no": "1", "amount": 3_000, "code": "06"}], restored=1_000, deferred=500)
    assert (working.amount, working.values["excluded"]) == (17_500, 3_000)
    assert [line.value for line in working.lines] == [20_000, -3_000, 1_000, -500, 17_500]


def test_claims_of_unknown_cards_are_refused_whole_and_once() -> None:
    flagged = [
        {"claim_no": "1", "card": "DN4222290000001", "requested": 4_000},
        {"claim_no": "2", "card": "DN4222290000002", "requested": 700},
    ]
    refused = [{"claim_no": "1", "amount": 500, "code": "06"}, {"claim_no": "3", "amount": 100, "code": "08"}]
    working = result(flagged=flagged, unknown_cards=["DN4222290000001"], refused=refused)
    assert [(row["claim_no"], row["amount"], row["code"]) for row in working.values["refused"]] == [
        ("1", 4_000, "THE"),
        ("3", 100, "08"),
    ]
    assert working.values["excluded"] == 4_100


def refusals(text: str | None) -> Working:
    return get("facility_refusals.read").apply({"text": text, "claims": [claim(1), claim(2)]}, LAW)


def test_the_assessors_list_is_read_line_by_line() -> None:
    working = refusals("22001-25-000001; 1.500.000; 06\n\n22001-25-000002\t8000000\tk2\n")
    assert working.values["refused"] == [
        {"claim_no": "22001-25-000001", "amount": 1_500_000, "code": "06"},
        {"claim_no": "22001-25-000002", "amount": 8_000_000, "code": "K2"},
    ]
    assert refusals(None).values["refused"] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("22001-25-000001; 5000", "not_a_line"),
        ("22001-25-000001; five; 06", "not_a_line"),
        ("22001-25-000003; 5000; 06", "no_such_claim"),
        ("22001-25-000001; 1; 06\n22001-25-000001; 2; 06", "no_such_claim"),
        ("22001-25-000001; 8000001; 06", "too_much"),
    ],
)
def test_a_list_that_cannot_be_right_says_which_line(text: str, code: str) -> None:
    working = refusals(text)
    assert (working.outcome, working.reasons[-1].code) == ("unreadable", code)


def test_above_the_fund_is_asked_about_and_with_a_cap_deferred() -> None:
    above = result(fund=18_000)
    assert (above.outcome, above.values["over_fund"], above.amount) == ("above_fund", 2_000, 20_000)
    capped = result(fund=18_000, is_capped=True, deferred=500)
    # 19,500 are accepted, 1,500 of them above the fund
    assert (capped.outcome, capped.amount, capped.values["deferred"]) == ("within_fund", 18_000, 2_000)
    assert result(fund=20_000).outcome == "within_fund"
    assert result().outcome == "within_fund"


def test_after_the_rounds_allowed_what_is_open_is_deferred() -> None:
    explanation = get("facility_quarters.explanation")
    assert [explanation.apply({"done": done, "decided_on": "2025-10-08"}, LAW).outcome for done in range(3)] == [
        "another",
        "another",
        "used_up",
    ]
    assert explanation.apply({"decided_on": "2025-10-08"}, LAW).values["number"] == 1


def test_the_minutes_show_only_lines_that_have_an_amount() -> None:
    facts = {
        "period": "quý 3 năm 2025",
        "requested": 20_000,
        "excluded": 3_000,
        "deferred": 0,
        "accepted": 17_000,
        "advanced": 18_000,
        "balance": -1_000,
        "facility": {"code": "22001", "name": "Bệnh viện"},
        "signatory": {"name": "Nguyễn Bá Việt", "title": "Giám đốc"},
        "account": {"account_number": "110005556667", "bank_code": "01201001"},
        "dossier": "000.00.22.G24-251008-0001",
        "decided_on": "2025-10-08",
    }
    values = get("facility_quarters.text").apply(facts, LAW).values
    assert [line["amount"] for line in values["amounts"]] == [20_000, -3_000, 17_000, -18_000]
    assert values["payments"] == []
    assert "trừ vào kỳ tạm ứng sau" in values["closing"][0]
    paid = get("facility_quarters.text").apply({**facts, "balance": 1_000}, LAW).values
    assert paid["payments"][0]["amount"] == 1_000


# ---- notices and panel ----


def test_the_notice_of_an_advance_shows_what_was_offset() -> None:
    facts = {
        "name": "quý 4 năm 2025",
        "facility": {"code": "22001", "name": "Bệnh viện"},
        "account": {"account_number": "110005556667", "bank_code": "01201001"},
        "contract_no": "02/HĐ-BHYT",
        "gross": 900,
        "amount": 0,
        "to_carry": 300,
        "dossier": "000.00.22.G24-251008-0001",
    }
    values = get("facility_requests.advance_notice").apply(facts, LAW).values
    assert [line["amount"] for line in values["amounts"]] == [900, -900, 0]
    assert "300 đồng" in values["paragraphs"][0]
    assert values["payments"] == []


def test_the_panel_looks_from_the_agencys_limit_on() -> None:
    law = with_parameter("hi_panel_from", 5_000, date(2016, 1, 1))
    needed = get("cost_panels.needed")
    assert needed.apply({"amount": 4_999, "decided_on": "2025-10-08"}, law).outcome == "single"
    assert needed.apply({"amount": 5_000, "decided_on": "2025-10-08"}, law).outcome == "panel"
