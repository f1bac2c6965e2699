"""`parallel`: branches side by side, joined on all, any, a number of them, or a condition; the rest are cancelled."""

from typing import TYPE_CHECKING

from workflow.definition.models import ParallelStep
from workflow.engine.case import Token, Wait
from workflow.engine.steps.joining import is_enough

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ParallelStep) -> None:
    conditions = {branch: graph.when for branch, graph in step.parallel.items()}
    names = turn.names(scope) if any(conditions.values()) else {}
    begun = [branch for branch, when in conditions.items() if when is None or when.holds(names)]
    if not begun:
        turn.leave(scope, name, "completed", {"branches": {}})
        return
    token = turn.wait(scope, name, Wait.CHILDREN)
    for branch in begun:
        turn.open_scope(f"{scope}{name}.{branch}/", token.visit)


def child_ended(turn: "Turn", token: Token, scope: str, outcome: str) -> None:
    step = turn.step_of(token)
    assert isinstance(step, ParallelStep)
    known = {branch: turn.case.scopes.get(f"{token.path}.{branch}/") for branch in step.parallel}
    # A branch that was not begun this time may have been when the step was passed before.
    begun = {branch: value for branch, value in known.items() if value is not None and value.parent == token.visit}
    ended = {
        branch: {**value.variables, "outcome": value.ended}
        for branch, value in begun.items()
        if value.ended is not None
    }
    enough = is_enough(turn, token.scope, step.until, len(ended), branches=ended)
    if enough or len(ended) == len(begun):
        turn.cancel_below(f"{token.path}.")
        turn.complete(token, "completed", {"branches": ended})
