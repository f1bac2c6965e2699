"""Co-payments of a year: the cap, the moment from which a person pays no more, and what was paid beyond it
(rules.md 10.2; certificate of no further co-payment, procedure 22)."""

from datetime import date
from fractions import Fraction

from pydantic import Field

from procedures.rules.health_wording import factor_text, money_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Value, Working, whole_dong


class Copayment(Value):
    """What a person paid of one visit beside the insurance."""

    paid_on: date
    amount: int = Field(ge=0)
    in_order: bool = Field(True, description="care in order; shares of care out of order do not count")


class Year(Facts):
    """The co-payments of one person in one calendar year."""

    asked_on: date = Field(description="day of the request; it picks the year")
    five_years_from: date | None = Field(None, description="day on which the years in a row were complete, by the card")
    copayments: tuple[Copayment, ...] = Field(description="of all facilities, in any order")
    in_order_total: int | None = Field(
        None,
        ge=0,
        description="the gateway's sum of the year for care in order; left out: what `copayments` says is right",
    )


@rule(outcomes=("exempt", "not_yet", "unclear"))
def exemption(facts: Year, law: Parameters) -> Working:
    """Whether the rest of the year is free of co-payments, from which day, and what comes back.

    `unclear`: the payments add up to another sum than the gateway gives for care in order, so a person must look.
    The sum counts in reference levels, each payment in that of its day: that is the floating threshold of the decree.
    `values`: year, total, threshold (đồng, at the level of the day asked), exempt_from, valid_to, refund.
    """
    asked_on = facts.asked_on
    counted = sorted(
        (paid for paid in facts.copayments if paid.in_order and paid.paid_on.year == asked_on.year),
        key=lambda paid: paid.paid_on,
    )
    cap = law.number("hi_year_cap", asked_on)
    used = sum((_in_levels(paid, law) for paid in counted), Fraction(0))
    total = sum(paid.amount for paid in counted)
    if facts.in_order_total not in (None, total):
        return Working(outcome="unclear", amount=0, reasons=(sums_differ(total, facts.in_order_total or 0),))
    threshold = whole_dong(total + (cap - used) * law.number("reference_level", asked_on))
    reasons = _reasons(facts, used, cap, total, threshold, law)
    values = {"year": asked_on.year, "total": total, "threshold": threshold, "refund": 0}
    lines = (_cap_line(asked_on, threshold, law), _total_line(total, len(counted)))
    if reasons:
        return Working(outcome="not_yet", amount=0, values=values, lines=lines, reasons=tuple(reasons))
    assert facts.five_years_from is not None
    crossed_on, beyond = _crossing(counted, cap, law)
    starts_on = max(crossed_on, facts.five_years_from)
    # Paid before the years in a row were complete, nothing comes back, however much it was.
    refund = whole_dong(sum((amount for day, amount in beyond if day >= facts.five_years_from), Fraction(0)))
    return Working(
        outcome="exempt",
        amount=refund,
        values={
            **values,
            "refund": refund,
            "exempt_from": starts_on.isoformat(),
            "valid_to": date(asked_on.year, 12, 31).isoformat(),
        },
        lines=(*lines, _refund_line(refund)),
    )


def _in_levels(paid: Copayment, law: Parameters) -> Fraction:
    return paid.amount / law.number("reference_level", paid.paid_on)


def _crossing(counted: list[Copayment], cap: Fraction, law: Parameters) -> tuple[date, list[tuple[date, Fraction]]]:
    """The day the cap was passed, and what of each payment lies beyond it."""
    used, crossed_on, beyond = Fraction(0), None, []
    for paid in counted:
        used += _in_levels(paid, law)
        if used > cap:
            crossed_on = crossed_on or paid.paid_on
            over = (used - cap) * law.number("reference_level", paid.paid_on)
            beyond.append((paid.paid_on, min(over, Fraction(paid.amount))))
    assert crossed_on is not None
    return crossed_on, beyond


def _reasons(facts: Year, used: Fraction, cap: Fraction, total: int, threshold: int, law: Parameters) -> list[Reason]:
    reasons = []
    if facts.five_years_from is None or facts.five_years_from > facts.asked_on:
        reasons.append(years_missing(law.at("hi_years_in_a_row", facts.asked_on), facts.five_years_from))
    if used <= cap:
        reasons.append(below_cap(total, threshold))
    return reasons


def _cap_line(day: date, threshold: int, law: Parameters) -> Line:
    cap = law.find("hi_year_cap", day)
    return Line(
        label_vi=f"Trần cùng chi trả trong năm: {factor_text(cap.value)} lần mức tham chiếu, quy đổi theo từng thời điểm",
        label_en=f"Cap of the year: {cap.value} reference levels, each payment in the level of its day",
        value=threshold,
        unit="đồng",
        basis=cap.basis,
        parameter=cap.parameter,
        as_of=day,
    )


def _total_line(total: int, count: int) -> Line:
    return Line(
        label_vi=f"Tổng cùng chi trả đúng quy định trong năm ({count} lần)",
        label_en=f"Co-payments in order in the year ({count})",
        value=total,
        unit="đồng",
    )


def _refund_line(refund: int) -> Line:
    return Line(label_vi="Số đã cùng chi trả vượt trần", label_en="Paid beyond the cap", value=refund, unit="đồng")


def years_missing(years: int, complete_on: date | None) -> Reason:
    """The years in a row are not complete on the day asked."""
    day_vi = f"; đến ngày {complete_on:%d/%m/%Y} mới đủ" if complete_on else ""
    day_en = f"; they are complete on {complete_on:%d %B %Y}" if complete_on else ""
    return Reason(
        code="years_missing",
        vi=f"Chưa đủ {years} năm tham gia bảo hiểm y tế liên tục{day_vi}.",
        en=f"There are not yet {years} years in a row in health insurance{day_en}.",
    )


def below_cap(total: int, threshold: int) -> Reason:
    """What was co-paid is not above the cap."""
    return Reason(
        code="below_cap",
        vi=f"Số tiền cùng chi trả trong năm {money_text(total)} đồng chưa lớn hơn {money_text(threshold)} đồng.",
        en=f"Co-payments of the year, {total:,} đồng, are not above {threshold:,} đồng.",
    )


def sums_differ(total: int, in_order: int) -> Reason:
    """The stays and the year's sum at the gateway do not agree."""
    return Reason(
        code="sums_differ",
        vi=f"Các lần khám cộng lại {money_text(total)} đồng, khác số đúng quy định trên Cổng: {money_text(in_order)} đồng.",
        en=f"The visits add up to {total:,} đồng, not to the {in_order:,} đồng in order at the gateway.",
    )
