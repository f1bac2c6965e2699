"""Maternity benefit: visits, miscarriage, contraception, birth, surrogacy, adoption, fathers and carers (procedure 6, rules.md 2)."""

from collections import Counter
from fractions import Fraction
from typing import Any

from procedures.rules import maternity_reasons as because
from procedures.rules.dates import days_between
from procedures.rules.history import CountedMonth, month_name, month_number, months_of
from procedures.rules.law import Parameters
from procedures.rules.maternity_facts import CONDITIONAL, Maternity
from procedures.rules.maternity_grounds import counts_as_birth, exclusions, one_off_is_due
from procedures.rules.maternity_leave import leave_of
from procedures.rules.maternity_length import Leave, children_of
from procedures.rules.maternity_months import Tested, average, average_line, names, nearest, tested
from procedures.rules.registry import rule
from procedures.rules.working import Line, Reason, Working, whole_dong


@rule(outcomes=("granted", "denied"))
def benefit(facts: Maternity, law: Parameters) -> Working:
    """Leave and money for one person. Every number is the one in force on the day of the event.

    `values`: event_on, average, base_months, months_paid_before, condition, leave_from, leave_to, months, days, rate,
    leave_amount, children, one_off, fee, credited_months (that count as contributed), amount.
    """
    months = months_of(facts.contributions)
    test = tested(facts, months, law)
    as_birth = counts_as_birth(facts, test, law)
    reasons = exclusions(facts, test, months, law)
    leave = leave_of(facts, law, as_birth=as_birth)
    base = nearest(facts, leave.first or facts.begins_on, months, law)
    if not reasons and facts.kind != "father_one_off" and leave.is_empty:
        reasons.append(because.NO_DAY)
    if not reasons and not base and facts.kind != "father_one_off":
        reasons.append(because.NO_WAGE)
    if reasons:
        return Working(outcome="denied", amount=0, values={"amount": 0}, reasons=tuple(reasons))
    rate = law.at("maternity_rate", facts.event_on)
    monthly = average(base) * Fraction(rate, 100) if base else Fraction(0)
    divisor = law.at("maternity_month_days", facts.event_on, leave.divisor)
    leave_amount = whole_dong(monthly * (leave.months + Fraction(leave.days, divisor)))
    children, each = _one_off(facts, months, law, as_birth=as_birth)
    amount = leave_amount + children * each + facts.assessment_fee
    values: dict[str, Any] = {
        "event_on": facts.event_on.isoformat(),
        "average": whole_dong(monthly),
        "base_months": names(base),
        "months_paid_before": test.months,
        "condition": test.way,
        "leave_from": leave.first.isoformat() if leave.first else None,
        "leave_to": leave.last.isoformat() if leave.last else None,
        "months": leave.months,
        "days": leave.days,
        "rate": rate,
        "leave_amount": leave_amount,
        "children": children,
        "one_off": children * each,
        "fee": facts.assessment_fee,
        "credited_months": _credited(facts, leave, law, is_birth=facts.kind in CONDITIONAL or as_birth),
        "amount": amount,
    }
    return Working(
        outcome="granted",
        amount=amount,
        values=values,
        lines=tuple(_lines(facts, test, base, leave, values, each, law)),
        reasons=(*leave.notes, *_about_the_one_off(facts, children)),
    )


def _one_off(facts: Maternity, months: list[CountedMonth], law: Parameters, *, as_birth: bool) -> tuple[int, int]:
    """Children the allowance is paid for, and how much for each, at the reference level of the month of the event."""
    if not one_off_is_due(facts, months, law, as_birth=as_birth):
        return 0, 0
    each = law.number("maternity_one_off", facts.event_on) * law.at("reference_level", facts.event_on.replace(day=1))
    return children_of(facts, law, as_birth=as_birth), whole_dong(each)


def _about_the_one_off(facts: Maternity, children: int) -> tuple[Reason, ...]:
    is_refused = facts.kind == "father_leave" and facts.claims_one_off and not children
    return (because.FATHER_ONE_OFF_DENIED,) if is_refused else ()


def _credited(facts: Maternity, leave: Leave, law: Parameters, *, is_birth: bool) -> list[str]:
    """Months that count as paid though nobody pays: every one of a birth leave, others from fourteen working days on."""
    if leave.first is None or leave.last is None or facts.left_work:
        return []
    if is_birth:
        return [month_name(number) for number in range(month_number(leave.first), month_number(leave.last) + 1)]
    working = Counter(
        month_number(day) for day in days_between(leave.first, leave.last) if law.calendar.is_working_day(day)
    )
    enough = law.at("maternity_credited_days", facts.event_on)
    return [month_name(number) for number, days in sorted(working.items()) if days >= enough]


def _lines(
    facts: Maternity,
    test: Tested,
    base: list[CountedMonth],
    leave: Leave,
    values: dict[str, Any],
    each: int,
    law: Parameters,
) -> list[Line]:
    day = facts.event_on
    lines = []
    if facts.kind in CONDITIONAL | {"father_one_off"}:
        used = law.find("maternity_condition", day)
        lines.append(
            Line(
                label_vi=f"Số tháng đã đóng trong {test.within} tháng trước, cần {test.needed}",
                label_en=f"Months paid in the {test.within} months before, {test.needed} needed",
                value=test.months, unit="tháng", basis=used.basis, parameter=used.parameter, as_of=day,
            )
        )  # fmt: skip
    if base and not leave.is_empty:
        lines.append(average_line(base, values["average"], facts, law))
        used = law.find(leave.parameter, day)
        lines.append(
            Line(
                label_vi=f"Thời gian hưởng: {leave.months} tháng {leave.days} ngày",
                label_en=f"Paid leave: {leave.months} months {leave.days} days",
                value=values["leave_amount"], unit="đồng", basis=used.basis, parameter=used.parameter, as_of=day,
            )
        )  # fmt: skip
    if values["children"]:
        used = law.find("maternity_one_off", day)
        lines.append(
            Line(
                label_vi=f"Trợ cấp một lần: {values['children']} con × {each:,} đồng".replace(",", "."),
                label_en=f"One-off allowance: {values['children']} × {each:,} đồng",
                value=values["one_off"], unit="đồng", basis=used.basis, parameter=used.parameter, as_of=day,
            )
        )  # fmt: skip
    if facts.assessment_fee:
        lines.append(
            Line(label_vi="Phí giám định y khoa", label_en="Assessment fee", value=facts.assessment_fee, unit="đồng")
        )
    return [*lines, Line(label_vi="Số tiền được hưởng", label_en="Amount", value=values["amount"], unit="đồng")]
