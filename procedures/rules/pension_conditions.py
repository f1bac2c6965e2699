"""Who has a right to a pension: months under which scheme, age, and what stands against it (rules.md 5.2)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from procedures.rules.dates import add_months, birthday
from procedures.rules.history import COMPULSORY, COUNTED, CountedMonth, month_name, months_of
from procedures.rules.law import Parameters
from procedures.rules.pension_age import Age, lower_age_on, months_early, own_age
from procedures.rules.pension_facts import Pension
from procedures.rules.pension_reasons import (
    INCAPACITY_TOO_LOW,
    NOTHING_PAID,
    PAID_AFTER_START,
    age_not_reached,
    months_missing,
)
from procedures.rules.working import Reason

Scheme = Literal["compulsory", "voluntary"]


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a request stands on the day the pension is to start.

    `missing` are months too few; `is_short` says that paying them at once is all that is needed; `early` are months
    before the unreduced age.
    """

    months: tuple[CountedMonth, ...]
    scheme: Scheme
    compulsory: int
    total: int
    needed: int
    missing: int
    age: Age
    reached_on: date
    starts_on: date
    early: int
    is_short: bool
    reasons: tuple[Reason, ...]


def conditions(facts: Pension, law: Parameters) -> Conditions:
    """Everything the law asks of the person (Law 41/2024 arts. 64, 65, 98, 111; before July 2025 Law 58/2014)."""
    day = facts.starts_on
    months = counted_months(facts)
    treaty = facts.treaty_months if law.at("pension_treaty_rate", day) is not None else 0
    compulsory = sum(month.regime in COMPULSORY for month in months) + treaty
    total = len(months) + treaty
    needed = 12 * law.at(
        "pension_incapacity_minimum_years" if facts.ground == "incapacity" else "pension_minimum_years", day
    )
    scheme: Scheme = (
        "voluntary"
        if compulsory < needed and facts.ground == "normal" and any(m.regime == "voluntary" for m in months)
        else "compulsory"
    )
    missing = max(needed - (total if scheme == "voluntary" else compulsory), 0)
    age = own_age(facts, law) if scheme == "compulsory" else _voluntary_age(facts, months, law)
    reached_on = _reached_on(facts, age, law)
    reasons = _reasons(facts, months, missing, reached_on, law)
    limit = law.at("pension_top_up_months", day)
    is_short = scheme == "compulsory" and [r.code for r in reasons] == ["months_missing"] and missing <= limit
    return Conditions(
        months=tuple(months),
        scheme=scheme,
        compulsory=compulsory,
        total=total,
        needed=needed,
        missing=missing,
        age=age,
        reached_on=reached_on,
        starts_on=_starts_on(facts, scheme, months, reached_on),
        early=months_early(facts, age.years_lower, law) if facts.ground == "incapacity" else 0,
        is_short=is_short,
        reasons=tuple(reasons),
    )


def counted_months(facts: Pension) -> list[CountedMonth]:
    """Every month that counts, oldest first; months paid at once follow the last one at its wage."""
    months = [month for month in months_of(facts.contributions) if month.regime in COUNTED]
    if months and facts.topped_up_months:
        last = ([month for month in months if month.regime in COMPULSORY] or months)[-1]
        first = months[-1].number + 1
        for number in range(first, first + facts.topped_up_months):
            regime = last.regime if last.regime != "maternity" else "compulsory"
            months.append(CountedMonth(number, last.wage, regime, 0, last.pay_coefficient))
    return months


def _voluntary_age(facts: Pension, months: list[CountedMonth], law: Parameters) -> Age:
    """The normal age; lower for long voluntary insurance begun before 2021 (Law 41/2024 art. 98)."""
    plain = facts.model_copy(update={"hazardous_months": 0, "coal_months": 0, "preschool_months": 0})
    age = own_age(plain, law)
    voluntary = [month for month in months if month.regime == "voluntary"]
    if facts.starts_on.year >= 2021 and voluntary[0].year < 2021 and len(voluntary) >= 240:
        years = law.at("pension_voluntary_early_age", facts.starts_on, facts.gender)
        return min(age, Age(birthday(facts.born_on, years), None, 0), key=lambda one: one.reached_on)
    return age


def _reached_on(facts: Pension, age: Age, law: Parameters) -> date:
    """The first day the age condition of the ground is met; a day of birth where no age is asked."""
    day = facts.starts_on
    if facts.ground == "occupational_hiv":
        return facts.born_on
    if facts.ground == "normal":
        return age.reached_on
    percent = facts.incapacity_percent or 0
    enough = law.at("pension_lower_age_months", day)
    if percent >= law.at("pension_incapacity_any_age", day) and facts.specially_hazardous_months >= enough:
        return facts.born_on
    steps = law.at("pension_incapacity_lower_age", day)
    years = max((years for step, years in steps.items() if percent >= int(step)), default=0)
    lower = lower_age_on(facts.born_on, facts.gender, years, law) if years else age.reached_on
    return min(lower, age.reached_on)


def _reasons(
    facts: Pension, months: list[CountedMonth], missing: int, reached_on: date, law: Parameters
) -> list[Reason]:
    if not months:
        return [NOTHING_PAID]
    reasons = []
    lowest = min(map(int, law.at("pension_incapacity_lower_age", facts.starts_on)))
    if facts.ground == "incapacity" and (facts.incapacity_percent or 0) < lowest:
        reasons.append(INCAPACITY_TOO_LOW)
    if reached_on > facts.starts_on:
        reasons.append(age_not_reached(reached_on))
    last_paid = month_name(months[-1].number - facts.topped_up_months)
    if facts.is_in_work and last_paid > f"{facts.starts_on:%Y-%m}":
        reasons.append(PAID_AFTER_START)
    if missing:
        reasons.append(months_missing(missing))
    return reasons


def _starts_on(facts: Pension, scheme: Scheme, months: list[CountedMonth], reached_on: date) -> date:
    """The day asked for; under voluntary rules, and after paying missing months, the first of a later month (arts. 69, 101)."""
    if not months or (scheme == "compulsory" and not facts.topped_up_months):
        return facts.starts_on
    paid_until = months[-1].number - facts.topped_up_months
    earliest = [date((paid_until + 1) // 12, (paid_until + 1) % 12 + 1, 1)]
    if scheme == "voluntary":
        earliest.append(add_months(reached_on.replace(day=1), 1))
    if facts.topped_up_on:
        earliest.append(add_months(facts.topped_up_on.replace(day=1), 1))
    asked = facts.starts_on if facts.starts_on.day == 1 else add_months(facts.starts_on.replace(day=1), 1)
    return max(asked, *earliest)
