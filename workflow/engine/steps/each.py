"""`each`: the same graph for every element of a list; every element ends in its own way, and events may add elements."""

from typing import TYPE_CHECKING, Any

from workflow.conditions import MISSING
from workflow.definition.models import EachStep
from workflow.engine.case import Scope, Token, Wait
from workflow.engine.errors import Invalid
from workflow.engine.steps.joining import is_enough

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
        _begin(turn, token, index, element)


def _begin(turn: "Turn", token: Token, index: int, element: Any) -> None:
    turn.open_scope(f"{token.path}[{index}]/", token.visit, {"row": element, "index": index})


def _elements(turn: "Turn", token: Token) -> list[Scope]:
    return [element for element in turn.case.scopes.values() if element.parent == token.visit]


def child_ended(turn: "Turn", token: Token, scope: str, outcome: str) -> None:
    still_open = token.attempt - 1
    if still_open and not _enough(turn, token):
        turn.change_token(token, attempt=still_open)
        return
    turn.cancel_below(f"{token.path}[")
    # Those cancelled keep their places: what was produced for an element is found by its number.
    rows = _rows(_elements(turn, token))
    turn.forget_below(f"{token.path}[")
    turn.complete(token, "completed", {"rows": rows})


def _rows(elements: list[Scope]) -> list[dict[str, Any]]:
    return [{**element.variables, "outcome": element.ended} for element in elements]


def _enough(turn: "Turn", token: Token) -> bool:
    step = turn.step_of(token)
    assert isinstance(step, EachStep)
    if step.until == "all":
        return False
    rows = _rows([element for element in _elements(turn, token) if element.ended is not None])
    return is_enough(turn, token.scope, step.until, len(rows), rows=rows)


def signalled(turn: "Turn", token: Token, name: str, data: dict[str, Any]) -> None:
    """One more element; an event that says again what is an element already adds none."""
    elements = _elements(turn, token)
    if all(element.variables["row"] != data for element in elements):
        token = turn.change_token(token, attempt=token.attempt + 1)
        _begin(turn, token, len(elements), data)
