"""A critical section: a step whose inner graph runs for one dossier at a time among all that name the same key."""

from typing import TYPE_CHECKING

from workflow.conditions import MISSING, Expression
from workflow.engine.case import Token, Wait
from workflow.engine.commands import AcquireLock
from workflow.engine.events import WorkCompleted
from workflow.engine.turn import HELD

if TYPE_CHECKING:
    from workflow.engine.turn import Turn

ASKED = "lock"
"""Stage of a token that stands before its section and waits for its turn; inside it is HELD."""


def opened(turn: "Turn", scope: str, name: str, exclusive: Expression | None) -> Token | None:
    """A token inside the step; None when it has to wait for its turn. Without a key there is nobody to wait for."""
    key = exclusive.value(turn.names(scope)) if exclusive is not None else None
    if key is None or key is MISSING:
        return turn.wait(scope, name, Wait.CHILDREN)
    token = turn.wait(scope, name, Wait.WORK, stage=ASKED)
    turn.emit(AcquireLock(visit=token.visit, key=str(key)))
    return None


def entered(turn: "Turn", token: Token, event: WorkCompleted) -> Token | None:
    """The token inside its section, when it is this that was reported: nobody else holds the key now."""
    if token.stage != ASKED or event.kind != ASKED:
        return None
    return turn.change_token(token, waits_for=Wait.CHILDREN, stage=HELD)
