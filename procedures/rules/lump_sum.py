"""One-time withdrawal of social insurance: who may have it and how much (procedure 13, rules.md 6)."""

from datetime import date
from fractions import Fraction
from typing import Any

from procedures.rules.average_wage import AverageWage, average_wage
from procedures.rules.history import COUNTED, CountedMonth, half_years, month_number, months_of
from procedures.rules.law import Parameters
from procedures.rules.lump_sum_facts import LumpSum
from procedures.rules.lump_sum_grounds import months_outside, objections
from procedures.rules.registry import rule
from procedures.rules.working import Line, Reason, Working, cut_to_dong, plain_number, whole_dong

PROVISIONAL = Reason(
    code="index_provisional",
    vi="Mức điều chỉnh của năm quyết định chưa công bố; phải tính lại khi có mức mới.",
    en="The index of the year of decision is not published yet; compute again when it is.",
)


@rule(outcomes=("granted", "denied"))
def entitlement(facts: LumpSum, law: Parameters) -> Working:
    """Whether the case asked for is met on the day of the request, with every reason against it.

    `values`: months (paid in all), months_outside.
    """
    months = months_of(facts.contributions)
    reasons = objections(facts, months, law)
    paid = [month for month in months if month.regime in COUNTED]
    values = {"months": len(paid), "months_outside": months_outside(months, facts.requested_on) if paid else 0}
    return Working(outcome="denied" if reasons else "granted", values=values, reasons=tuple(reasons))


@rule(outcomes=("granted", "denied"))
def benefit(facts: LumpSum, law: Parameters) -> Working:
    """The amount on the day of the decision, when the case is met.

    `values`: months, months_before, months_after (as paid), years_before, years_after (as rounded), average_wage,
    state_support, is_provisional, amount.
    """
    allowed = entitlement(facts, law)
    if allowed.outcome == "denied":
        return allowed.model_copy(update={"amount": 0, "values": {**allowed.values, "amount": 0}})
    months = [month for month in months_of(facts.contributions) if month.regime in COUNTED]
    average = average_wage(months, facts.decided_on, law)
    gross, values, lines = (_first_year if len(months) < 12 else _by_years)(months, average, facts.decided_on, law)
    support = _state_support(facts, months, law)
    amount = max(whole_dong(gross - support), 0)
    return Working(
        outcome="granted",
        amount=amount,
        values={
            **allowed.values,
            **values,
            "average_wage": cut_to_dong(average.exact),
            "state_support": support,
            "is_provisional": average.is_provisional,
            "amount": amount,
        },
        lines=(*average.lines, *lines, *_closing_lines(support, amount)),
        reasons=(PROVISIONAL,) if average.is_provisional else (),
    )


def rounded_half_years(before: int, after: int) -> tuple[int, int]:
    """Half years before and after the split. Odd months before move over when anything follows them; where nothing does,
    they are rounded in place (Law 41/2024 arts. 5.6, 70.3)."""
    if after == 0:
        return half_years(before), 0
    return before // 12 * 2, half_years(after + before % 12)


def _by_years(
    months: list[CountedMonth], average: AverageWage, day: date, law: Parameters
) -> tuple[Fraction, dict[str, Any], list[Line]]:
    split = month_number(date.fromisoformat(law.at("lump_sum_split_on", day)))
    before = sum(month.number < split for month in months)
    halves = rounded_half_years(before, len(months) - before)
    # Published examples cut the average to whole đồng before multiplying (rules.md 0.6.5).
    wage = cut_to_dong(average.exact)
    gross, lines = Fraction(0), [_average_line(wage)]
    for key, vi, en, half in (
        ("before", "trước năm 2014", "before 2014", halves[0]),
        ("after", "từ năm 2014", "from 2014", halves[1]),
    ):
        factor = law.find("lump_sum_factor", day, key)
        part = wage * law.number("lump_sum_factor", day, key) * half / 2
        gross += part
        if half:
            years = plain_number(Fraction(half, 2))
            lines.append(
                Line(
                    label_vi=f"{_comma(years)} năm {vi} × {_comma(factor.value)} tháng mức bình quân",
                    label_en=f"{years} years {en} × {factor.value} average wages",
                    value=whole_dong(part),
                    unit="đồng",
                    basis=factor.basis,
                    parameter=factor.parameter,
                    as_of=day,
                )
            )
    values = {
        "months_before": before,
        "months_after": len(months) - before,
        "years_before": plain_number(Fraction(halves[0], 2)),
        "years_after": plain_number(Fraction(halves[1], 2)),
    }
    return gross, values, lines


def _first_year(
    months: list[CountedMonth], average: AverageWage, day: date, law: Parameters
) -> tuple[Fraction, dict[str, Any], list[Line]]:
    """Less than a year in all: what was paid, at most so many averages."""
    wage = cut_to_dong(average.exact)
    share, cap = law.find("lump_sum_first_year_rate", day), law.at("lump_sum_first_year_cap", day)
    paid = average.indexed * Fraction(share.value, 100)
    gross = min(paid, Fraction(wage * cap))
    line = Line(
        label_vi=f"Đóng chưa đủ một năm: {share.value}% tiền lương đã điều chỉnh, tối đa {cap} tháng mức bình quân",
        label_en=f"Less than a year: {share.value} % of the indexed wages, at most {cap} averages",
        value=whole_dong(gross),
        unit="đồng",
        basis=share.basis,
        parameter=share.parameter,
        as_of=day,
    )
    split = month_number(date.fromisoformat(law.at("lump_sum_split_on", day)))
    before = sum(month.number < split for month in months)
    values = {"months_before": before, "months_after": len(months) - before, "years_before": 0, "years_after": 0}
    return gross, values, [_average_line(wage), line]


def _state_support(facts: LumpSum, months: list[CountedMonth], law: Parameters) -> int:
    """The State's share of voluntary contributions, which goes back except in the gravest cases (arts. 70.4, 102.3)."""
    if facts.case in law.at("lump_sum_support_kept_in", facts.decided_on):
        return 0
    return sum(month.state_support for month in months if month.regime == "voluntary")


def _average_line(wage: int) -> Line:
    return Line(label_vi="Mức bình quân tiền lương tháng", label_en="Average monthly wage", value=wage, unit="đồng")


def _closing_lines(support: int, amount: int) -> list[Line]:
    total = Line(label_vi="Số tiền được hưởng", label_en="Amount", value=amount, unit="đồng")
    if not support:
        return [total]
    back = Line(
        label_vi="Trừ tiền Nhà nước hỗ trợ đóng", label_en="State support taken off", value=-support, unit="đồng"
    )
    return [back, total]


def _comma(number: object) -> str:
    return str(number).replace(".", ",")
