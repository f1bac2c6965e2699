"""What contributions paid too late cost: 0.03 % a day since July 2025, a monthly rate before (procedure 1, rules.md 11)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from pydantic import Field

from procedures.rules.compulsory import Wages, month_shares, months_between
from procedures.rules.dates import add_months
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working, whole_dong

NEW_LAW = date(2025, 7, 1)


class Overdue(Facts):
    """One amount that was due on a day and is paid on a later one."""

    amount: int = Field(ge=0)
    due_on: date = Field(description="last day on which it could be paid in time")
    paid_on: date = Field(description="day of payment, or of the assessment")
    monthly_rate: Decimal | None = Field(
        None,
        ge=0,
        description="per cent a month for time before July 2025: twice the fund's return of the year before, by 12",
    )


@rule(outcomes=("owed", "rate_unknown"))
def interest(facts: Overdue, law: Parameters) -> Working:
    """The interest on one amount. `values`: days (at the daily rate), months (at the old one), interest.

    `rate_unknown`: time before July 2025 bears interest, and the rate of that time is not given.
    """
    daily, months = _daily_days(facts), _old_months(facts, law)
    new = Fraction(facts.amount * daily) * law.number("late_interest_daily", NEW_LAW) / 100
    old = facts.amount * months * Fraction(facts.monthly_rate or 0) / 100
    owed = whole_dong(new + old)
    is_unknown = bool(months) and facts.monthly_rate is None
    source = law.find("late_interest_daily", max(facts.paid_on, NEW_LAW))
    return Working(
        outcome="rate_unknown" if is_unknown else "owed",
        amount=owed,
        values={"days": daily, "months": months, "interest": owed},
        lines=(
            Line(
                label_vi=f"Chậm đóng {daily} ngày × {source.value}%"
                + (f", {months} tháng theo mức cũ" if months else ""),
                label_en=f"{daily} days × {source.value} %" + (f", {months} months at the old rate" if months else ""),
                value=owed,
                unit="đồng",
                basis=source.basis,
                parameter=source.parameter,
                as_of=facts.paid_on,
            ),
        ),
        reasons=(RATE_UNKNOWN,) if is_unknown else (),
    )


class Arrears(Wages):
    """Months of one worker that were not paid for in time."""

    assessed_on: date
    bears_interest: bool = Field(True, description="a raise decided later bears none")
    monthly_rate: Decimal | None = Field(None, ge=0, description="see Overdue")


@rule(outcomes=("owed", "rate_unknown"))
def arrears(facts: Arrears, law: Parameters) -> Working:
    """The contributions of months gone by with the interest on each, up to the day of assessment.

    `values`: worker, employer, principal, interest, total, months, overdue_months.
    """
    sides, principal, owed, overdue, unknown = {"worker": Fraction(), "employer": Fraction()}, 0, 0, 0, False
    for day in months_between(facts.from_month, facts.to_month):
        shares = month_shares(facts, day, law)
        for (_, side), amount in shares.items():
            sides[side] += amount
        month = whole_dong(sum(shares.values(), Fraction()))
        due_on = due_day(day, law)
        if due_on < facts.assessed_on:
            overdue += 1
            if facts.bears_interest:
                late = Overdue(amount=month, due_on=due_on, paid_on=facts.assessed_on, monthly_rate=facts.monthly_rate)
                working = interest(late, law)
                owed += working.values["interest"]
                unknown = unknown or working.outcome == "rate_unknown"
    rounded = {side: whole_dong(amount) for side, amount in sides.items()}
    principal = sum(rounded.values())
    months = sum(1 for _ in months_between(facts.from_month, facts.to_month))
    source = law.find("late_interest_daily", max(facts.assessed_on, NEW_LAW))
    lines = (
        Line(
            label_vi=f"Số phải đóng {months} tháng", label_en=f"Due for {months} months", value=principal, unit="đồng"
        ),
        Line(
            label_vi=f"Số tiền chậm đóng của {overdue} tháng quá hạn",
            label_en=f"Interest on {overdue} overdue months",
            value=owed,
            unit="đồng",
            basis=source.basis,
            parameter=source.parameter,
            as_of=facts.assessed_on,
        ),
    )
    return Working(
        outcome="rate_unknown" if unknown else "owed",
        amount=principal + owed,
        values={
            **rounded,
            "principal": principal,
            "interest": owed,
            "total": principal + owed,
            "months": months,
            "overdue_months": overdue,
        },
        lines=lines,
        reasons=(RATE_UNKNOWN,) if unknown else (),
    )


def due_day(month: date, law: Parameters) -> date:
    """The last day on which a month's contribution is in time."""
    return add_months(month, law.at("contribution_due_months", month) + 1) - timedelta(days=1)


def _daily_days(facts: Overdue) -> int:
    """Days after the due day, as far as they lie in the time of the new law."""
    first = max(facts.due_on + timedelta(days=1), NEW_LAW)
    return max((facts.paid_on - first).days + 1, 0)


def _old_months(facts: Overdue, law: Parameters) -> int:
    """Whole months of delay before July 2025, when it had lasted longer than the days of grace."""
    until = min(facts.paid_on, NEW_LAW - timedelta(days=1))
    late = (until - facts.due_on).days
    if late < law.at("late_interest_grace", facts.due_on):
        return 0
    months = (until.year - facts.due_on.year) * 12 + until.month - facts.due_on.month
    return months if add_months(facts.due_on, months) <= until else months - 1


RATE_UNKNOWN = Reason(
    code="rate_unknown",
    vi="Chưa có lãi suất chậm đóng của thời gian trước ngày 01/7/2025; chuyên viên nhập theo văn bản công bố của năm.",
    en="The rate of interest for time before July 2025 is not in the table: enter it from that year's letter.",
)
