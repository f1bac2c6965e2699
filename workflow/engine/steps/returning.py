"""`return`: results go back by post, at the counter or electronically; an undelivered parcel comes to an officer of the one-stop unit."""

from typing import TYPE_CHECKING

from workflow.definition.models import ReturnStep
from workflow.engine.case import PublicStatus, Token, Wait
from workflow.engine.commands import BookShipment, DeliverElectronically
from workflow.engine.errors import Invalid
from workflow.engine.events import DecisionMade, ShipmentReported, WorkCompleted
from workflow.engine.permission import RETURNER, check_person
from workflow.engine.steps.review import open_assignment, record

if TYPE_CHECKING:
    from workflow.engine.turn import Turn

ONE_STOP = "ONE_STOP"
ROLE = RETURNER
OUTCOMES = {
    "handing_over": ("handed_over",),
    "undelivered": ("send_again", "keep_at_counter"),
}
"""What the officer may decide, by stage."""


def enter(turn: "Turn", scope: str, name: str, step: ReturnStep) -> None:
    turn.stop_clock()
    if not turn.case.ended:
        turn.report(PublicStatus.SETTLED)
    way = turn.case.return_way if step.return_ == "chosen" else step.return_.value
    documents = documents_of(turn, scope, step)
    if not documents:
        turn.leave(scope, name, "returned", {"way": None})  # nothing was issued that could be handed over
    elif way == "counter":
        _ask_returner(turn, scope, name, "handing_over")
    elif way == "post":
        _ship(turn, scope, name, documents, attempt=1)
    else:
        token = turn.wait(scope, name, Wait.WORK, stage="electronic")
        turn.emit(DeliverElectronically(visit=token.visit, documents=documents))


def _ask_returner(turn: "Turn", scope: str, name: str, stage: str, attempt: int = 0) -> None:
    open_assignment(turn, scope, name, role=ROLE, unit=ONE_STOP, stage=stage, attempt=attempt)


def _ship(turn: "Turn", scope: str, name: str, documents: tuple[int, ...], attempt: int) -> None:
    token = turn.wait(scope, name, Wait.WORK, stage="shipping", attempt=attempt)
    turn.emit(BookShipment(visit=token.visit, attempt=attempt, documents=documents))


def documents_of(turn: "Turn", scope: str, step: ReturnStep) -> tuple[int, ...]:
    """The signed results to hand over: those of the named steps, else all; in a correction, what the correction made."""
    home = scope if turn.case.ended else ""
    return tuple(
        document.visit
        for document in turn.case.documents.values()
        if document.result
        and document.signed
        and document.step.startswith(home)
        and (not step.documents or document.step.rpartition("/")[2] in step.documents)
    )


def reported(turn: "Turn", token: Token, event: ShipmentReported) -> None:
    """News of a shipment; that of an earlier attempt, or news already acted on, changes nothing."""
    if token.stage != "shipping" or event.attempt != token.attempt:
        return
    if event.state == "booked":
        turn.remember(token.scope, f"{token.step}_shipment", {"item_code": event.item_code, "attempt": event.attempt})
    elif event.state == "delivered":
        turn.complete(token, "returned", {"way": "post", "item_code": event.item_code, "attempts": event.attempt})
    elif event.state == "undelivered":
        turn.remove(token)
        _ask_returner(turn, token.scope, token.step, "undelivered", token.attempt)


def worked(turn: "Turn", token: Token, event: WorkCompleted) -> None:
    if token.stage == "electronic":
        turn.complete(token, "returned", {"way": "electronic", **event.output})


def decided(turn: "Turn", token: Token, event: DecisionMade) -> None:
    """The return officer hands over, sends again, or keeps the result at the counter."""
    check_person(turn, token, event.by)
    allowed = OUTCOMES[token.stage or ""]
    if event.outcome not in allowed:
        raise Invalid("unknown-outcome", f"here one of: {', '.join(allowed)}")
    record(turn, token, event.by)
    if event.outcome == "handed_over":
        turn.complete(token, "returned", {"way": "counter", "to": event.fields.get("receiver"), "by": event.by.name})
        return
    turn.remove(token)
    if event.outcome == "keep_at_counter":
        _ask_returner(turn, token.scope, token.step, "handing_over", token.attempt)
        return
    step = turn.step_of(token)
    assert isinstance(step, ReturnStep)
    _ship(turn, token.scope, token.step, documents_of(turn, token.scope, step), token.attempt + 1)
