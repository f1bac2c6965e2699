"""The monthly allowance of commune cadres of Decree 09/1998 who waited for their age (procedure 14).

No text of the decree was found: conditions and rate are parameters marked unverified.
"""

from datetime import date
from fractions import Fraction

from pydantic import Field

from procedures.rules.dates import birthday
from procedures.rules.history import half_years
from procedures.rules.law import Parameters
from procedures.rules.pension_facts import Gender
from procedures.rules.pension_lines import comma, line, plain_line, point
from procedures.rules.pension_raises import raises
from procedures.rules.pension_reasons import age_not_reached, months_missing
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Reason, Working, whole_dong


class Waiting(Facts):
    """What the waiting certificate says of a commune cadre."""

    starts_on: date
    birth: str = Field(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="day of birth; a missing day or month is the first"
    )
    gender: Gender
    months: int = Field(ge=0, description="months of service that count, by the certificate")
    average: int = Field(
        ge=0, description="average living allowance of the last five years, as restated on `average_on`"
    )
    average_on: date = Field(description="the day the average was restated for; raises after it are added")


@rule(outcomes=("granted", "denied"))
def allowance(facts: Waiting, law: Parameters) -> Working:
    """Rate by years on the average, then every raise since it was restated. `values`: rate, years, pension, starts_on."""
    reached_on = birthday(
        date.fromisoformat(f"{facts.birth}-01-01"[:10]), law.at("commune_cadre_age", facts.starts_on, facts.gender)
    )
    needed = 12 * law.at("commune_cadre_years", facts.starts_on)
    reasons: list[Reason] = []
    if reached_on > facts.starts_on:
        reasons.append(age_not_reached(reached_on))
    if facts.months < needed:
        reasons.append(months_missing(needed - facts.months))
    values = {
        "age_reached_on": reached_on.isoformat(),
        "starts_on": facts.starts_on.isoformat(),
        "months": facts.months,
    }
    if reasons:
        return Working(outcome="denied", amount=0, values={**values, "pension": 0}, reasons=tuple(reasons))
    table = law.find("commune_cadre_rate", facts.starts_on)
    years = Fraction(half_years(facts.months), 2)
    more = years - table.value["years"]
    percent = min(table.value["base"] + table.value["step"] * more, Fraction(table.value["most"]))
    first = whole_dong(facts.average * percent / 100)
    # A certificate restates the average for people still waiting, so they share the raises of those already paid.
    steps = list(raises(first, facts.average_on, facts.starts_on, facts.average_on, law))
    pension = steps[-1].amount if steps else first
    vi = f"{table.value['years']} năm đầu {table.value['base']}%, thêm {comma(more)} năm × {table.value['step']}%"
    en = f"First {table.value['years']} years {table.value['base']} %, {point(more)} more × {table.value['step']} %"
    return Working(
        outcome="granted",
        amount=pension,
        values={**values, "years": point(years), "rate": float(percent), "pension": pension},
        lines=(
            plain_line("Mức sinh hoạt phí bình quân", "Average living allowance", facts.average),
            line(vi, en, comma(percent), "%", table),
            plain_line(f"Trợ cấp hằng tháng: {comma(percent)}% × mức bình quân", "Monthly allowance", first),
            *(step.line for step in steps),
        ),
    )
