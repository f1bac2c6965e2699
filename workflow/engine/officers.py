"""What officers do with the steps that ask them: claim, release, decide, ask for a supplement."""

from workflow.definition.models import ReviewStep
from workflow.engine import events, legal_clock
from workflow.engine.case import ClockState, PublicStatus, Supplement, Token
from workflow.engine.commands import CancelVisit
from workflow.engine.errors import Conflict, Invalid, NotPermitted
from workflow.engine.permission import check_holder, check_person
from workflow.engine.steps import produce, react
from workflow.engine.turn import Turn


def claimed(turn: Turn, event: events.AssignmentClaimed) -> None:
    """One officer holds a step at a time; whoever acts for the holder may take over."""
    token = turn.assignment(event.visit)
    check_holder(token, event.by)
    if token.holder is not None and token.holder.id == event.by.id:
        return
    check_person(turn, token, event.by)
    turn.update_assignment(token, holder=event.by)
    if turn.case.status is PublicStatus.ACCEPTED:
        turn.report(PublicStatus.PROCESSING, by=event.by)


def released(turn: Turn, event: events.AssignmentReleased) -> None:
    """Back to the queue of the unit."""
    token = turn.assignment(event.visit)
    if token.holder is None:
        raise Conflict("not-held", f"{event.by.name} does not hold this step")
    check_holder(token, event.by)
    turn.update_assignment(token, holder=None)


def decided(turn: Turn, event: events.DecisionMade) -> None:
    """A decision closes the assignment; it need not have been claimed before."""
    token = turn.assignment(event.visit)
    if token.parked:
        raise Conflict(
            "waits-for-applicant", "a supplement is asked for; the step goes on when the applicant has answered"
        )
    if turn.case.suspended:
        raise Conflict("suspended", "the dossier is suspended; resume it first")
    check_holder(token, event.by)
    turn.emit(CancelVisit(visit=token.visit))
    react(turn, token, "decided", event)


def supplement_requested(turn: Turn, event: events.SupplementRequested) -> None:
    """One request for everything missing, with reasons; how many rounds the law allows is in the definition."""
    token = turn.assignment(event.visit)
    _may_ask(turn, token, event)
    _check_items(turn, event)
    rule = turn.procedure.definition.supplement
    until = turn.procedure.calendar.due(event.at, rule.window)
    turn.put(
        supplement=Supplement(visit=token.visit, items=event.items, asked_at=event.at, asked_by=event.by, until=until),
        supplement_rounds=turn.case.supplement_rounds + 1,
    )
    turn.update_assignment(token, parked=True, holder=token.holder or event.by, due_at=None)
    turn.use_clock(legal_clock.paused(turn.case.clock, event.at, turn.procedure.calendar))
    turn.set_timer("supplement", until)
    values = {
        "items": [item.model_dump() for item in event.items],
        "note": event.note,
        "until": until.date().isoformat(),
        "officer": event.by.name,
    }
    produce.errand(turn, "supplement-request", values, series="supplement", signer=event.by.id)
    note = event.note or "Yêu cầu bổ sung, hoàn thiện hồ sơ"
    turn.report(PublicStatus.SUPPLEMENT, note=note, by=event.by, items=event.items)


def _may_ask(turn: Turn, token: Token, event: events.SupplementRequested) -> None:
    case = turn.case
    if not isinstance(turn.step_of(token), ReviewStep) or case.clock.state is ClockState.STOPPED:
        raise Conflict("already-decided", "the dossier is decided; nothing more can be asked for")
    if case.supplement is not None:
        raise Conflict("supplement-open", "a supplement is already asked for")
    if case.suspended:
        raise Conflict("suspended", "the dossier is suspended; resume it first")
    check_holder(token, event.by)
    check_person(turn, token, event.by)
    rounds = turn.procedure.definition.supplement.rounds
    if case.supplement_rounds >= rounds:
        raise NotPermitted("supplement-rounds", f"a supplement may be asked for {rounds} time(s); that is used up")


def _check_items(turn: Turn, event: events.SupplementRequested) -> None:
    if not event.items or any(
        (item.field is None) == (item.component is None) or not item.reason.strip() for item in event.items
    ):
        raise Invalid("supplement-items", "name each missing field or paper, each with its reason")
    known = turn.procedure.definition.components
    unknown = [item.component for item in event.items if item.component is not None and item.component not in known]
    if unknown:
        raise Invalid("unknown-component", f"this procedure has no component {', '.join(unknown)}")
