"""`pay`: a payment order to the bank; over when every line is paid or rejected."""

from typing import TYPE_CHECKING

from workflow.conditions import MISSING
from workflow.definition.models import PayStep
from workflow.engine.case import Token, Wait
from workflow.engine.commands import OrderPayment
from workflow.engine.errors import Invalid
from workflow.engine.events import WorkCompleted

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: PayStep) -> None:
    payments = step.pay.value(turn.names(scope))
    if payments is MISSING or not isinstance(payments, list):
        raise Invalid("not-a-list", f"step '{scope}{name}': `{step.pay.source}` is not a list of payments")
    if not payments:
        turn.leave(scope, name, "paid", {"lines": []})
        return
    token = turn.wait(scope, name, Wait.WORK)
    turn.put(money_ordered=True)
    turn.emit(OrderPayment(visit=token.visit, payments=tuple(payments)))


def worked(turn: "Turn", token: Token, event: WorkCompleted) -> None:
    turn.settle(token, event.outcome, event.output)
