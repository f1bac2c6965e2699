"""`each`: the same graph for every element of a list; every element ends in its own way."""

from typing import TYPE_CHECKING

from workflow.conditions import MISSING
from workflow.definition.models import EachStep
from workflow.engine.case import Token, Wait
from workflow.engine.errors import Invalid

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: EachStep) -> None:
    elements = step.each.value(turn.names(scope))
    if elements is MISSING:
        elements = []
    if not isinstance(elements, list):
        raise Invalid("not-a-list", f"step '{scope}{name}': `{step.each.source}` is not a list")
    if not elements:
        turn.leave(scope, name, "completed", {"rows": []})
        return
    token = turn.wait(scope, name, Wait.CHILDREN, attempt=len(elements))  # `attempt` counts the elements still open
    for index, element in enumerate(elements):
        turn.open_scope(f"{scope}{name}[{index}]/", token.visit, {"row": element, "index": index})


def child_ended(turn: "Turn", token: Token, scope: str, outcome: str) -> None:
    still_open = token.attempt - 1
    if still_open:
        turn.change_token(token, attempt=still_open)
        return
    elements = [element for element in turn.case.scopes.values() if element.parent == token.visit]
    turn.forget_below(f"{token.path}[")
    rows = [{**element.variables, "outcome": element.ended} for element in elements]
    turn.complete(token, "completed", {"rows": rows})
