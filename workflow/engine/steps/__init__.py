"""The step kinds, one file each: what entering a step does, and what becomes of it when something comes back.

A kind is a module with `enter(turn, scope, name, step)` and, where it waits, functions for what it waits for:
`worked` (automatic work), `fired` and `reminded` (its timers), `signalled`, `reported` (a shipment), `decided` (a person),
`child_ended` (a graph inside).
"""

from types import ModuleType
from typing import TYPE_CHECKING

from workflow.engine.case import Token, Wait
from workflow.engine.errors import Conflict, Invalid
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

LONGEST_RUN = 100_000
"""Steps one event may set off before the engine says that the definition goes round for ever."""


def run(turn: "Turn") -> None:
    """Enter steps and close graphs until every token waits; nothing begins while the dossier is suspended.

    Raises Invalid where the values at hand do not fit an expression, a rule or a command of the definition.
    """
    for _ in range(LONGEST_RUN):
        if not turn.next and not waiting.watched(turn):
            return
        what, scope, word = turn.next.popleft()
        turn.ahead = 0
        try:
            if what == "ended":
                _close(turn, scope, word)
            elif turn.case.suspended:
                turn.wait(scope, word, Wait.RESUMPTION)
            else:
                _enter(turn, scope, word)
        except ValueError as error:
            raise Invalid("does-not-fit", f"step '{scope}{word}': {error}") from error
    raise Conflict("endless", "the steps lead round without anybody or any time to wait for")


def react(turn: "Turn", token: Token, reaction: str, *details: object) -> None:
    """Let the step of `token` react, if its kind reacts to such a thing."""
    function = getattr(KINDS[turn.step_of(token).kind], reaction, None)
    if function is not None:
        function(turn, token, *details)


def _enter(turn: "Turn", scope: str, name: str) -> None:
    step = turn.graph(scope).steps[name]
    if step.clock == "start":
        turn.start_clock()
    elif step.clock == "stop":
        turn.stop_clock()
    KINDS[step.kind].enter(turn, scope, name, step)


def _close(turn: "Turn", scope: str, outcome: str) -> None:
    """A graph reached its end: the step around it hears of it."""
    parent = turn.case.scopes[scope].parent
    assert parent is not None
    react(turn, turn.case.tokens[parent], "child_ended", scope, outcome)
