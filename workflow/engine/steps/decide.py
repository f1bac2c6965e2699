"""`decide`: the first branch whose condition holds."""

from typing import TYPE_CHECKING

from workflow.conditions import ExpressionError
from workflow.definition.models import DecideStep
from workflow.engine.errors import Invalid

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: DecideStep) -> None:
    names = turn.names(scope)
    try:
        target = next(
            (choice.target for choice in step.decide if choice.when is None or choice.when.holds(names)), None
        )
    except ExpressionError as error:
        raise Invalid("condition", f"step '{scope}{name}': {error}") from error
    if target is None:
        raise Invalid("no-branch", f"step '{scope}{name}': no branch holds for this dossier; give it an `otherwise`")
    turn.go(scope, target)
