"""Resuming suspended pensions: who, from when, and what is owed (Law 41/2024 art. 75)."""

from typing import Any

import pytest
from pydantic import ValidationError
from the_law import LAW

from procedures.rules import Working, get


def resume(**more: Any) -> Working:
    facts = {
        "case": "b_illegal_exit_returned",
        "requested_on": "2025-09-08",
        "ground_on": "2025-08-20",
        "decided_on": "2025-09-15",
        "began_on": "2015-03-01",
        "monthly": 4_000_000,
        "paid_to": "2023-05",
        **more,
    }
    return get("resumption.benefit").apply(facts, LAW)


def test_all_unpaid_months_are_owed_with_the_raises_between() -> None:
    working = resume()
    # June 2023 4,000,000; × 1.125 July 2023 – June 2024: 12 × 4,500,000; × 1.15 July 2024 – September 2025: 15 × 5,175,000
    assert [line.value for line in working.lines] == [
        "06/2023",
        4_000_000,
        4_500_000,
        54_000_000,
        5_175_000,
        77_625_000,
        135_625_000,
    ]
    assert working.amount == 135_625_000
    assert working.values["months"] == 28
    assert working.values["listed_from"] == "2025-10"
    assert working.values["monthly_now"] == 5_175_000


def test_before_july_2025_who_left_unlawfully_is_paid_from_the_month_after_the_return() -> None:
    working = resume(requested_on="2025-03-10", ground_on="2025-01-20", decided_on="2025-03-14")
    assert working.values["resumes_from"] == "2025-02"
    assert working.amount == 2 * 5_175_000  # February and March at the amount of July 2024


def test_a_cancelled_missing_declaration_is_paid_from_the_suspension_under_both_laws() -> None:
    old = resume(case="c_missing_cancelled", requested_on="2025-03-10", ground_on="2025-01-20", decided_on="2025-03-14")
    assert old.values["resumes_from"] == "2023-06"


def test_who_refused_is_paid_from_the_month_of_the_request_only() -> None:
    working = resume(case="f_refused_then_asks_again", ground_on=None)
    assert working.values["months"] == 1
    assert working.amount == 5_175_000


@pytest.mark.parametrize(
    "case", ["d_declared_dead_cancelled", "e_identity_verified_again", "f_refused_then_asks_again"]
)
def test_cases_of_the_new_law_did_not_exist_before(case: str) -> None:
    working = resume(case=case, requested_on="2025-06-30", ground_on="2025-05-01", decided_on="2025-06-30")
    assert working.outcome == "denied"
    assert [reason.code for reason in working.reasons] == ["case_not_in_force"]


def test_a_ground_after_the_request_is_denied() -> None:
    assert [reason.code for reason in resume(ground_on="2025-09-09").reasons] == ["ground_later"]


def test_overpaid_months_are_taken_off_and_what_is_left_stays_owed() -> None:
    assert resume(overpaid=10_000_000).amount == 125_625_000
    more = resume(case="f_refused_then_asks_again", ground_on=None, overpaid=8_000_000)
    assert (more.amount, more.values["still_owed"]) == (0, 2_825_000)


def test_who_was_paid_to_the_present_month_is_owed_nothing_yet() -> None:
    working = resume(paid_to="2025-09")
    assert (working.amount, working.values["months"], working.values["listed_from"]) == (0, 0, "2025-10")


def test_a_ground_needs_its_day() -> None:
    with pytest.raises(ValidationError, match="needs ground_on"):
        resume(ground_on=None)


def test_a_survivors_allowance_moves_with_the_reference_level() -> None:
    working = resume(kind="survivor", monthly=745_000)  # half of 1,490,000
    # June 2023; then half of 1,800,000 for 12 months and of 2,340,000 for 15
    assert working.amount == 745_000 + 12 * 900_000 + 15 * 1_170_000


def test_the_ledger_shows_which_benefit_was_stopped_and_for_what() -> None:
    kept = {"kind": "pension", "decision_no": "1", "from": "2015-03", "monthly": 4_000_000, "paid_until": "2023-05"}
    facts = {"case": "b_illegal_exit_returned", "kind": "pension"}
    stopped = {**kept, "status": "suspended", "suspended_for": "illegal_exit"}
    found = get("resumption.file").apply({**facts, "monthly": [stopped]}, LAW)
    assert (found.outcome, found.values["began_on"], found.values["paid_to"]) == ("stopped", "2015-03-01", "2023-05")
    assert get("resumption.file").apply({**facts, "monthly": [{**kept, "status": "paying"}]}, LAW).outcome == "differs"
    missing = {**stopped, "suspended_for": "missing"}
    assert get("resumption.file").apply({**facts, "monthly": [missing]}, LAW).outcome == "differs"
    assert get("resumption.file").apply({**facts, "monthly": []}, LAW).outcome == "none"


def test_the_decision_names_benefit_amount_and_first_month_of_the_list() -> None:
    worked = resume(overpaid=500_000)
    papers = get("resumption_papers.decision").apply(
        {
            "dossier": "0001",
            "case": "b_illegal_exit_returned",
            "kind": "pension",
            "person": {"full_name": "TRẦN VĂN HẢI", "dob": "1955-03-12", "gender": "male", "si_number": "2297012345"},
            "payee": {"way": "bank", "account_number": "1", "account_holder": "TRAN VAN HAI", "bank_code": "01201001"},
            "file": {"decision_no": "1520/QĐ-BHXH", "paid_to": "2023-05"},
            "benefit": worked.plain(),
            "decided_on": "2025-09-15",
        },
        LAW,
    )
    assert [each["amount"] for each in papers.values["amounts"]] == [135_625_000, -500_000]
    assert papers.values["payments"][0]["amount"] == 135_125_000
    assert (
        papers.values["articles"][1]
        == "Từ tháng 10 năm 2025, chế độ này được chi trả hằng tháng với mức 5.175.000 đồng."
    )
