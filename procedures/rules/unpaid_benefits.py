"""What the ledger still owes a deceased receiver, less what was paid for months after the death (procedures 25 and 11).

Law 41/2024 art. 75.5 and 75.6: relatives receive what was not drawn; the time somebody was missing and then declared
dead is not paid. The ledger tells the amount as last adjusted, so earlier months count at it too (model).
"""

from datetime import date

from pydantic import ConfigDict, Field

from procedures.rules.history import Month, month_name, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Value, Working

NAMES = {
    "pension": ("Lương hưu", "Pension"),
    "commune_cadre": ("Trợ cấp cán bộ xã", "Commune cadre allowance"),
    "incapacity": ("Trợ cấp mất sức lao động", "Incapacity allowance"),
    "decision_613": ("Trợ cấp theo Quyết định 613", "Decision 613 allowance"),
    "work_accident": ("Trợ cấp TNLĐ, BNN", "Work accident allowance"),
    "survivor": ("Trợ cấp tuất", "Survivor benefit"),
}


class Benefit(Value):
    """A monthly benefit as the register of benefits has it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str
    monthly: int = Field(ge=0)
    paid_until: Month | None = None
    unpaid_months: tuple[Month, ...] = ()


class Ledger(Facts):
    """The ledger of a deceased receiver and what the relatives claim from it."""

    died_on: date
    benefits: tuple[Benefit, ...]
    kinds: tuple[str, ...] = Field((), description="kinds that are claimed; all when left out")
    missing_from: date | None = Field(None, description="day since when missing, of whoever was then declared dead")
    claimed_from: Month | None = Field(
        None, description="first month the relatives claim; earlier ones are paid as well"
    )
    claimed_to: Month | None = Field(None, description="last month they claim")


@rule(outcomes=("owed", "nothing", "recover"))
def settle(facts: Ledger, law: Parameters) -> Working:
    """The month of the death is still due in full; what was paid for later months is set off.

    `values`: months (not drawn, due), first, last, owed, overpaid, overpaid_months, to_recover, amount (đồng).
    """
    last_due = month_number(facts.died_on)
    if facts.missing_from:
        last_due = min(last_due, month_number(facts.missing_from))
    chosen = [b for b in facts.benefits if b.kind in NAMES and (not facts.kinds or b.kind in facts.kinds)]
    due = sorted(((m, b) for b in chosen for m in _due(b, last_due)), key=lambda pair: pair[0])
    late = [(b, months) for b in chosen if (months := _late(b, last_due))]
    owed = sum(b.monthly for _, b in due)
    overpaid = sum(b.monthly * months for b, months in late)
    net = owed - overpaid
    lines = [_line(b, month_text(number), b.monthly) for number, b in due]
    lines += [_late_line(b, months) for b, months in late]
    if net > 0:
        lines.append(Line(label_vi="Số tiền truy lĩnh", label_en="Amount", value=net, unit="đồng"))
    return Working(
        outcome="owed" if net > 0 else "recover" if net < 0 else "nothing",
        amount=max(net, 0),
        values={
            "months": len(due),
            "first": month_name(due[0][0]) if due else None,
            "last": month_name(due[-1][0]) if due else None,
            "owed": owed,
            "overpaid": overpaid,
            "overpaid_months": sum(months for _, months in late),
            "to_recover": max(-net, 0),
            "amount": max(net, 0),
        },
        lines=tuple(lines),
        reasons=tuple(_reasons(facts, [number for number, _ in due], last_due, net)),
    )


def _due(benefit: Benefit, last_due: int) -> list[int]:
    return [number for month in benefit.unpaid_months if (number := month_number(month)) <= last_due]


def _late(benefit: Benefit, last_due: int) -> int:
    """How many months after the last one due were handed out."""
    if benefit.paid_until is None:
        return 0
    unpaid = {month_number(month) for month in benefit.unpaid_months}
    return sum(number not in unpaid for number in range(last_due + 1, month_number(benefit.paid_until) + 1))


def _line(benefit: Benefit, month: str, amount: int) -> Line:
    vi, en = NAMES[benefit.kind]
    return Line(label_vi=f"{vi} tháng {month}", label_en=f"{en}, {month}", value=amount, unit="đồng")


def _late_line(benefit: Benefit, months: int) -> Line:
    vi, en = NAMES[benefit.kind]
    return Line(
        label_vi=f"Trừ {months} tháng {vi[0].lower()}{vi[1:]} đã chi sau khi chết",
        label_en=f"Less {months} months paid after the death: {en}",
        value=-benefit.monthly * months,
        unit="đồng",
    )


def _reasons(facts: Ledger, due: list[int], last_due: int, net: int) -> list[Reason]:
    reasons = []
    if due and facts.claimed_from and due[0] < month_number(facts.claimed_from):
        reasons.append(EARLIER_FOUND)
    if facts.claimed_to and month_number(facts.claimed_to) > last_due:
        reasons.append(AFTER_DEATH)
    if net < 0:
        reasons.append(recovery(-net))
    elif not due:
        reasons.append(ALL_DRAWN)
    elif net == 0:
        reasons.append(SET_OFF)
    return reasons


EARLIER_FOUND = Reason(
    code="earlier_found",
    vi="Sổ chi trả còn tháng chưa nhận trước tháng đã khai; được chi trả cùng.",
    en="The ledger shows months not drawn before those claimed; they are paid as well.",
)
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
    vi="Số chưa nhận bằng số đã chi sau khi chết; không còn tiền phải trả.",
    en="What was not drawn equals what was paid after the death; nothing is left to pay.",
)


def recovery(amount: int) -> Reason:
    """More was paid after the death than is owed."""
    return Reason(
        code="recovery",
        vi=f"Đã chi sau khi chết nhiều hơn số chưa nhận; thân nhân phải hoàn trả {amount:,} đồng.".replace(",", "."),
        en=f"More was paid after the death than was not drawn; {amount:,} đồng are to be given back.",
    )
