"""`end`: this graph is over."""

from typing import TYPE_CHECKING

from workflow.definition.models import EndStep

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: EndStep) -> None:
    turn.end_scope(scope, step.end)
