"""Taking back what was paid too much: at once, or in monthly instalments the receiver can bear (procedure 18)."""

from datetime import date

from pydantic import Field

from procedures.rules.history import month_name
from procedures.rules.law import Parameters
from procedures.rules.monthly_list import reached
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Working


class Debt(Facts):
    """An amount to be recovered and how the debtor would like to pay it."""

    amount: int = Field(gt=0, description="đồng")
    monthly: int = Field(0, ge=0, description="benefit still paid each month; instalments are taken off it")
    wanted: int = Field(1, ge=1, description="instalments asked for")
    decided_on: date = Field(description="day of the plan; it picks the limits and the first month")


@rule(outcomes=("once", "instalments"))
def plan(facts: Debt, law: Parameters) -> Working:
    """When which part is to be paid back. `values`: instalments (month, amount), count, each.

    While a benefit runs, no instalment takes more of it than its share; when that needs more instalments than were asked
    for there are more, and only the greatest number allowed limits the share.
    """
    limits = law.find("recovery_instalments", facts.decided_on)
    count = min(max(facts.wanted, _needed(facts, limits.value["percent"])), limits.value["most"])
    each = -(-facts.amount // count)
    count = -(-facts.amount // each)
    first, _, _ = reached(facts.decided_on, law)
    parts = [min(each, facts.amount - each * index) for index in range(count)]
    instalments = [{"month": month_name(first + index), "amount": part} for index, part in enumerate(parts)]
    line = Line(
        label_vi=f"Thu hồi trong {count} kỳ, mỗi kỳ tối đa {limits.value['percent']}% mức hưởng tháng",
        label_en=f"Recovered in {count} instalments",
        value=each,
        unit="đồng",
        basis=limits.basis,
        parameter=limits.parameter,
        as_of=facts.decided_on,
    )
    return Working(
        outcome="once" if count == 1 else "instalments",
        amount=facts.amount,
        values={"instalments": instalments, "count": count, "each": each},
        lines=(line,),
    )


def _needed(facts: Debt, percent: int) -> int:
    """Instalments needed so that none takes more than the share of a running benefit; one when nothing runs."""
    bearable = facts.monthly * percent // 100
    return -(-facts.amount // bearable) if bearable else 1
