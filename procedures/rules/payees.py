"""Payees: whether a change of how money is received changes anything, the fee of a first card, and the notice (procedure 24)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.decision_papers import applicant, order
from procedures.rules.history import Month, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import address_line, day_text, name_of
from procedures.rules.working import Facts, Reason, Working

SAME = Reason(
    code="same_account",
    vi="Hình thức nhận và tài khoản đề nghị trùng với thông tin đang chi trả.",
    en="The way and account asked for are those in use already.",
)
NOT_FIRST = Reason(
    code="fee_not_first",
    vi="Chỉ thanh toán phí mở tài khoản, phát hành thẻ lần đầu; người hưởng đang nhận qua tài khoản.",
    en="Only the fee of a first account or card is refunded; the receiver is paid to an account already.",
)
WAYS = {
    "bank": "Chuyển khoản",
    "cash_at_agency": "Tiền mặt tại cơ quan BHXH",
    "cash_via_service": "Tiền mặt qua tổ chức dịch vụ chi trả",
}
ATTRIBUTES = {
    "full_name": "Họ và tên",
    "dob": "Ngày sinh",
    "gender": "Giới tính",
    "nationality": "Quốc tịch",
    "ethnicity": "Dân tộc",
    "personal_id": "Số định danh",
}


class PayeeChange(Facts):
    """How the money comes now and how it is to come."""

    present_way: str
    present_account: str | None = None
    present_bank: str | None = None
    payee: dict[str, Any] | None = Field(None, description="as fragment payee has it; left out: the payment stays")
    has_others: bool = Field(description="place, identity or telephone change, too")
    fee: int = Field(0, ge=0, description="fee of a first account or card, as the bank's voucher has it, đồng")


@rule(outcomes=("changes", "nothing"))
def change(facts: PayeeChange, law: Parameters) -> Working:
    """Whether anything is changed. `values`: fee (đồng to be refunded)."""
    is_same = facts.payee is not None and (
        facts.payee["way"],
        facts.payee.get("account_number"),
        facts.payee.get("bank_code"),
    ) == (facts.present_way, facts.present_account, facts.present_bank)
    is_first = facts.present_way != "bank"
    reasons = [SAME] if is_same else []
    if facts.fee and not is_first:
        reasons.append(NOT_FIRST)
    changes_nothing = is_same and not facts.has_others
    return Working(
        outcome="nothing" if changes_nothing else "changes",
        values={"fee": facts.fee if is_first and not is_same else 0},
        reasons=tuple(reasons),
    )


class Changed(Facts):
    """A change that was confirmed."""

    dossier: str
    person: dict[str, Any]
    payee: dict[str, Any] | None = None
    place: dict[str, Any] | None = Field(None, description="address of the new place: street, ward, province")
    point: str | None = Field(None, description="payment point there")
    phone: str | None = None
    identity: tuple[dict[str, Any], ...] = Field((), description="as fragment attribute_change has them")
    first_month: Month
    fee: int = 0
    changed_on: date


@rule(outcomes=("ready",))
def notice(facts: Changed, law: Parameters) -> Working:
    """`values`: applicant, paragraphs, facts, as template notice takes them; payments and cash for the fee."""
    payee = facts.payee
    month = month_text(month_number(facts.first_month))
    shown = {
        "Hình thức nhận tiền": WAYS[payee["way"]] if payee else None,
        "Số tài khoản": payee.get("account_number") if payee else None,
        "Ngân hàng": name_of("banks", payee["bank_code"], facts.changed_on, law)
        if payee and "bank_code" in payee
        else None,
        "Chủ tài khoản": payee.get("account_holder") if payee else None,
        "Nơi nhận": address_line(facts.place, facts.changed_on, law) if facts.place else None,
        "Điểm chi trả": facts.point,
        "Số điện thoại": facts.phone,
        **{ATTRIBUTES[each["attribute"]]: each["new"] for each in facts.identity},
        "Áp dụng từ tháng": month,
    }
    paragraphs = [
        "Cơ quan Bảo hiểm xã hội đã cập nhật thông tin người hưởng theo đề nghị của ông (bà).",
        f"Thông tin mới được áp dụng từ kỳ chi trả tháng {month}; các kỳ trước đó chi trả theo thông tin cũ.",
    ]
    if facts.fee:
        day = day_text(facts.changed_on.isoformat())
        paragraphs.append(f"Phí mở tài khoản, phát hành thẻ lần đầu {_dong(facts.fee)} đồng được hoàn trả ngày {day}.")
    by_bank = payee is not None and payee["way"] == "bank"
    return Working(
        outcome="ready",
        values={
            "applicant": applicant(facts.person, None, facts.changed_on, law),
            "paragraphs": paragraphs,
            "facts": [{"label": label, "value": value} for label, value in shown.items() if value],
            "payments": order(payee, facts.fee, facts.dossier) if payee else [],
            "cash": 0 if by_bank else facts.fee,
        },
    )


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
