"""The step kinds, one file each: what entering a step does, and what becomes of it when something comes back.

A kind is a module with `enter(turn, scope, name, step)` and, where it waits, functions for what it waits for:
`worked` (automatic work), `fired` (its timer), `signalled`, `reported` (a shipment), `child_ended` (a graph inside).
"""

from types import ModuleType
from typing import TYPE_CHECKING

from workflow.definition.models import Step
from workflow.engine.case import Token
from workflow.engine.steps import (
    call,
    compute,
    decide,
    each,
    end,
    notify,
    parallel,
    pay,
    produce,
    request,
    returning,
    review,
    validate,
    waiting,
)

if TYPE_CHECKING:
    from workflow.engine.turn import Turn

KINDS: dict[str, ModuleType] = {
    "validate": validate,
    "review": review,
    "decide": decide,
    "compute": compute,
    "request": request,
    "parallel": parallel,
    "each": each,
    "call": call,
    "produce": produce,
    "pay": pay,
    "return": returning,
    "wait": waiting,
    "notify": notify,
    "end": end,
}


def enter(turn: "Turn", scope: str, name: str, step: Step) -> None:
    """A token arrives at a step."""
    KINDS[step.kind].enter(turn, scope, name, step)


def child_ended(turn: "Turn", token: Token, scope: str, outcome: str) -> None:
    """A graph inside the step of `token` reached an end."""
    KINDS[turn.step_of(token).kind].child_ended(turn, token, scope, outcome)


def react(turn: "Turn", token: Token, reaction: str, *details: object) -> bool:
    """Let the step of `token` react; False when its kind does not react to such a thing."""
    function = getattr(KINDS[turn.step_of(token).kind], reaction, None)
    if function is None:
        return False
    function(turn, token, *details)
    return True
