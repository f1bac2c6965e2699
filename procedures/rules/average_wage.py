"""The average insured wage: every month indexed, State-scale months over the last years only (rules.md 5.4, 6.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from procedures.rules.history import COMPULSORY, CountedMonth, month_text, step_of
from procedures.rules.law import Parameters
from procedures.rules.working import Line, whole_dong


@dataclass(frozen=True, slots=True)
class AverageWage:
    """`exact` is the average; `indexed` the sum of all indexed months; provisional before the year's table is out."""

    exact: Fraction
    indexed: Fraction
    months: int
    is_provisional: bool
    lines: tuple[Line, ...]


def average_wage(months: Sequence[CountedMonth], entitled_on: date, law: Parameters) -> AverageWage:
    """Average over counted months, oldest first, with the index table of the year of entitlement.

    State months enter with their own average; a mixed history is weighted by months (Decree 158/2025 arts. 15, 17).
    Raises ValueError without a month.
    """
    if not months:
        raise ValueError("an average needs at least one paid month")
    indexes = {year: index(year, entitled_on, law) for year in sorted({month.year for month in months})}
    indexed = {month.number: month.wage * indexes[month.year] for month in months}
    state = [month for month in months if month.regime == "compulsory_state"]
    others = [month for month in months if month.regime != "compulsory_state"]
    total = sum((indexed[month.number] for month in others), Fraction(0))
    table = law.entry("si_wage_index", entitled_on)
    lines = list(_lines(others, indexes, table.basis, entitled_on))
    if state:
        average, shown = _state_average(months, state, indexes, entitled_on, law)
        total += average * len(state)
        lines += shown
    return AverageWage(
        exact=total / len(months),
        indexed=sum(indexed.values(), Fraction(0)),
        months=len(months),
        is_provisional=table.starts_on.year < entitled_on.year,
        lines=tuple(lines),
    )


def index(year: int, entitled_on: date, law: Parameters) -> Fraction:
    """The coefficient of a year, never below 1; a year the table does not reach yet counts as it is."""
    key = str(year) if year >= 1995 else "before_1995"
    if key not in law.entry("si_wage_index", entitled_on).value:
        return Fraction(1)
    return max(law.number("si_wage_index", entitled_on, key), Fraction(1))


def _state_average(
    months: Sequence[CountedMonth],
    state: Sequence[CountedMonth],
    indexes: Mapping[int, Fraction],
    entitled_on: date,
    law: Parameters,
) -> tuple[Fraction, list[Line]]:
    """The average of the last years on the State scale, or of the whole time where that is the law and higher."""
    began = next(month.year for month in months if month.regime in COMPULSORY)
    is_restated = began < law.at("state_wage_reexpressed_before", entitled_on)
    if is_restated:
        today = law.number("reference_level", entitled_on)
        pay = [_coefficient(month, law) * today for month in state]
    else:
        pay = [month.wage * indexes[month.year] for month in state]
    period = law.find("state_wage_average_months", entitled_on)
    count = min(step_of(period.value, began) or len(pay), len(pay))
    average, whole = sum(pay[-count:], Fraction(0)) / count, sum(pay, Fraction(0)) / len(pay)
    if law.at("state_wage_whole_time_if_higher", entitled_on) and whole > average:
        average, count = whole, len(pay)
    used = state[-count:]
    table = law.entry("si_wage_index", entitled_on)
    shown = _restated_lines(used, entitled_on, law) if is_restated else _lines(used, indexes, table.basis, entitled_on)
    line = Line(
        label_vi=f"Bình quân {count} tháng theo chế độ tiền lương Nhà nước",
        label_en=f"Average of {count} months on the State scale",
        value=whole_dong(average),
        unit="đồng",
        basis=period.basis,
        parameter=period.parameter,
        as_of=entitled_on,
    )
    return average, [*shown, line]


def _restated_lines(months: Sequence[CountedMonth], entitled_on: date, law: Parameters) -> list[Line]:
    """One line for each stretch of State months paid by one coefficient, at today's reference level."""
    level = law.find("reference_level", entitled_on)
    lines = []
    for coefficient, group in groupby(months, key=lambda month: _coefficient(month, law)):
        stretch = list(group)
        first, last = month_text(stretch[0].number), month_text(stretch[-1].number)
        shown = f"{float(coefficient):.4g}"
        vi = f"{first} – {last}: {len(stretch)} tháng × hệ số {shown.replace('.', ',')} × {_money(level.value)}"
        lines.append(
            Line(
                label_vi=vi,
                label_en=f"{first} – {last}: {len(stretch)} months × coefficient {shown} × {level.value:,}",
                value=whole_dong(len(stretch) * coefficient * level.value),
                unit="đồng",
                basis=level.basis,
                parameter=level.parameter,
                as_of=entitled_on,
            )
        )
    return lines


def _coefficient(month: CountedMonth, law: Parameters) -> Fraction:
    """The pay coefficient; where the register gives only đồng, the wage over the reference level of that month."""
    if month.pay_coefficient is not None:
        return Fraction(month.pay_coefficient)
    first = date(month.year, month.number % 12 + 1, 1)
    return Fraction(month.wage) / law.number("reference_level", first)


def _lines(
    months: Sequence[CountedMonth], indexes: Mapping[int, Fraction], basis: str, entitled_on: date
) -> list[Line]:
    """One line for each stretch of months with the same year, wage and regime."""
    lines = []
    for (_, wage, _), group in groupby(months, key=lambda month: (month.year, month.wage, month.regime)):
        stretch = list(group)
        first, last = month_text(stretch[0].number), month_text(stretch[-1].number)
        coefficient = indexes[stretch[0].year]
        shown = f"{float(coefficient):.2f}"
        lines.append(
            Line(
                label_vi=f"{first} – {last}: {len(stretch)} tháng × {_money(wage)} × {shown.replace('.', ',')}",
                label_en=f"{first} – {last}: {len(stretch)} months × {wage:,} × {shown}",
                value=whole_dong(len(stretch) * wage * coefficient),
                unit="đồng",
                basis=basis,
                parameter="si_wage_index",
                as_of=entitled_on,
            )
        )
    return lines


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
