"""When an amount needs a second pair of eyes before it goes to the director."""

from datetime import date
from typing import Literal

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working


class Amount(Facts):
    """An amount about to be approved."""

    benefit: Literal["lump_sum"]
    amount: int
    decided_on: date


@rule(outcomes=("single", "double"))
def needed(facts: Amount, law: Parameters) -> Working:
    """Whether a second review is needed: from the limit on, when the agency has set one. `values`: limit."""
    limit = law.at("second_review_from", facts.decided_on, facts.benefit)
    is_double = limit is not None and facts.amount >= limit
    return Working(outcome="double" if is_double else "single", values={"limit": limit})
