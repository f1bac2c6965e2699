"""Retirement ages: the normal one by month of birth, lower ones by the year of retirement (rules.md 5.1)."""

from dataclasses import dataclass
from datetime import date

from procedures.rules.dates import add_months
from procedures.rules.law import Parameters
from procedures.rules.pension_facts import Gender, Job, Pension

FIRST_YEAR, LAST_CHANGE = 1995, 2035  # the tables begin, and stand still from here on


@dataclass(frozen=True, slots=True)
class Age:
    """From which day the age allows a pension without reduction; `job` is the work that lowers it, if any."""

    reached_on: date
    job: Job | None
    years_lower: int


def own_age(facts: Pension, law: Parameters) -> Age:
    """The age that applies to the person's own work (Law 41/2024 art. 64.1; Labour Code art. 169)."""
    day = facts.starts_on
    ages = [Age(normal_age_on(facts.born_on, facts.gender, day, law), None, 0)]
    needed = law.at("pension_lower_age_months", day)
    for job, years in law.at("pension_lower_age", day).items():
        if facts.months_in(job) >= needed:
            ages.append(Age(lower_age_on(facts.born_on, facts.gender, years, law), job, years))
    return min(ages, key=lambda age: age.reached_on)


def normal_age_on(born_on: date, gender: Gender, day: date, law: Parameters) -> date:
    """The day the normal age is reached, by the month of birth."""
    ages = law.at("retirement_age", day, gender)
    born = f"{born_on:%Y-%m}"
    return add_months(born_on, in_months(ages[max(start for start in ages if start <= born)]))


def lower_age_on(born_on: date, gender: Gender, years: int, law: Parameters) -> date:
    """The first day so many years before the normal age of the year it falls in.

    "Lower" is measured from the age in force when the person retires, which rises from year to year.
    """
    for year in range(max(born_on.year + 40, FIRST_YEAR), LAST_CHANGE):
        age = in_months(law.entry("retirement_age_by_year", date(year, 12, 31)).value[gender])
        reached_on = max(add_months(born_on, age - 12 * years), date(year, 1, 1))
        if reached_on.year == year:
            return reached_on
    return add_months(born_on, age_of_year(LAST_CHANGE, gender, law) - 12 * years)


def age_of_year(year: int, gender: Gender, law: Parameters) -> int:
    """The normal age of a year of retirement, in months."""
    return in_months(law.at("retirement_age_by_year", date(year, 12, 31), gender))


def in_months(age: str) -> int:
    """`56-08` as 680 months."""
    years, months = map(int, age.split("-"))
    return 12 * years + months


def months_early(facts: Pension, lower: int, law: Parameters) -> int:
    """Whole months from the start to the age of that year, less the years the person's own work lowers it by."""
    age = age_of_year(facts.starts_on.year, facts.gender, law) - 12 * lower
    reached_on = add_months(facts.born_on, age)
    months = (reached_on.year - facts.starts_on.year) * 12 + reached_on.month - facts.starts_on.month
    while months > 0 and add_months(facts.starts_on, months) > reached_on:
        months -= 1
    return max(months, 0)
