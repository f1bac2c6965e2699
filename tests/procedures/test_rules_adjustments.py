"""Corrected, cancelled and ended benefits in money, and taking back what was paid too much (procedure 18)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from the_law import LAW

from procedures.rules import Working, get

EFFECT, PLAN, ASKED = get("adjustments.effect"), get("recoveries.plan"), get("adjustment_requests.asked")
DECISION, UPDATED = get("adjustment_papers.decision"), get("identity_updates.updated")
PERSON = {"full_name": "PHẠM THỊ THANH", "dob": "1961-07-07", "gender": "female", "si_number": "2292002215"}


def effect(**more: Any) -> Working:
    facts = {
        "kind": "a_adjust",
        "effect_month": "2025-01",
        "began": "2017-04",
        "paid_until": "2025-06",
        "paid_amount": 5_000_000,
        "right_amount": 5_400_000,
        **more,
    }
    return EFFECT.apply(facts, LAW)


# ---- adjustments ----


def test_a_higher_pension_brings_the_difference_of_every_month_paid() -> None:
    working = effect()
    assert (working.outcome, working.amount) == ("higher", 2_400_000)  # 6 × (5,400,000 − 5,000,000)
    assert (working.values["months"], working.values["right_now"]) == (6, 5_400_000)


def test_both_amounts_grow_by_the_raises_in_between() -> None:
    # raised × 1.15 on 1 July 2024 (Decree 75/2024): 5,000,000 → 5,750,000 and 5,400,000 → 6,210,000
    working = effect(effect_month="2024-05", paid_until="2024-08")
    assert [stretch["difference"] for stretch in working.values["stretches"]] == [800_000, 920_000]  # 2 × 400, 2 × 460
    assert (working.amount, working.values["right_now"]) == (1_720_000, 6_210_000)


def test_an_effect_month_on_the_day_of_a_raise_is_not_raised_again() -> None:
    assert effect(effect_month="2024-07", paid_until="2024-08").amount == 800_000


def test_a_survivors_allowance_moves_with_the_reference_level() -> None:
    # half the reference level: 900,000 of 1,800,000; from July 2024 1,170,000 of 2,340,000; right would be 70 %
    working = effect(
        effect_month="2024-06",
        paid_until="2024-07",
        moves_with="reference_level",
        paid_amount=900_000,
        right_amount=1_260_000,
    )
    assert [(each["paid"], each["right"]) for each in working.values["stretches"]] == [
        (900_000, 1_260_000),
        (1_170_000, 1_638_000),
    ]
    assert working.amount == 360_000 + 468_000


def test_a_lower_pension_means_recovery_and_an_equal_one_nothing() -> None:
    lower = effect(right_amount=4_700_000)
    assert (lower.outcome, lower.amount, lower.values["recovery"]) == ("lower", -1_800_000, 1_800_000)
    equal = effect(right_amount=5_000_000)
    assert (equal.outcome, [reason.code for reason in equal.reasons]) == ("none", ["no_money"])


def test_months_not_collected_were_not_paid() -> None:
    working = effect(right_amount=5_000_000, unpaid_months=["2025-03", "2025-04"])
    assert (working.outcome, working.amount) == ("higher", 10_000_000)


def test_what_was_paid_once_counts_too() -> None:
    assert effect(once_paid=30_000_000, once_right=27_000_000).amount == 2_400_000 - 3_000_000


# ---- cancelled and ended ----


def test_a_cancelled_decision_takes_everything_back() -> None:
    working = effect(kind="b_cancel", right_amount=0, once_paid=12_000_000)
    assert working.values["recovery"] == 6 * 5_000_000 + 12_000_000


def test_an_ended_benefit_takes_back_the_months_after_the_end_only() -> None:
    working = effect(kind="c_terminate", effect_month="2025-05", right_amount=0, once_paid=12_000_000)
    assert working.values["recovery"] == 10_000_000  # May and June
    assert effect(kind="c_terminate", effect_month="2025-07", right_amount=0).outcome == "none"
    assert effect(kind="c_terminate", paid_until=None, right_amount=0).outcome == "none"


def test_nothing_is_right_about_what_is_cancelled() -> None:
    with pytest.raises(ValidationError, match="leave the right amounts out"):
        effect(kind="b_cancel")


# ---- recovery ----


def plan(amount: int, **more: Any) -> Working:
    return PLAN.apply({"amount": amount, "decided_on": "2025-10-06", **more}, LAW)


def test_with_nothing_running_it_is_paid_back_at_once_or_as_asked() -> None:
    assert plan(10_000_000).outcome == "once"
    three = plan(10_000_000, wanted=3)
    # 3,333,334 twice, and what is left
    assert three.values["instalments"] == [
        {"month": "2025-11", "amount": 3_333_334},
        {"month": "2025-12", "amount": 3_333_334},
        {"month": "2026-01", "amount": 3_333_332},
    ]


def test_no_instalment_takes_more_than_its_share_of_a_running_benefit() -> None:
    working = plan(10_000_000, monthly=6_000_000)  # 30 % are 1,800,000: six instalments of 1,666,667
    assert (working.outcome, working.values["count"], working.values["each"]) == ("instalments", 6, 1_666_667)
    assert plan(1_800_000, monthly=6_000_000).outcome == "once"


def test_there_are_never_more_instalments_than_allowed() -> None:
    assert plan(100_000_000, monthly=3_000_000).values["count"] == 24


@given(st.integers(1, 10**9), st.integers(0, 20_000_000), st.integers(1, 40))
def test_the_instalments_make_up_the_debt_and_are_all_something(amount: int, monthly: int, wanted: int) -> None:
    parts = [each["amount"] for each in plan(amount, monthly=monthly, wanted=wanted).values["instalments"]]
    assert sum(parts) == amount
    assert min(parts) > 0
    assert len(parts) <= 24


# ---- requests and papers ----


def test_a_request_says_whether_it_is_about_identity_or_about_money() -> None:
    assert ASKED.apply({"case": "d_identity_update"}, LAW).outcome == "identity"
    request = {
        "case": "b_cancel",
        "concerns": "once",
        "decision": {"number": "1/QĐ"},
        "ground": "court",
        "effect_month": "2025-05",
    }
    once = ASKED.apply(request, LAW)
    assert once.outcome == "once"
    assert "benefit" not in once.values
    with pytest.raises(ValueError, match="names a decision"):
        ASKED.apply({**request, "ground": None}, LAW)


def decision(**more: Any) -> Working:
    facts = {
        "dossier": "H22-1",
        "kind": "a_adjust",
        "person": PERSON,
        "payee": {"way": "cash_at_agency"},
        "benefit": "pension",
        "concerned": {"number": "655/QĐ-BHXH", "issued_on": "2016-09-20"},
        "ground": "book_data",
        "effect_month": "2025-01",
        "right_now": 5_400_000,
        "decided_on": "2025-10-08",
        **more,
    }
    return DECISION.apply(facts, LAW)


def test_arrears_are_paid_with_the_decision() -> None:
    values = decision(arrears=3_600_000).values
    assert (values["form_no"], values["cash"], values["total"]) == ("6A-HSB", 3_600_000, 3_600_000)
    assert values["articles"] == [
        "Truy lĩnh 3.600.000 đồng. Số tiền được chi trả bằng tiền mặt tại cơ quan bảo hiểm xã hội."
    ]


def test_recovery_names_its_instalments_and_pays_nothing() -> None:
    parts = [{"month": "2025-11", "amount": 900_000}, {"month": "2025-12", "amount": 900_000}]
    values = decision(kind="c_terminate", payee=None, recovery=1_800_000, instalments=parts).values
    assert (values["form_no"], values["cash"], values["payments"], values["total"]) == ("6C-HSB", 0, [], -1_800_000)
    assert "2 kỳ từ tháng 11/2025 đến tháng 12/2025" in values["articles"][0]
    assert "1.800.000 đồng" in values["paragraphs"][0]
    assert decision(kind="b_cancel", payee=None).values["articles"] == ["Không phát sinh truy lĩnh, thu hồi."]


def test_the_registers_are_asked_with_the_data_as_changed() -> None:
    changes = [
        {"attribute": "dob", "old": "1961", "new": "1961-07-07"},
        {"attribute": "gender", "new": "female"},
        {"attribute": "ethnicity", "old": "01", "new": "02"},
    ]
    facts = {"person": {**PERSON, "personal_id": "022161002215"}, "changes": changes, "updated_on": "2025-10-06"}
    living = UPDATED.apply(facts, LAW)
    assert (living.outcome, living.values["dob"]) == ("living", "1961-07-07")
    assert [fact["value"] for fact in living.values["facts"][:2]] == ["07/07/1961 (đã ghi: 1961)", "Nữ"]
    assert UPDATED.apply({**facts, "is_deceased": True}, LAW).outcome == "deceased"
    assert UPDATED.apply({**facts, "person": PERSON}, LAW).outcome == "no_number"
