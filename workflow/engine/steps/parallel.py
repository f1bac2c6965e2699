"""`parallel`: branches side by side, joined on all, any, a number of them, or a condition; the rest are cancelled."""

from typing import TYPE_CHECKING, Any

from workflow.conditions import Condition
from workflow.definition.models import ParallelStep
from workflow.engine.case import Token, Wait

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ParallelStep) -> None:
    token = turn.wait(scope, name, Wait.CHILDREN)
    for branch in step.parallel:
        turn.open_scope(f"{scope}{name}.{branch}/", token.visit)


def child_ended(turn: "Turn", token: Token, scope: str, outcome: str) -> None:
    step = turn.step_of(token)
    assert isinstance(step, ParallelStep)
    branches = {branch: turn.case.scopes[f"{token.path}.{branch}/"] for branch in step.parallel}
    ended = {
        branch: {**value.variables, "outcome": value.ended}
        for branch, value in branches.items()
        if value.ended is not None
    }
    if len(ended) == len(branches) or _enough(turn, token, step, ended):
        turn.cancel_below(f"{token.path}.")
        turn.complete(token, "completed", {"branches": ended})


def _enough(turn: "Turn", token: Token, step: ParallelStep, ended: dict[str, Any]) -> bool:
    if step.until == "all":
        return False
    if step.until == "any":
        return True
    if isinstance(step.until, Condition):
        # A condition that reads a branch still open does not hold yet.
        return step.until.value({**turn.names(token.scope), "branches": ended, "count": len(ended)}) is True
    return len(ended) >= int(step.until)
