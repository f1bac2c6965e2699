"""The monthly list, the ledger's benefits, and changes of payees (procedures 17, 23, 24)."""

from datetime import date
from typing import Any

import pytest
from the_law import LAW, with_parameter

from procedures.rules import Working, get

LIST, PICK, CHANGE, NOTICE = (
    get(name) for name in ("monthly_list.first_payment", "running_benefits.pick", "payees.change", "payees.notice")
)
BANK = {"way": "bank", "account_number": "102870045127", "account_holder": "NGUYEN THI HAI", "bank_code": "01201001"}


# ---- the monthly list: that of a month closes on the 25th of the month before, or the working day before it ----


@pytest.mark.parametrize(
    ("entered_on", "outcome", "first_month", "closes_on"),
    [
        ("2025-07-01", "in_time", "2025-08", "2025-07-25"),  # a Friday
        ("2025-07-25", "in_time", "2025-08", "2025-07-25"),  # the day itself still counts
        ("2025-07-26", "too_late", "2025-09", "2025-08-25"),
        ("2025-10-24", "in_time", "2025-11", "2025-10-24"),  # 25 October is a Saturday
        ("2025-10-25", "too_late", "2025-12", "2025-11-25"),
        ("2025-12-31", "too_late", "2026-02", "2026-01-23"),  # over the year; 25 January is a Sunday
        ("2025-01-20", "in_time", "2025-02", "2025-01-24"),  # 25 January begins the Tết holiday
    ],
)
def test_a_change_reaches_the_first_list_that_is_open(
    entered_on: str, outcome: str, first_month: str, closes_on: str
) -> None:
    working = LIST.apply({"entered_on": entered_on}, LAW)
    assert working.outcome == outcome
    assert (working.values["first_month"], working.values["closes_on"]) == (first_month, closes_on)


def test_a_later_month_is_kept_and_an_earlier_one_is_not_possible() -> None:
    later = LIST.apply({"entered_on": "2025-07-01", "wanted_from": "2025-10"}, LAW)
    assert (later.values["first_month"], later.values["last_month"]) == ("2025-10", "2025-09")
    earlier = LIST.apply({"entered_on": "2025-07-01", "wanted_from": "2025-06"}, LAW)
    assert earlier.values["first_month"] == "2025-08"


def test_a_list_may_close_within_the_month_it_pays() -> None:
    law = with_parameter("payment_list_closing", {"day": 5, "months_before": 0}, date(2016, 1, 1))
    assert LIST.apply({"entered_on": "2025-08-04"}, law).values["first_month"] == "2025-08"
    assert LIST.apply({"entered_on": "2025-08-06"}, law).values["first_month"] == "2025-09"


# ---- the ledger ----


def held(**more: Any) -> dict[str, Any]:
    return {
        "kind": "pension",
        "decision_no": "1204/QĐ-BHXH",
        "decided_on": "2017-03-20",
        "from": "2017-04",
        "monthly": 6_120_000,
        "status": "paying",
        "paid_until": "2025-06",
        "province": "22",
        "way": "cash_via_service",
        **more,
    }


def pick(*monthly: dict[str, Any], **more: Any) -> Working:
    return PICK.apply({"kind": "pension", "monthly": list(monthly), **more}, LAW)


def test_months_paid_are_those_up_to_the_last_less_what_was_not_collected() -> None:
    working = pick(held(unpaid_months=["2025-05", "2025-06"]))
    assert working.outcome == "paying"
    assert working.values["months_paid"] == 97  # 9 of 2017, 7 × 12, 6 of 2025 are 99; two not collected
    assert pick(held(paid_until=None)).values["months_paid"] == 0


def test_the_liveliest_of_several_counts_unless_the_decision_is_named() -> None:
    two = (held(status="ended", decision_no="1/QĐ"), held(status="suspended", decision_no="2/QĐ"))
    assert pick(*two).values["decision_no"] == "2/QĐ"
    assert pick(*two, decision_no="1/QĐ").outcome == "ended"
    assert pick(held(kind="survivor")).outcome == "none"
    assert [reason.code for reason in pick().reasons] == ["no_benefit"]


def test_years_come_as_the_decision_counts_them() -> None:
    values = pick(held(years="30.5", years_before_2014="27")).values
    assert (values["years_before"], values["years_after"]) == ("27", "3.5")
    assert "years_before" not in pick(held()).values


# ---- changes ----


def change(**more: Any) -> Working:
    return CHANGE.apply({"present_way": "cash_via_service", "has_others": False, **more}, LAW)


def test_only_the_fee_of_a_first_account_is_refunded() -> None:
    assert change(payee=BANK, fee=50_000).values["fee"] == 50_000
    again = change(present_way="bank", present_account="1", present_bank="01201001", payee=BANK, fee=50_000)
    assert (again.outcome, again.values["fee"]) == ("changes", 0)
    assert [reason.code for reason in again.reasons] == ["fee_not_first"]


def test_the_account_in_use_is_no_change_unless_something_else_is() -> None:
    present = {"present_way": "bank", "present_account": BANK["account_number"], "present_bank": BANK["bank_code"]}
    assert change(**present, payee=BANK).outcome == "nothing"
    assert change(**present, payee=BANK, has_others=True).outcome == "changes"
    assert change(payee={"way": "cash_via_service"}).outcome == "nothing"
    assert change(has_others=True).outcome == "changes"


def test_the_notice_says_what_changes_and_from_when() -> None:
    values = NOTICE.apply(
        {
            "dossier": "H22-1",
            "person": {"full_name": "NGUYỄN THỊ HẢI", "si_number": "2293004127"},
            "payee": BANK,
            "phone": "0912004127",
            "identity": [{"attribute": "ethnicity", "new": "Tày"}],
            "first_month": "2025-08",
            "fee": 50_000,
            "changed_on": "2025-07-03",
        },
        LAW,
    ).values
    assert {fact["label"]: fact["value"] for fact in values["facts"]}["Áp dụng từ tháng"] == "08/2025"
    assert [fact["label"] for fact in values["facts"]][-2] == "Dân tộc"
    assert (values["payments"][0]["amount"], values["cash"]) == (50_000, 0)
    assert "50.000 đồng" in values["paragraphs"][2]
