"""`wait`: for a working duration or a moment, for a named event, or for whichever comes first."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from workflow.conditions import MISSING
from workflow.definition.models import WaitStep
from workflow.engine.case import Token, Wait
from workflow.engine.errors import Invalid

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: WaitStep) -> None:
    until = None
    if step.wait is not None:
        until = turn.procedure.calendar.due(turn.at, step.wait)
    elif step.until is not None:
        until = _moment(turn, scope, name, step.until.value(turn.names(scope)))
    token = turn.wait(scope, name, Wait.TIMER)
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
    if step.event == name:
        turn.complete(token, "arrived", data)
