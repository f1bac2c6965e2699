"""What a request to adjust, cancel or end a benefit is about, in one place for the steps that follow (procedure 18)."""

from typing import Any, Literal

from procedures.rules.history import Month
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working


class Request(Facts):
    """What a request is about, as its form has it."""

    case: Literal["a_adjust", "b_cancel", "c_terminate", "d_identity_update"]
    concerns: Literal["monthly", "once"] | None = None
    benefit: str | None = None
    decision: dict[str, Any] | None = None
    ground: str | None = None
    effect_month: Month | None = None


@rule(outcomes=("identity", "monthly", "once"))
def asked(facts: Request, law: Parameters) -> Working:
    """The kind of request. `values` unless it is about identity data: kind, decision, ground, effect_month, and benefit
    where it is paid every month. Raises ValueError when one of them is missing, which the form does not let happen."""
    if facts.case == "d_identity_update":
        return Working(outcome="identity")
    if not (facts.concerns and facts.decision and facts.ground and facts.effect_month):
        raise ValueError(f"a request of case {facts.case} names a decision, a ground and a month")
    values = {
        "kind": facts.case,
        "decision": facts.decision,
        "ground": facts.ground,
        "effect_month": facts.effect_month,
        "benefit": facts.benefit,
    }
    shown = {name: value for name, value in values.items() if value is not None}
    return Working(outcome=facts.concerns, values=shown)
