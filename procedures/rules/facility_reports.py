"""Reports of facilities: the period they are about, whether they came in time, and the advance they give (procedure 21)."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from pydantic import Field

from procedures.rules.dates import add_months
from procedures.rules.health_wording import money_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.windows import last_day
from procedures.rules.working import Facts, Line, Reason, Working, whole_dong
from workflow.clock import Duration


class Report(Facts):
    """A report on a month or quarter."""

    year: int
    quarter: Literal[1, 2, 3, 4] | None = None
    month: int | None = Field(None, ge=1, le=12, description="of the year; one of quarter and month is given")
    submitted_on: date


@rule(outcomes=("on_time", "late", "period_open"))
def filing(facts: Report, law: Parameters) -> Working:
    """`period_open`: it is not over. `values`: from_on, to_on, name (of the period), due_on (last day for filing),
    review_by (the result is told by then), next (name of the next period)."""
    months = 1 if facts.month else 3
    first = date(facts.year, facts.month or 3 * (facts.quarter or 1) - 2, 1)
    following = add_months(first, months)
    days = law.find("facility_report_day", facts.submitted_on)
    due_on = following + timedelta(days=days.value - 1)
    is_last = facts.month is None and facts.quarter == 4
    key = "last_quarter" if is_last else "quarter"
    review_by = last_day(
        facts.submitted_on, Duration.parse(law.at("facility_review_days", facts.submitted_on, key)), law
    )
    outcome = "period_open" if facts.submitted_on < following else "late" if facts.submitted_on > due_on else "on_time"
    line = Line(
        label_vi="Hạn gửi báo cáo",
        label_en="Report due",
        value=due_on.isoformat(),
        basis=days.basis,
        parameter=days.parameter,
        as_of=facts.submitted_on,
    )
    return Working(
        outcome=outcome,
        values={
            "from_on": first.isoformat(),
            "to_on": (following - timedelta(days=1)).isoformat(),
            "name": _name(first, months),
            "next": _name(following, months),
            "due_on": due_on.isoformat(),
            "review_by": review_by.isoformat(),
        },
        lines=(line,),
        reasons=(period_not_over(following),) if outcome == "period_open" else (),
    )


class Basis(Facts):
    """What an advance is computed from. Money in đồng."""

    reported: int = Field(ge=0, description="last quarter's cost; of a new facility its first month's")
    is_new: bool = Field(False, description="first contract, no quarter reported yet")
    carried: int = Field(0, ge=0, description="overpaid before and taken back now")
    decided_on: date


@rule(outcomes=("payable", "all_offset"))
def advance(facts: Basis, law: Parameters) -> Working:
    """The advance for a quarter, less what is taken back. `values`: gross, amount, to_carry (still to be taken back)."""
    rate = law.find("facility_advance_rate", facts.decided_on)
    months = law.find("facility_advance_new_months", facts.decided_on)
    quarter = facts.reported * (months.value if facts.is_new else 1)
    gross = whole_dong(Fraction(quarter * rate.value, 100))
    amount = max(gross - facts.carried, 0)
    lines = [_line("Chi phí tháng đầu đã báo cáo", "First month", facts.reported)] if facts.is_new else []
    lines.append(_line("Chi phí một quý làm căn cứ", "Quarter it is computed from", quarter))
    lines.append(
        Line(
            label_vi=f"Tạm ứng {rate.value}%",
            label_en=f"Advance of {rate.value} %",
            value=gross,
            unit="đồng",
            basis=rate.basis,
            parameter=rate.parameter,
            as_of=facts.decided_on,
        )
    )
    if facts.carried:
        lines.append(_line("Bù trừ số đã nhận vượt", "Overpaid before", -min(facts.carried, gross)))
    lines.append(_line("Số tạm ứng được chuyển", "Advance paid", amount))
    return Working(
        outcome="payable" if amount else "all_offset",
        amount=amount,
        values={"gross": gross, "amount": amount, "to_carry": max(facts.carried - gross, 0)},
        lines=tuple(lines),
        reasons=() if amount else (offset_takes_all(facts.carried, gross),),
    )


class OutOfHours(Facts):
    """Care outside the agreed hours, told beforehand."""

    submitted_on: date
    starts_on: date


@rule(outcomes=("announced", "late_notice"))
def out_of_hours(facts: OutOfHours, law: Parameters) -> Working:
    """Whether the notice came long enough before the first day. `values`: notice_by (last day for it)."""
    window = law.find("facility_out_of_hours_notice", facts.submitted_on)
    earliest = last_day(facts.submitted_on, Duration.parse(window.value), law)
    too_late = Reason(
        code="notice_too_late",
        vi=f"Thông báo phải gửi trước ít nhất {Duration.parse(window.value).text('vi')}; sớm nhất là từ ngày {earliest:%d/%m/%Y}.",
        en=f"Notice must come at least {window.value} before; the first day can be {earliest:%d %B %Y}.",
    )
    is_late = facts.starts_on < earliest
    return Working(
        outcome="late_notice" if is_late else "announced",
        values={"earliest": earliest.isoformat()},
        reasons=(too_late,) if is_late else (),
    )


def _name(first: date, months: int) -> str:
    return f"tháng {first.month} năm {first.year}" if months == 1 else f"quý {(first.month + 2) // 3} năm {first.year}"


def _line(vi: str, en: str, value: int) -> Line:
    return Line(label_vi=vi, label_en=en, value=value, unit="đồng")


def period_not_over(following: date) -> Reason:
    """A report on a period that is not over."""
    return Reason(
        code="period_not_over",
        vi=f"Kỳ báo cáo chưa kết thúc; gửi từ ngày {following:%d/%m/%Y}.",
        en=f"The period is not over; report from {following:%d %B %Y}.",
    )


def offset_takes_all(carried: int, gross: int) -> Reason:
    """What is taken back is not less than the advance."""
    return Reason(
        code="offset_takes_all",
        vi=f"Số phải bù trừ {money_text(carried)} đồng không nhỏ hơn số tạm ứng {money_text(gross)} đồng.",
        en=f"The {carried:,} đồng to be taken back are not less than the advance of {gross:,} đồng.",
    )
