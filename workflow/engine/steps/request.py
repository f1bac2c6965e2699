"""`request`: a question to an outside register, with a time after which the dossier goes on without the answer."""

from typing import TYPE_CHECKING

from workflow.definition.models import RequestStep
from workflow.engine.case import Token, Wait
from workflow.engine.commands import CancelVisit, QueryRegister
from workflow.engine.events import WorkCompleted

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: RequestStep) -> None:
    parameters = turn.values(step.with_, scope)
    token = turn.wait(scope, name, Wait.WORK)
    turn.emit(QueryRegister(visit=token.visit, source=step.request, parameters=parameters))
    if step.within is not None:
        turn.set_timer(f"step:{token.visit}", turn.procedure.calendar.due(turn.at, step.within))


def worked(turn: "Turn", token: Token, event: WorkCompleted) -> None:
    turn.settle(token, event.outcome, event.output)


def fired(turn: "Turn", token: Token) -> None:
    turn.emit(CancelVisit(visit=token.visit))
    turn.complete(token, "no_answer")
