"""What the ledger still owes a deceased receiver, less what was paid for months after the death (procedures 25 and 11).

Law 41/2024 art. 75.5 and 75.6: relatives receive what was not drawn; the time somebody was missing and then declared
dead is not paid.
"""

from datetime import date

from pydantic import Field

from procedures.rules.history import Month, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Value, Working


class LedgerMonth(Value):
    """One month of one benefit in the payment ledger."""

    model_config = {"extra": "ignore"}

    month: Month
    amount: int = Field(ge=0)
    is_paid: bool


class Ledger(Facts):
    """The ledger of a deceased receiver."""

    died_on: date
    months: tuple[LedgerMonth, ...] = Field(description="those of every benefit, in any order")
    missing_from: date | None = Field(None, description="day since when missing, of whoever was then declared dead")
    claimed_from: Month | None = Field(None, description="first month the relatives claim")
    claimed_to: Month | None = None


@rule(outcomes=("owed", "nothing", "recover"))
def settle(facts: Ledger, law: Parameters) -> Working:
    """The month of the death is still due in full; what was paid for later months is set off.

    `values`: months (unpaid ones that are due), owed, overpaid (đồng), first, last (months owed), to_recover, amount.
    """
    last_due = month_number(facts.died_on)
    if facts.missing_from:
        last_due = min(last_due, month_number(facts.missing_from))
    due = [m for m in facts.months if month_number(m.month) <= last_due and not m.is_paid]
    late = [m for m in facts.months if month_number(m.month) > last_due and m.is_paid]
    owed, overpaid = sum(m.amount for m in due), sum(m.amount for m in late)
    net = owed - overpaid
    months = sorted(m.month for m in due)
    values = {
        "months": len(due),
        "first": months[0] if months else None,
        "last": months[-1] if months else None,
        "owed": owed,
        "overpaid": overpaid,
        "to_recover": max(-net, 0),
        "amount": max(net, 0),
    }
    outcome = "owed" if net > 0 else "recover" if net < 0 else "nothing"
    return Working(
        outcome=outcome,
        amount=max(net, 0),
        values=values,
        lines=tuple(_lines(due, overpaid, len(late), net)),
        reasons=tuple(_reasons(facts, due, last_due, net)),
    )


def _lines(due: list[LedgerMonth], overpaid: int, late: int, net: int) -> list[Line]:
    lines = [
        Line(
            label_vi=f"Tháng {month_text(month_number(m.month))} chưa nhận",
            label_en=f"{month_text(month_number(m.month))} not drawn",
            value=m.amount,
            unit="đồng",
        )
        for m in sorted(due, key=lambda m: m.month)
    ]
    if overpaid:
        lines.append(
            Line(
                label_vi=f"Trừ {late} tháng đã chi sau khi chết",
                label_en=f"Less {late} months paid after the death",
                value=-overpaid,
                unit="đồng",
            )
        )
    if net > 0:
        lines.append(Line(label_vi="Số tiền truy lĩnh", label_en="Amount", value=net, unit="đồng"))
    return lines


def _reasons(facts: Ledger, due: list[LedgerMonth], last_due: int, net: int) -> list[Reason]:
    reasons = []
    claimed = [month_number(month) for month in (facts.claimed_from, facts.claimed_to) if month]
    if claimed and max(claimed) > last_due:
        reasons.append(AFTER_DEATH)
    if not due:
        reasons.append(ALL_DRAWN)
    elif net <= 0:
        reasons.append(SET_OFF)
    return reasons


AFTER_DEATH = Reason(
    code="after_death",
    vi="Các tháng sau tháng chết, hoặc trong thời gian mất tích, không được hưởng.",
    en="Months after that of the death, or while the person was missing, are not due.",
)
ALL_DRAWN = Reason(
    code="all_drawn",
    vi="Sổ chi trả không còn tháng nào chưa nhận.",
    en="The ledger shows no month that was not drawn.",
)
SET_OFF = Reason(
    code="set_off",
    vi="Số chưa nhận không lớn hơn số đã chi sau khi chết.",
    en="What was not drawn is no more than what was paid after the death.",
)
