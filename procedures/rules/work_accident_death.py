"""One-off allowance to the relatives of a worker who died by work accident or occupational disease (OSH law art. 53)."""

from datetime import date

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Working, whole_dong


class Death(Facts):
    """A death by accident or disease of work; that it is one is decided elsewhere."""

    died_on: date = Field(description="its month picks the base salary")


@rule(outcomes=("granted",))
def allowance(facts: Death, law: Parameters) -> Working:
    """So many base salaries of the month of death. `values`: amount."""
    factor, base = law.find("work_accident_death", facts.died_on), law.at("reference_level", facts.died_on)
    amount = whole_dong(law.number("work_accident_death", facts.died_on) * base)
    line = Line(
        label_vi=f"Trợ cấp chết do tai nạn lao động: {factor.value} × {base:,}".replace(",", "."),
        label_en=f"Death by work accident: {factor.value} × {base:,}",
        value=amount,
        unit="đồng",
        basis=factor.basis,
        parameter=factor.parameter,
        as_of=facts.died_on,
    )
    return Working(outcome="granted", amount=amount, values={"amount": amount}, lines=(line,))
