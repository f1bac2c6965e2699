"""`call`: a shared graph run in place, or a dossier of another procedure whose end is waited for."""

from typing import TYPE_CHECKING

from workflow.definition.models import CallStep
from workflow.engine.case import Token, Wait
from workflow.engine.commands import OpenDossier
from workflow.engine.events import CalledDossierEnded, WorkCompleted
from workflow.engine.steps import section

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: CallStep) -> None:
    if step.graph is not None:
        inside = section.opened(turn, scope, name, step.exclusive)
        if inside is not None:
            turn.open_scope(f"{inside.path}/", inside.visit)
    else:
        answers = turn.values(step.answers, scope)
        token = turn.wait(scope, name, Wait.DOSSIER)
        turn.emit(OpenDossier(visit=token.visit, procedure=step.call, answers=answers))


def worked(turn: "Turn", token: Token, event: WorkCompleted) -> None:
    inside = section.entered(turn, token, event)
    if inside is not None:
        turn.open_scope(f"{inside.path}/", inside.visit)


def child_ended(turn: "Turn", token: Token, scope: str, outcome: str) -> None:
    turn.complete(token, outcome, turn.case.scopes[scope].variables)


def dossier_ended(turn: "Turn", token: Token, event: CalledDossierEnded) -> None:
    turn.settle(token, event.ending, {"dossier": event.dossier})
