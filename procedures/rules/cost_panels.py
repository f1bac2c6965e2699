"""When a reimbursement goes to a panel of two departments before it is signed (procedure 22)."""

from datetime import date

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working


class Reimbursement(Facts):
    """An amount about to be approved."""

    amount: int
    decided_on: date


@rule(outcomes=("single", "panel"))
def needed(facts: Reimbursement, law: Parameters) -> Working:
    """Whether HI and FIN look at it together: from the agency's limit on. `values`: limit (đồng)."""
    limit = law.at("hi_panel_from", facts.decided_on)
    return Working(outcome="panel" if facts.amount >= limit else "single", values={"limit": limit})
