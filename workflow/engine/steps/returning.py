"""`return`: results go back by post, at the counter or electronically; an undelivered parcel comes to an officer of the one-stop unit."""

from typing import TYPE_CHECKING

from workflow.definition.models import ReturnStep
from workflow.engine.case import PublicStatus, Token, Wait
from workflow.engine.commands import BookShipment, DeliverElectronically
from workflow.engine.errors import Invalid
from workflow.engine.events import DecisionMade, ShipmentReported, WorkCompleted
from workflow.engine.steps.review import check_person, open_assignment, record

if TYPE_CHECKING:
    from workflow.engine.turn import Turn

ONE_STOP = "ONE_STOP"
ROLE = "returner"
OUTCOMES = {
    "handing_over": ("handed_over",),
    "undelivered": ("send_again", "keep_at_counter"),
}
"""What the officer may decide, by stage."""


def enter(turn: "Turn", scope: str, name: str, step: ReturnStep) -> None:
    turn.stop_clock()
    if not scope.startswith("correction["):
        turn.report(PublicStatus.SETTLED)
    way = turn.return_way if step.return_ == "chosen" else step.return_.value
    documents = documents_of(turn, scope, step)
    visit = turn.next_visit()
    if way == "counter":
        open_assignment(turn, visit, scope, name, role=ROLE, unit=ONE_STOP, stage="handing_over")
    elif way == "post":
        turn.wait(visit, scope, name, Wait.WORK, stage="shipping", attempt=1)
        turn.emit(BookShipment(visit=visit, attempt=1, documents=documents))
    else:
        turn.wait(visit, scope, name, Wait.WORK, stage="electronic")
        turn.emit(DeliverElectronically(visit=visit, documents=documents))


def documents_of(turn: "Turn", scope: str, step: ReturnStep) -> tuple[int, ...]:
    """The signed results to hand over: those of the named steps, else all, without those a correction replaced."""
    replaced = {document.replaces for document in turn.documents.values() if document.signed}
    chosen = [
        document.visit
        for document in turn.documents.values()
        if document.result
        and document.signed
        and document.visit not in replaced
        and (not step.documents or document.step.rpartition("/")[2] in step.documents)
    ]
    if scope.startswith("correction["):
        chosen = [visit for visit in chosen if turn.documents[visit].step.startswith(scope)]
    return tuple(chosen)


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
        open_assignment(turn, turn.next_visit(), token.scope, token.step, role=ROLE, unit=ONE_STOP, stage="undelivered")
        turn.change_token(turn.tokens[turn.visits], attempt=token.attempt)


def worked(turn: "Turn", token: Token, event: WorkCompleted) -> None:
    if token.stage == "electronic":
        turn.complete(token, "returned", {"way": "electronic", **event.output})


def decided(turn: "Turn", token: Token, event: DecisionMade) -> None:
    """The return officer hands over, sends again, or keeps the result at the counter."""
    check_person(turn, token, ROLE, event.by)
    allowed = OUTCOMES[token.stage or ""]
    if event.outcome not in allowed:
        raise Invalid("unknown-outcome", f"here one of: {', '.join(allowed)}")
    record(turn, token, event.by)
    if event.outcome == "handed_over":
        turn.complete(token, "returned", {"way": "counter", "to": event.fields.get("receiver"), "by": event.by.name})
        return
    turn.remove(token)
    visit = turn.next_visit()
    if event.outcome == "keep_at_counter":
        open_assignment(turn, visit, token.scope, token.step, role=ROLE, unit=ONE_STOP, stage="handing_over")
        return
    step = turn.graph(token.scope).steps[token.step]
    assert isinstance(step, ReturnStep)
    attempt = token.attempt + 1
    turn.wait(visit, token.scope, token.step, Wait.WORK, stage="shipping", attempt=attempt)
    turn.emit(BookShipment(visit=visit, attempt=attempt, documents=documents_of(turn, token.scope, step)))
