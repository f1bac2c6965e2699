"""Sickness benefit: who is covered, which days are paid at which rate, and how much (procedure 5, rules.md 1)."""

from fractions import Fraction

from procedures.rules import sickness_reasons as because
from procedures.rules.dates import birthday
from procedures.rules.history import COMPULSORY, WAGED, CountedMonth, month_name, month_number, month_text, months_of
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.sickness_facts import SickLeave
from procedures.rules.sickness_pieces import Share, pieces_by_calendar_day, pieces_by_working_day
from procedures.rules.working import Line, Reason, Working, plain_number, whole_dong


@rule(outcomes=("granted", "denied"))
def benefit(facts: SickLeave, law: Parameters) -> Working:
    """Days and money for one leave. Every number is the one in force on the first day of the leave.

    `values`: base_month, base_wage, years, days_missed (as counted here, whatever was declared), days_paid, months_paid,
    pieces (year, rate, days, months), quota (by year: days, taken_before, left), contribution_free_months, amount.
    """
    months = months_of(facts.contributions)
    base = base_month(facts, months)
    reasons = exclusions(facts, base, months, law)
    if reasons or base is None:
        return Working(outcome="denied", amount=0, values={"days_paid": 0, "amount": 0}, reasons=tuple(reasons))
    leave = month_number(facts.leave_from)
    paid_before = sum(month.regime in COMPULSORY and month.number < leave for month in months)
    by_month = facts.long_term_disease and law.at("sickness_long_term_full_days", facts.leave_from) > 0
    share = (pieces_by_calendar_day if by_month and not _is_full_rate(facts, law) else pieces_by_working_day)(
        facts, paid_before, law
    )
    exact = sum((base.wage * Fraction(piece.percent, 100) * piece.wages for piece in share.pieces), Fraction(0))
    amount = whole_dong(exact)
    values = {
        "base_month": month_name(base.number),
        "base_wage": base.wage,
        "years": paid_before // 12,
        "days_missed": plain_number(share.missed),
        "days_paid": plain_number(sum((piece.days for piece in share.pieces), Fraction(0))),
        "months_paid": sum(piece.months for piece in share.pieces),
        "pieces": [piece.plain() for piece in share.pieces],
        "quota": share.quota,
        "contribution_free_months": _contribution_free(facts, share, base, law),
        "amount": amount,
    }
    return Working(
        outcome="granted" if share.pieces else "denied",
        amount=amount,
        values=values,
        lines=_lines(facts, base, share, amount, law),
        reasons=_notes(facts, share),
    )


def base_month(facts: SickLeave, months: list[CountedMonth]) -> CountedMonth | None:
    """The month whose wage counts: the nearest paid one before the leave; in a first month, or first month back, itself.

    Coming back from maternity leave is not coming back to insurance: the leave counts as contributed, and the nearest
    paid month before it decides (rules.md 1, example 3).
    """
    leave = month_number(facts.leave_from)
    waged = [month for month in months if month.regime in WAGED and month.number <= leave]
    earlier = [month for month in waged if month.number < leave]
    is_first = not earlier or facts.rejoined_in == month_name(leave)
    if not is_first:
        return earlier[-1]
    return waged[-1] if waged and waged[-1].number == leave else None


def exclusions(
    facts: SickLeave, base: CountedMonth | None, months: list[CountedMonth], law: Parameters
) -> list[Reason]:
    """Why this leave is not covered at all (Law 41/2024 art. 42; before it Law 58/2014 art. 25)."""
    day = facts.leave_from
    leave = month_number(day)
    reasons = []
    if facts.group not in law.at("sickness_covered_groups", day):
        reasons.append(because.GROUP_NOT_COVERED)
    if facts.cause not in law.at("sickness_covered_causes", day):
        reasons.append(because.CAUSE_EXCLUDED)
    is_insured = any(month.number in (leave - 1, leave) and month.regime != "voluntary" for month in months)
    if base is None or not is_insured:
        reasons.append(because.NOT_INSURED)
    if facts.child_birth_on is not None and facts.cause == "sick_child":
        limit = law.at("sickness_child_age", day)
        if day >= birthday(facts.child_birth_on, limit):
            reasons.append(because.child_too_old(limit))
    return reasons


def _notes(facts: SickLeave, share: Share) -> tuple[Reason, ...]:
    """What the officer and the employer should know about days not paid, or declared otherwise."""
    if not share.missed:
        return (because.NO_WORKING_DAY,)
    if facts.days_declared is not None and Fraction(facts.days_declared) != share.missed:
        return (*share.notes, because.days_differ(plain_number(share.missed)))
    return share.notes


def _is_full_rate(facts: SickLeave, law: Parameters) -> bool:
    return facts.group in law.at("sickness_full_rate_groups", facts.leave_from)


def _contribution_free(facts: SickLeave, share: Share, base: CountedMonth, law: Parameters) -> list[str]:
    """Months with so many sick days that no contribution is due, but not a first month or first month back (art. 33.6)."""
    enough = law.at("sickness_contribution_free_days", facts.leave_from)
    return [
        month_name(number)
        for number, days in sorted(share.missed_by_month.items())
        if days >= enough and number != base.number
    ]


def _lines(facts: SickLeave, base: CountedMonth, share: Share, amount: int, law: Parameters) -> tuple[Line, ...]:
    day = facts.leave_from
    divisor = law.find("sickness_month_days", day)
    lines = [
        Line(
            label_vi=f"Tiền lương làm căn cứ, tháng {month_text(base.number)}",
            label_en=f"Base wage, month {month_text(base.number)}",
            value=base.wage,
            unit="đồng",
        ),
        Line(
            label_vi="Số ngày chia tiền lương tháng",
            label_en="Days a month's wage is divided by",
            value=divisor.value,
            unit="ngày",
            basis=divisor.basis,
            parameter=divisor.parameter,
            as_of=day,
        ),
    ]
    for piece in share.pieces:
        rate = law.find(piece.parameter, day)
        length_vi = (
            f"{piece.months} tháng {piece.days_text('vi')} ngày" if piece.months else f"{piece.days_text('vi')} ngày"
        )
        length_en = (
            f"{piece.months} months {piece.days_text('en')} days" if piece.months else f"{piece.days_text('en')} days"
        )
        lines.append(
            Line(
                label_vi=f"Năm {piece.year}: {length_vi}, mức hưởng",
                label_en=f"{piece.year}: {length_en}, rate",
                value=piece.percent,
                unit="%",
                basis=rate.basis,
                parameter=rate.parameter,
                as_of=day,
            )
        )
    total = Line(label_vi="Số tiền được hưởng", label_en="Amount", value=amount, unit="đồng")
    return (*lines, total)
