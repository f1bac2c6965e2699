"""Which relative of a deceased receives every month, from when and at which rate (Law 41/2024 arts. 86, 87; rules.md 7)."""

from datetime import date

from procedures.rules.dates import add_months, birthday
from procedures.rules.law import Parameters
from procedures.rules.pension_age import normal_age_on
from procedures.rules.registry import rule
from procedures.rules.survivors_facts import Relative
from procedures.rules.working import Line, Reason, Working


@rule(outcomes=("entitled", "not_entitled"))
def right(facts: Relative, law: Parameters) -> Working:
    """Whether this relative may receive every month.

    `values`: is_entitled, is_incapacitated, born_on, rate (% of the reference level), times (2 after two deaths),
    from_month, until_month (of a child, the month it comes of age).
    """
    born = first_day(facts.born_on)
    incapacitated = facts.is_severely_disabled or facts.incapacity_percent >= law.at(
        "survivor_incapacity", facts.died_on
    )
    of_age_on = birthday(born, law.at("survivor_child_below", facts.died_on))
    is_minor = facts.relation == "child" and of_age_on > facts.died_on
    reasons = _objections(facts, born, incapacitated, of_age_on, law)
    rate = law.find("survivor_rate", facts.died_on, "with_carer" if facts.has_carer else "without_carer")
    times = law.at("survivor_two_deaths", facts.died_on) if facts.insured_deaths > 1 else 1
    starts = born if born > facts.died_on else add_months(facts.died_on.replace(day=1), 1)
    values = {
        "is_entitled": not reasons,
        "is_incapacitated": incapacitated,
        "born_on": born.isoformat(),
        "rate": rate.value,
        "times": times,
        "from_month": f"{starts:%Y-%m}",
        "until_month": f"{of_age_on:%Y-%m}" if is_minor and not incapacitated else None,
    }
    line = Line(
        label_vi=f"Mức hằng tháng: {rate.value}% mức tham chiếu" + (f" × {times}" if times > 1 else ""),
        label_en=f"Monthly: {rate.value} % of the reference level" + (f" × {times}" if times > 1 else ""),
        value=rate.value,
        unit="%",
        basis=rate.basis,
        parameter=rate.parameter,
        as_of=facts.died_on,
    )
    lines = () if reasons else (line,)
    return Working(
        outcome="not_entitled" if reasons else "entitled", values=values, lines=lines, reasons=tuple(reasons)
    )


def first_day(partial: str) -> date:
    """A birth of which only the year or month is known counts from its first day."""
    year, month, day = [*map(int, partial.split("-")), 1, 1][:3]
    return date(year, month, day)


def _objections(facts: Relative, born: date, incapacitated: bool, of_age_on: date, law: Parameters) -> list[Reason]:
    if facts.relation == "child" and of_age_on > facts.died_on:
        return []
    reasons = []
    if facts.relation == "other" and not facts.was_supported:
        reasons.append(NOT_SUPPORTED)
    if incapacitated:
        since = max(facts.died_on, of_age_on) if facts.relation == "child" else facts.died_on
        last = add_months(since, law.at("survivor_assessed_within", facts.died_on))
        if not facts.is_severely_disabled and facts.assessed_on and facts.assessed_on > last:
            reasons.append(assessed_too_late(last))
    elif facts.relation == "child":
        reasons.append(CHILD_OF_AGE)
    elif not _is_old_enough(facts, born, law):
        reasons.append(NOT_OLD_ENOUGH)
    if facts.relation != "child" or law.at("survivor_income_of_incapacitated_child", facts.died_on):
        level = law.at("reference_level", facts.died_on)
        if facts.monthly_income >= level:
            reasons.append(income_too_high(level))
    return reasons


def _is_old_enough(facts: Relative, born: date, law: Parameters) -> bool:
    age = law.at("survivor_adult_age", facts.died_on, facts.gender)
    if age == "retirement_age":
        return normal_age_on(born, facts.gender, facts.died_on, law) <= facts.died_on
    return birthday(born, age) <= facts.died_on


NOT_SUPPORTED = Reason(
    code="not_supported",
    vi="Không phải là thành viên gia đình mà người chết có nghĩa vụ nuôi dưỡng.",
    en="Not a member of the family the deceased had to support.",
)
CHILD_OF_AGE = Reason(
    code="child_of_age",
    vi="Con đã đủ 18 tuổi và không bị suy giảm khả năng lao động từ 81%.",
    en="The child is of age and has no incapacity of 81 % or more.",
)
NOT_OLD_ENOUGH = Reason(
    code="not_old_enough",
    vi="Chưa đủ tuổi tại thời điểm người tham gia chết và không bị suy giảm khả năng lao động từ 81%.",
    en="Not of the age at the death, and no incapacity of 81 % or more.",
)


def assessed_too_late(last: date) -> Reason:
    """The assessment was made after its time."""
    return Reason(
        code="assessed_too_late",
        vi=f"Giám định sau ngày {last:%d/%m/%Y} là quá thời hạn.",
        en=f"Assessed after {last:%d %B %Y}, which is too late.",
    )


def income_too_high(level: int) -> Reason:
    """A wage, pension or allowance reaches the reference level."""
    money = f"{level:,}"
    return Reason(
        code="income_too_high",
        vi=f"Có tiền lương, lương hưu hoặc trợ cấp từ {money.replace(',', '.')} đồng một tháng trở lên.",
        en=f"Wage, pension or allowance of {money} đồng a month or more.",
    )
