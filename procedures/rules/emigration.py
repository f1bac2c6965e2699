"""The one-off allowance of receivers who settle abroad, and of foreign receivers who leave (procedure 15, rules.md 5.7)."""

from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from procedures.rules.history import month_name, month_number
from procedures.rules.law import Parameters
from procedures.rules.monthly_list import reached
from procedures.rules.pension_lines import comma, line, plain_line, point
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working, plain_number, whole_dong

NOTHING_LEFT = Reason(
    code="nothing_left",
    vi="Số tiền đã chi sau khi dừng hưởng bằng hoặc lớn hơn trợ cấp một lần.",
    en="What was paid after the stop is as much as the allowance or more.",
)


class Stop(Facts):
    """A monthly benefit that is to be stopped because its receiver leaves."""

    decided_on: date = Field(description="day of the decision; the benefit stops with the period after it")
    began: str = Field(description="first month of the benefit")
    paid_until: str | None = Field(None, description="last month handed out, as the ledger has it")
    months_paid: int = Field(ge=0, description="months handed out so far")


@rule(outcomes=("clean", "overpaid"))
def stop(facts: Stop, law: Parameters) -> Working:
    """The last month of the benefit, how many months it was received in all, and what is paid beyond it.

    Lists that are closed already are paid all the same. `values`: last_month, months_received, months_overpaid.
    """
    last = facts.decided_on.year * 12 + facts.decided_on.month - 1
    first_open, _, _ = reached(facts.decided_on, law)
    paid = month_number(facts.paid_until) if facts.paid_until else month_number(facts.began) - 1
    # months between the last one handed out and the last one due are still on their way
    received = facts.months_paid + last - paid
    overpaid = max(max(first_open - 1, paid) - last, 0)
    return Working(
        outcome="overpaid" if overpaid else "clean",
        values={
            "last_month": month_name(last),
            "months_received": max(received, 0),
            "months_overpaid": overpaid,
        },
    )


class Leaving(Facts):
    """A receiver of a monthly benefit who asks for the allowance."""

    kind: Literal["pension", "allowance"] = Field(description="a pension, or any other monthly allowance")
    monthly: int = Field(ge=0, description="present benefit of a month, đồng")
    years_before: Fraction = Field(
        Fraction(0), ge=0, description="years contributed before 2014, half years as the decision counts them"
    )
    years_after: Fraction = Field(Fraction(0), ge=0, description="years contributed from 2014 on")
    months_received: int = Field(0, ge=0, description="months paid up to the stop; they reduce a pension's allowance")
    months_overpaid: int = Field(0, ge=0, description="months paid after the stop, to be taken back")
    decided_on: date = Field(description="day of the decision; it picks the factors")


@rule(outcomes=("granted",))
def benefit(facts: Leaving, law: Parameters) -> Working:
    """The allowance, less what was paid after the stop.

    `values`: months_due (monthly benefits, floor included), gross, overpaid, owed (what is still to be paid back), amount.
    """
    due, lines = _pension(facts, law) if facts.kind == "pension" else _allowance(facts, law)
    gross = whole_dong(due * facts.monthly)
    overpaid = facts.months_overpaid * facts.monthly
    amount = max(gross - overpaid, 0)
    return Working(
        outcome="granted",
        amount=amount,
        values={
            "months_due": plain_number(due),
            "gross": gross,
            "overpaid": overpaid,
            "owed": max(overpaid - gross, 0),
            "amount": amount,
        },
        lines=(*lines, *_closing(facts, due, gross, overpaid, amount)),
        reasons=(NOTHING_LEFT,) if overpaid >= gross else (),
    )


def _pension(facts: Leaving, law: Parameters) -> tuple[Fraction, list[Line]]:
    day = facts.decided_on
    due, lines = Fraction(0), []
    for key, years, vi, en in (
        ("before", facts.years_before, "trước năm 2014", "before 2014"),
        ("after", facts.years_after, "từ năm 2014", "from 2014"),
    ):
        used = law.find("emigration_factor", day, key)
        part = years * Fraction(used.value)
        due += part
        if years:
            vi = f"{comma(years)} năm đóng {vi} × {comma(used.value)} tháng"
            lines.append(line(vi, f"{point(years)} years {en} × {used.value} months", comma(part), "tháng", used))
    used = law.find("emigration_factor", day, "received")
    taken = facts.months_received * Fraction(used.value)
    due -= taken
    vi = f"Trừ {facts.months_received} tháng đã hưởng × {comma(used.value)} tháng"
    en = f"Less {facts.months_received} months received × {used.value}"
    lines.append(line(vi, en, comma(-taken), "tháng", used))
    floor = law.find("emigration_floor", day, "pension")
    if due < floor.value:
        due = Fraction(floor.value)
        lines.append(line("Mức thấp nhất", "At least", comma(due), "tháng", floor))
    return due, lines


def _allowance(facts: Leaving, law: Parameters) -> tuple[Fraction, list[Line]]:
    fixed = law.find("emigration_floor", facts.decided_on, "allowance")
    due = Fraction(fixed.value)
    return due, [line("Người hưởng trợ cấp hằng tháng", "Receiver of an allowance", comma(due), "tháng", fixed)]


def _closing(facts: Leaving, due: Fraction, gross: int, overpaid: int, amount: int) -> list[Line]:
    found = [
        plain_line("Mức hưởng tháng hiện tại", "Present monthly benefit", facts.monthly),
        plain_line(f"{comma(due)} tháng × mức hưởng", f"{point(due)} months of it", gross),
    ]
    if overpaid:
        vi = f"Trừ {facts.months_overpaid} tháng đã chi sau khi dừng hưởng"
        found.append(plain_line(vi, f"{facts.months_overpaid} months paid after the stop, taken off", -overpaid))
    return [*found, plain_line("Số tiền được nhận", "Amount", amount)]
