"""Pensions: who has a right to one, how much a month, and the one-off beside it (procedure 14, rules.md 5)."""

from fractions import Fraction
from typing import Any

from procedures.rules.average_wage import AverageWage, average_wage
from procedures.rules.history import month_name
from procedures.rules.law import Parameters
from procedures.rules.pension_conditions import Conditions, conditions
from procedures.rules.pension_facts import Pension
from procedures.rules.pension_lines import comma, line, plain_line
from procedures.rules.pension_one_off import one_off
from procedures.rules.pension_rate import Rate, rate
from procedures.rules.pension_reasons import BOUNDARY_MONTH, PROVISIONAL, other_ways
from procedures.rules.registry import rule
from procedures.rules.working import Line, Reason, Working, plain_number, whole_dong

JOBS = {
    "hazardous": ("công việc nặng nhọc, độc hại hoặc vùng đặc biệt khó khăn", "heavy or hazardous work or places"),
    "coal": ("khai thác than trong hầm lò", "underground coal mining"),
    "preschool": ("giáo viên mầm non", "preschool teaching"),
}


@rule(outcomes=("entitled", "short", "denied"))
def entitlement(facts: Pension, law: Parameters) -> Working:
    """Whether the conditions are met on the day the pension is to start; `short` when paying few missing months would do.

    `values`: scheme, months, compulsory_months, months_needed, months_missing, age_reached_on, starts_on.
    """
    found = conditions(facts, law)
    outcome = "short" if found.is_short else "denied" if found.reasons else "entitled"
    reasons = list(found.reasons)
    if found.missing and not found.is_short:
        reasons.append(other_ways(found.missing, law.at("pension_voluntary_top_up_months", facts.starts_on)))
    return Working(
        outcome=outcome, values=_standing(found), lines=_condition_lines(facts, found), reasons=tuple(reasons)
    )


@rule(outcomes=("granted", "short", "denied"))
def benefit(facts: Pension, law: Parameters) -> Working:
    """The monthly pension and the one-off at retirement, when the conditions are met.

    `values`: those of `entitlement`, and years, rate, reduction, months_early, average_wage, pension, one_off,
    is_floor, is_provisional; `amount` is the pension of one month.
    """
    found = conditions(facts, law)
    if found.reasons:
        refused = entitlement(facts, law)
        return refused.model_copy(update={"amount": 0, "values": {**refused.values, "pension": 0, "one_off": 0}})
    facts = facts.model_copy(update={"starts_on": found.starts_on})
    average = average_wage(found.months, facts.starts_on, law)
    share = rate(facts, found, law)
    pension, lines, is_floor = _pension(facts, found, average, share, law)
    extra = one_off(facts, found, average.exact, law)
    return Working(
        outcome="granted",
        amount=pension,
        values={
            **_standing(found),
            "years": plain_number(share.years),
            "rate": plain_number(share.percent),
            "reduction": plain_number(share.reduction),
            "months_early": found.early,
            "average_wage": whole_dong(average.exact),
            "pension": pension,
            "one_off": extra.amount,
            "is_floor": is_floor,
            "is_provisional": average.is_provisional,
        },
        lines=(*_condition_lines(facts, found), *average.lines, *lines, *extra.lines),
        reasons=tuple(_remarks(facts, found, average, law)),
    )


def _standing(found: Conditions) -> dict[str, Any]:
    return {
        "scheme": found.scheme,
        "months": found.total,
        "compulsory_months": found.compulsory,
        "months_needed": found.needed,
        "months_missing": found.missing,
        "age_reached_on": found.reached_on.isoformat(),
        "starts_on": found.starts_on.isoformat(),
        "last_month": month_name(found.months[-1].number) if found.months else None,
    }


def _condition_lines(facts: Pension, found: Conditions) -> tuple[Line, ...]:
    job_vi, job_en = JOBS[found.age.job] if found.age.job else ("điều kiện lao động bình thường", "normal conditions")
    scheme_vi = "bắt buộc" if found.scheme == "compulsory" else "bắt buộc và tự nguyện"
    scheme_en = "compulsory" if found.scheme == "compulsory" else "compulsory and voluntary"
    paid = found.compulsory if found.scheme == "compulsory" else found.total
    age = plain_line(
        f"Ngày đủ tuổi nghỉ hưu ({job_vi})",
        f"Retirement age reached on ({job_en})",
        f"{found.age.reached_on:%d/%m/%Y}",
        "",
    )
    lower = plain_line(
        "Ngày đủ tuổi nghỉ hưu khi suy giảm khả năng lao động",
        "Age for lost working capacity reached on",
        f"{found.reached_on:%d/%m/%Y}",
        "",
    )
    years = plain_line(
        f"Thời gian đóng {scheme_vi} (tối thiểu {found.needed // 12} năm)",
        f"Months paid, {scheme_en} (at least {found.needed // 12} years)",
        paid,
        "tháng",
    )
    is_lower = facts.ground == "incapacity" and found.reached_on > facts.born_on
    return (age, lower, years) if is_lower else (age, years)


def _pension(
    facts: Pension, found: Conditions, average: AverageWage, share: Rate, law: Parameters
) -> tuple[int, list[Line], bool]:
    exact = average.exact * share.percent / 100
    pension = whole_dong(exact)
    percent = comma(share.percent)
    lines = [
        plain_line("Mức bình quân tiền lương, thu nhập", "Average wage and income", whole_dong(average.exact)),
        *share.lines,
        plain_line(
            f"Lương hưu hằng tháng: {percent}% × mức bình quân", f"Monthly pension: {percent} % × average", pension
        ),
    ]
    floor = law.find("reference_level", facts.starts_on)
    if not _has_floor(facts, found, law) or exact >= Fraction(floor.value):
        return pension, lines, False
    lines.append(
        line(
            "Thấp hơn mức tham chiếu nên bằng mức tham chiếu",
            "Raised to the reference level",
            floor.value,
            "đồng",
            floor,
        )
    )
    return floor.value, lines, True


def _has_floor(facts: Pension, found: Conditions, law: Parameters) -> bool:
    """Long compulsory insurance begun in time; never under voluntary rules (Decree 158/2025 art. 13)."""
    years = law.at("pension_floor", facts.starts_on, "years")
    before = law.at("pension_floor", facts.starts_on, "insured_before")[:7]
    return (
        found.scheme == "compulsory" and found.compulsory >= 12 * years and month_name(found.months[0].number) < before
    )


def _remarks(facts: Pension, found: Conditions, average: AverageWage, law: Parameters) -> list[Reason]:
    remarks = [PROVISIONAL] if average.is_provisional else []
    starts = law.at("retirement_age", facts.starts_on, facts.gender)
    number = facts.born_on.year * 12 + facts.born_on.month
    following = f"{number // 12}-{number % 12 + 1:02}"
    if found.age.job is None and {f"{facts.born_on:%Y-%m}", following} & set(starts):
        remarks.append(BOUNDARY_MONTH)
    return remarks
