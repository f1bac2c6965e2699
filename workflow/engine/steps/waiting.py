"""`wait`: for a working duration or a moment, for an event, for a condition, or for whichever comes first."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from workflow.conditions import MISSING
from workflow.definition.models import WaitStep
from workflow.engine.case import Token, Wait
from workflow.engine.errors import Invalid
from workflow.engine.names import beside

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


ONCE = "once"
"""Stage of a token that waits for a condition."""


def enter(turn: "Turn", scope: str, name: str, step: WaitStep) -> None:
    kept = turn.take_signal(step.awaited) if step.kept else None
    if kept is not None:
        event, data = kept
        turn.leave(scope, name, step.outcome_of(event), data)
        return
    until = None
    if step.wait is not None:
        until = turn.procedure.calendar.due(turn.at, step.wait)
    elif step.until is not None:
        until = _moment(turn, scope, name, step.until.value(turn.names(scope)))
    token = turn.wait(scope, name, Wait.TIMER, stage=None if step.once is None else ONCE)
    if until is not None:
        turn.set_timer(f"step:{token.visit}", until)


def _moment(turn: "Turn", scope: str, name: str, value: Any) -> datetime:
    """A day means its beginning; a moment without zone is local time."""
    try:
        moment = (
            datetime.fromisoformat(value) if len(value) > 10 else datetime.combine(date.fromisoformat(value), time())
        )
    except (TypeError, ValueError):
        shown = "nothing" if value is MISSING else repr(value)
        raise Invalid("not-a-moment", f"step '{scope}{name}' waits until {shown}, not a day or moment") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=turn.at.tzinfo)


def fired(turn: "Turn", token: Token) -> None:
    turn.complete(token, "elapsed")


def signalled(turn: "Turn", token: Token, name: str, data: dict[str, Any]) -> None:
    step = turn.step_of(token)
    assert isinstance(step, WaitStep)
    turn.complete(token, step.outcome_of(name), data)


def watched(turn: "Turn") -> bool:
    """Let go on the first step whose condition has come to hold; whether there was one."""
    if not turn.procedure.watches or not turn.has_changed:
        return False
    for token in turn.case.tokens.values():
        if token.stage == ONCE and _holds(turn, token):
            turn.complete(token, "reached")
            return True
    return False


def _holds(turn: "Turn", token: Token) -> bool:
    """Whether what the step waits for is so; a condition that reads what is not there yet does not hold yet."""
    step = turn.step_of(token)
    assert isinstance(step, WaitStep)
    assert step.once is not None
    names = {**turn.names(token.scope), "beside": beside(turn.procedure, turn.case, token.scope)}
    try:
        return step.once.value(names) is True
    except ValueError as error:
        raise Invalid("does-not-fit", f"step '{token.path}': {error}") from error
