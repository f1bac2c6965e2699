"""The rate of a pension: by years paid, less what leaving early takes off (rules.md 5.3)."""

from dataclasses import dataclass
from fractions import Fraction

from procedures.rules.history import half_years
from procedures.rules.law import Parameters
from procedures.rules.pension_conditions import Conditions
from procedures.rules.pension_facts import Pension
from procedures.rules.pension_lines import comma, line, plain_line, point
from procedures.rules.working import Line


@dataclass(frozen=True, slots=True)
class Rate:
    """Per cent of the average wage, and the lines that show how it came about."""

    percent: Fraction
    reduction: Fraction
    years: Fraction
    lines: tuple[Line, ...]


def rate(facts: Pension, found: Conditions, law: Parameters) -> Rate:
    """The rate for the years paid in Viet Nam on the day the pension starts (Law 41/2024 arts. 66, 99)."""
    years = Fraction(half_years(len(found.months)), 2)
    by_treaty = facts.treaty_months > 0 and len(found.months) < found.needed
    full, how = _by_treaty(facts, years, law) if by_treaty else _by_years(facts, years, law)
    lines = [_years_line(len(found.months), years), how]
    reduction = Fraction(0)
    if found.early:
        reduction, less = _reduction(facts, found.early, law)
        total = plain_line("Tỷ lệ hưởng lương hưu", "Pension rate", comma(full - reduction), "%")
        lines += [less, total]
    return Rate(full - reduction, reduction, years, tuple(lines))


def _by_years(facts: Pension, years: Fraction, law: Parameters) -> tuple[Fraction, Line]:
    table = law.find("pension_rate", facts.starts_on, facts.gender)
    steps = table.value
    first, base, step = steps["years"], steps["base"], steps["step"]
    if years < first and "short_years" in steps:
        first, base, step = steps["short_years"], steps["short_base"], steps["short_step"]
    more = max(years - first, Fraction(0))
    uncut = base + step * more
    percent = min(uncut, Fraction(steps["most"]))
    is_cut = percent < uncut
    vi = f"{first} năm đầu {base}%, thêm {comma(more)} năm × {step}%" + (f", tối đa {steps['most']}%" if is_cut else "")
    en = f"First {first} years {base} %, {point(more)} more × {step} %" + (
        f", at most {steps['most']} %" if is_cut else ""
    )
    return percent, line(vi, en, comma(percent), "%", table)


def _by_treaty(facts: Pension, years: Fraction, law: Parameters) -> tuple[Fraction, Line]:
    """Time abroad opens the right; only years paid here are paid for (art. 66.4)."""
    each = law.find("pension_treaty_rate", facts.starts_on)
    percent = Fraction(str(each.value)) * years
    vi = f"Theo điều ước quốc tế: {comma(years)} năm × {comma(each.value)}%"
    return percent, line(vi, f"By treaty: {point(years)} years × {each.value} %", comma(percent), "%", each)


def _reduction(facts: Pension, early: int, law: Parameters) -> tuple[Fraction, Line]:
    """2 % for each full year before the age, 1 % for six odd months or more (art. 66.3)."""
    table = law.find("pension_early_reduction", facts.starts_on)
    years, odd = divmod(early, 12)
    percent = Fraction(table.value["year"] * years + (table.value["half"] if odd >= 6 else 0))
    vi = f"Nghỉ trước tuổi {years} năm {odd} tháng: trừ"
    return percent, line(vi, f"{years} years {odd} months early: taken off", comma(-percent), "%", table)


def _years_line(months: int, years: Fraction) -> Line:
    vi = f"Thời gian đóng {months // 12} năm {months % 12} tháng, làm tròn để tính mức hưởng"
    en = f"{months // 12} years {months % 12} months paid, rounded for the amount"
    return plain_line(vi, en, comma(years), "năm", "Law 41/2024/QH15 art. 5.6")
