"""`decide`: the first branch whose condition holds."""

from typing import TYPE_CHECKING

from workflow.definition.models import DecideStep
from workflow.engine.errors import Invalid

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: DecideStep) -> None:
    names = turn.names(scope)
    for choice in step.decide:
        if choice.when is None or choice.when.holds(names):
            turn.go(scope, choice.target)
            return
    raise Invalid("no-branch", f"step '{scope}{name}': no branch holds for this dossier; give it an `otherwise`")
