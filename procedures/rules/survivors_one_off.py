"""The one-off survivor benefit: of the insured by years, of receivers by months of what they drew (rules.md 7)."""

from datetime import date
from fractions import Fraction
from typing import Any

from procedures.rules.average_wage import average_wage
from procedures.rules.history import COMPULSORY, COUNTED, CountedMonth, month_number, months_of
from procedures.rules.law import Parameters
from procedures.rules.lump_sum import rounded_half_years
from procedures.rules.survivors_facts import Death
from procedures.rules.working import Line, cut_to_dong, plain_number, whole_dong

Part = tuple[int, dict[str, Any], list[Line]]  # đồng, values, lines


def one_off(facts: Death, law: Parameters) -> Part:
    """The amount by what the deceased had: a pension, an allowance, or months paid. Nothing when there was nothing."""
    months = [month for month in months_of(facts.contributions) if month.regime in COUNTED]
    if facts.receives in ("pension", "incapacity"):
        return _of_pensioner(facts, law)
    if facts.receives == "article_23":
        return _rest(facts)
    if months:
        return _of_insured(facts, months, law)
    if facts.receives == "accident":
        return _of_accident_receiver(facts, law)
    return 0, {}, []


def _of_pensioner(facts: Death, law: Parameters) -> Part:
    """48 pensions for a death in the first two months; each later month drawn takes half a pension off (art. 89.2)."""
    day = facts.died_on
    most, each, free = (law.number("survivor_pension_one_off", day, key) for key in ("months", "each", "free"))
    least = law.number("survivor_one_off_floor", day)
    times = max(most - each * max(facts.months_drawn - free, Fraction(0)), least)
    amount = whole_dong(facts.monthly_amount * times)
    shown = plain_number(times)
    used = law.find("survivor_pension_one_off", day)
    drawn = _money_line(
        "Lương hưu, trợ cấp hằng tháng khi chết", "Pension or allowance at the death", facts.monthly_amount
    )
    months = Line(
        label_vi=f"Đã hưởng {facts.months_drawn} tháng: số tháng được tính",
        label_en=f"Drawn for {facts.months_drawn} months: months that count",
        value=shown if isinstance(shown, int) else f"{shown:g}".replace(".", ","),
        unit="tháng",
        basis=used.basis,
        parameter=used.parameter,
        as_of=day,
    )
    return amount, {"one_off_times": shown}, [drawn, months, _total(amount)]


def _of_accident_receiver(facts: Death, law: Parameters) -> Part:
    """Whoever had cashed the months and drew a monthly accident allowance: three months of it."""
    used = law.find("survivor_one_off_floor", facts.died_on)
    amount = facts.monthly_amount * used.value
    line = Line(
        label_vi=f"{used.value} tháng trợ cấp TNLĐ, BNN",
        label_en=f"{used.value} months of the accident allowance",
        value=amount,
        unit="đồng",
        basis=used.basis,
        parameter=used.parameter,
        as_of=facts.died_on,
    )
    return amount, {"one_off_times": used.value}, [line]


def _rest(facts: Death) -> Part:
    """Article 23: the months of the allowance that were not drawn."""
    amount = facts.months_left * facts.monthly_amount
    line = _money_line(
        f"{facts.months_left} tháng chưa hưởng × {facts.monthly_amount:,}".replace(",", "."),
        f"{facts.months_left} months not drawn × {facts.monthly_amount:,}",
        amount,
    )
    return amount, {"one_off_times": facts.months_left}, [line]


def _of_insured(facts: Death, months: list[CountedMonth], law: Parameters) -> Part:
    """1.5 averages for years before 2014 and 2 from then, at least 3 where compulsory insurance was paid (art. 89)."""
    day = facts.died_on
    average = average_wage(months, day, law)
    wage = cut_to_dong(average.exact)
    compulsory = sum(month.regime in COMPULSORY for month in months)
    lines = [*average.lines, _money_line("Mức bình quân tiền lương tháng", "Average monthly wage", wage)]
    values: dict[str, Any] = {"average_wage": wage, "is_provisional": average.is_provisional}
    if not compulsory and len(months) < law.at("survivor_voluntary_below", day):
        used = law.find("survivor_paid_in_rate", day)
        amount = whole_dong(average.indexed * Fraction(used.value, 100))
        given_back = Line(
            label_vi=f"Hoàn số đã đóng: {used.value}% thu nhập đã điều chỉnh",
            label_en=f"What was paid in: {used.value} % of the indexed incomes",
            value=amount,
            unit="đồng",
            basis=used.basis,
            parameter=used.parameter,
            as_of=day,
        )
        return amount, values, [*lines, given_back]
    split = month_number(date.fromisoformat(law.at("lump_sum_split_on", day)))
    before = sum(month.number < split for month in months)
    gross = Fraction(0)
    for key, vi, en, half in zip(
        ("before", "after"),
        ("trước năm 2014", "từ năm 2014"),
        ("before 2014", "from 2014"),
        rounded_half_years(before, len(months) - before),
        strict=True,
    ):
        part, line = _years(key, vi, en, half, wage, day, law)
        gross += part
        lines += [line] if half else []
    if compulsory:
        least = law.find("survivor_one_off_floor", day)
        if gross < least.value * wage:
            gross = Fraction(least.value * wage)
            lines.append(
                Line(
                    label_vi=f"Thấp nhất {least.value} tháng mức bình quân",
                    label_en=f"At least {least.value} averages",
                    value=least.value * wage,
                    unit="đồng",
                    basis=least.basis,
                    parameter=least.parameter,
                    as_of=day,
                )
            )
    amount = whole_dong(gross)
    return amount, values, [*lines, _total(amount)]


def _years(key: str, vi: str, en: str, half: int, wage: int, day: date, law: Parameters) -> tuple[Fraction, Line]:
    factor = law.find("survivor_one_off_factor", day, key)
    part = wage * law.number("survivor_one_off_factor", day, key) * half / 2
    years = plain_number(Fraction(half, 2))
    return part, Line(
        label_vi=f"{years} năm {vi} × {factor.value} tháng mức bình quân".replace(".", ","),
        label_en=f"{years} years {en} × {factor.value} average wages",
        value=whole_dong(part),
        unit="đồng",
        basis=factor.basis,
        parameter=factor.parameter,
        as_of=day,
    )


def _money_line(vi: str, en: str, value: int) -> Line:
    return Line(label_vi=vi, label_en=en, value=value, unit="đồng")


def _total(amount: int) -> Line:
    return _money_line("Trợ cấp tuất một lần", "One-off survivor benefit", amount)
