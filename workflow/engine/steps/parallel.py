"""`parallel`: branches side by side, joined on all, any, a number of them, or a condition; the rest are cancelled."""

from typing import TYPE_CHECKING

from workflow.definition.models import ParallelStep
from workflow.engine.case import Token
from workflow.engine.events import WorkCompleted
from workflow.engine.steps import section
from workflow.engine.steps.joining import is_enough

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ParallelStep) -> None:
    token = section.opened(turn, scope, name, step.exclusive)
    if token is not None:
        _begin(turn, token)


def worked(turn: "Turn", token: Token, event: WorkCompleted) -> None:
    inside = section.entered(turn, token, event)
    if inside is not None:
        _begin(turn, inside)


def _begin(turn: "Turn", token: Token) -> None:
    step = turn.step_of(token)
    assert isinstance(step, ParallelStep)
    conditions = {branch: graph.when for branch, graph in step.parallel.items()}
    names = turn.names(token.scope) if any(conditions.values()) else {}
    begun = [branch for branch, when in conditions.items() if when is None or when.holds(names)]
    for branch in begun:
        turn.open_scope(f"{token.path}.{branch}/", token.visit)
    if not begun:
        turn.complete(token, "completed", {"branches": {}})


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
