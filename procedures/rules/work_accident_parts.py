"""The parts a work-accident benefit is made of: by loss of capacity, by years in the fund, and for a carer (rules.md 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from procedures.rules.history import WAGED, ContributionPeriod, month_number
from procedures.rules.law import Parameters
from procedures.rules.work_accident_facts import Injury
from procedures.rules.working import Line, whole_dong

Form = Literal["one_off", "monthly"]


@dataclass(frozen=True, slots=True)
class Insured:
    """The wage and the whole years in the fund that count; `month` is whose wage it is, none when not insured."""

    month: int | None
    wage: int
    years: int


@dataclass(frozen=True, slots=True)
class Part:
    """An exact amount and its line in the working."""

    exact: Fraction
    line: Line


def entitled_on(facts: Injury) -> date:
    """The day entitlement begins: end of treatment, else the Council's conclusion; HIV: the certificate (art. 50)."""
    day = facts.hiv_certified_on if facts.kind == "hiv" else facts.treated_until or facts.concluded_on
    assert day is not None
    return day


def insured(facts: Injury) -> Insured:
    """The month before the event, or in a first month (or first month back) that month itself; several contracts add up.

    For a disease found after leaving the harmful job it is the last month paid in that job.
    """
    wages = fund_months(facts.contributions)
    if facts.exposed_until is not None:
        left = month_number(facts.exposed_until)
        paid = [number for number in wages if number <= left]
        base = max(paid) if paid and max(paid) >= left - 1 else None
        return Insured(base, wages.get(base or 0, 0), len(paid) // 12)
    event = month_number(facts.event_on)
    base = next((number for number in (event - 1, event) if number in wages), None)
    years = sum(number < event for number in wages) // 12
    return Insured(base, wages.get(base or 0, 0), years)


def fund_months(history: Sequence[ContributionPeriod]) -> dict[int, int]:
    """Wage by month of everything paid by employers; contracts side by side add up."""
    wages: dict[int, int] = {}
    for period in history:
        for number in period.months if period.regime in WAGED else ():
            wages[number] = wages.get(number, 0) + period.wage
    return wages


def level_part(form: Form, percent: int, day: date, law: Parameters) -> Part:
    """So many base salaries for the lowest rate and for each per cent above it."""
    parameter = f"work_accident_{form}_level"
    lowest = law.at("work_accident_minimum_percent" if form == "one_off" else "work_accident_monthly_from", day)
    factor = law.number(parameter, day, "first") + (percent - lowest) * law.number(parameter, day, "further")
    base = law.number("reference_level", day)
    label = f"{percent}%: {_decimal(factor)} × {base.numerator:,}"
    return Part(
        factor * base, _line(parameter, day, law, f"Theo mức suy giảm {label}", f"By loss of {label}", factor * base)
    )


def level_taken_off(percent: int, day: date, law: Parameters) -> Part:
    """The one-off part of a rate settled before, at today's base salary, as it is taken off the part of the new rate."""
    part = level_part("one_off", percent, day, law)
    line = part.line.model_copy(
        update={
            "label_vi": f"Trừ phần đã hưởng theo mức {percent}%",
            "label_en": f"Less the part settled for {percent} %",
            "value": -whole_dong(part.exact),
        }
    )
    return Part(-part.exact, line)


def years_part(form: Form, wage: int, years: int, day: date, law: Parameters, counted: int = 0) -> Part:
    """So much of a month's wage for the first year (or less) and for each further one; `counted` years were paid before."""
    parameter = f"work_accident_{form}_years"
    first, further = law.number(parameter, day, "first"), law.number(parameter, day, "further")
    factor = first + max(years - 1, 0) * further
    if counted:
        factor = max(years - max(counted, 1), 0) * further
    return Part(
        factor * wage,
        _line(
            parameter,
            day,
            law,
            f"Theo số năm đóng ({years} năm): {_decimal(factor)} × {wage:,}",
            f"By years paid ({years}): {_decimal(factor)} × {wage:,}",
            factor * wage,
        ),
    )


def has_carer(percent: int, ground: str | None, day: date, law: Parameters) -> bool:
    """Whether a carer allowance is due: the rate and one of the conditions of art. 52."""
    enough = percent >= law.at("work_accident_carer_from", day)
    return enough and ground in law.at("work_accident_carer_grounds", day)


def carer_monthly(day: date, law: Parameters) -> int:
    """The carer allowance in a month; it moves with the base salary."""
    return whole_dong(law.number("work_accident_carer", day) * law.number("reference_level", day))


def _line(parameter: str, day: date, law: Parameters, vi: str, en: str, amount: Fraction) -> Line:
    return Line(
        label_vi=vi.replace(",", "\0").replace(".", ",").replace("\0", "."),
        label_en=en,
        value=whole_dong(amount),
        unit="đồng",
        basis=law.find(parameter, day).basis,
        parameter=parameter,
        as_of=day,
    )


def _decimal(number: Fraction) -> str:
    return f"{float(number):g}"
