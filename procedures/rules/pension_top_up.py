"""What the few missing months cost that may be paid at once to reach a pension (Law 41/2024 art. 33.7)."""

from datetime import date

from pydantic import Field

from procedures.rules.history import COMPULSORY, ContributionPeriod, months_of
from procedures.rules.law import Parameters
from procedures.rules.pension_lines import line
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working, whole_dong


class Missing(Facts):
    """Months that are missing, and the history whose last wage they are paid on."""

    months: int = Field(ge=1, description="`months_missing` of pension.benefit, when it ends `short`")
    contributions: tuple[ContributionPeriod, ...]
    offered_on: date = Field(description="day of the offer; it picks the rate")


@rule(outcomes=("payable",))
def cost(facts: Missing, law: Parameters) -> Working:
    """Months × both parties' rate × the last compulsory wage. `values`: wage, months, monthly; `amount` for all months."""
    wages = [month.wage for month in months_of(facts.contributions) if month.regime in COMPULSORY]
    wage = wages[-1] if wages else 0
    share = law.find("pension_top_up_rate", facts.offered_on)
    monthly = wage * law.number("pension_top_up_rate", facts.offered_on) / 100
    amount = whole_dong(monthly * facts.months)
    vi = f"Đóng một lần {facts.months} tháng còn thiếu × {share.value}% tiền lương cuối"
    en = f"{facts.months} missing months × {share.value} % of the last wage"
    return Working(
        outcome="payable",
        amount=amount,
        values={"wage": wage, "months": facts.months, "monthly": whole_dong(monthly)},
        lines=(line(vi, en, amount, "đồng", share),),
    )
