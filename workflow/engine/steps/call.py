"""`call`: a shared graph run in place, or a dossier of another procedure whose end is waited for."""

from typing import TYPE_CHECKING

from workflow.conditions import MISSING, Expression
from workflow.definition.models import CallStep
from workflow.engine.case import Token, Wait
from workflow.engine.commands import OpenDossier

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: CallStep) -> None:
    visit = turn.next_visit()
    if step.graph is not None:
        turn.wait(visit, scope, name, Wait.CHILDREN)
        turn.open_scope(f"{scope}{name}/", visit)
        return
    names = turn.names(scope)
    values = {key: Expression(source).value(names) for key, source in step.with_.items()}
    answers = {key: value for key, value in values.items() if value is not MISSING}
    turn.wait(visit, scope, name, Wait.DOSSIER)
    turn.emit(OpenDossier(visit=visit, procedure=step.call, answers=answers))


def child_ended(turn: "Turn", token: Token, scope: str, outcome: str) -> None:
    turn.complete(token, outcome, turn.scopes[scope].variables)


def dossier_ended(turn: "Turn", token: Token, dossier: str, ending: str) -> None:
    turn.complete(token, ending, {"dossier": dossier})
