"""The one-off at retirement for years above those the highest rate needs (rules.md 5.5)."""

from dataclasses import dataclass
from fractions import Fraction

from procedures.rules.history import half_years, month_number
from procedures.rules.law import Parameters
from procedures.rules.pension_conditions import Conditions
from procedures.rules.pension_facts import Pension
from procedures.rules.pension_lines import comma, line, point
from procedures.rules.working import Line, whole_dong


@dataclass(frozen=True, slots=True)
class OneOff:
    """Đồng, and the years it is paid for on either side of the retirement age."""

    amount: int
    years_until_age: Fraction
    years_after_age: Fraction
    lines: tuple[Line, ...]


def one_off(facts: Pension, found: Conditions, average: Fraction, law: Parameters) -> OneOff:
    """Half an average for each year above, from July 2025 two for each year paid after the age (Law 41/2024 art. 68)."""
    full_years = law.find("pension_full_years", facts.starts_on, facts.gender)
    extra = max(half_years(len(found.months)) - 2 * full_years.value, 0)
    reached = month_number(found.age.reached_on)
    after = min(half_years(sum(month.number > reached for month in found.months)), extra)
    amount, lines = 0, []
    for key, halves, vi, en in (
        ("until_age", extra - after, "đến tuổi nghỉ hưu", "up to the retirement age"),
        ("after_age", after, "sau tuổi nghỉ hưu", "after the retirement age"),
    ):
        if not halves:
            continue
        each = law.find("pension_one_off", facts.starts_on, key)
        part = whole_dong(average * Fraction(str(each.value)) * halves / 2)
        years = Fraction(halves, 2)
        label_vi = (
            f"Trợ cấp một lần: {comma(years)} năm trên {full_years.value} năm, {vi} × {comma(each.value)} mức bình quân"
        )
        label_en = f"One-off: {point(years)} years above {full_years.value}, {en} × {each.value} averages"
        lines.append(line(label_vi, label_en, part, "đồng", each))
        amount += part
    return OneOff(amount, Fraction(extra - after, 2), Fraction(after, 2), tuple(lines))
