"""When enough branches or elements have ended that the rest need not be waited for."""

from typing import TYPE_CHECKING, Any

from workflow.conditions import Condition
from workflow.definition.models import Enough

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def is_enough(turn: "Turn", scope: str, until: Enough, ended: int, **names: Any) -> bool:
    """Whether `until` is fulfilled by so many ended; `names` are what a condition may read of them beside `count`."""
    if until == "all":
        return False
    if until == "any":
        return True
    if isinstance(until, Condition):
        # A condition that reads a branch still open does not hold yet.
        return until.value({**turn.names(scope), **names, "count": ended}) is True
    return ended >= int(until)
