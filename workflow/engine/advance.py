"""`advance`: apply one event to a case. The whole life of a dossier can be read from here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from workflow.definition.models import Ending, ReviewStep
from workflow.engine import events, legal_clock
from workflow.engine.case import Case, ClockState, PublicStatus, Supplement, Token, Wait
from workflow.engine.commands import CancelVisit, Command, SendNotice, UpdateAssignment
from workflow.engine.errors import Conflict, Invalid, NotPermitted
from workflow.engine.events import Actor, Event
from workflow.engine.procedure import Procedure
from workflow.engine.steps import call, produce, react, review
from workflow.engine.turn import Turn

SUPERVISOR = "head"
"""Role that reassigns, suspends, apologises, corrects and settles incidents, in the unit concerned."""


def advance(procedure: Procedure, case: Case, event: Event) -> tuple[Case, list[Command]]:
    """Apply one event: the case as it then stands, and what must now be done.

    Machine events that come late or twice change nothing: the very same case comes back, without commands.
    Acts of people that do not fit raise NotPermitted, Conflict or Invalid, so that they can be told why.
    """
    turn = Turn(procedure, case, event.at)
    HANDLERS[type(event)](turn, event)
    turn.run()
    return turn.close()


def fold(procedure: Procedure, case: Case, journal: list[Event]) -> Case:
    """The case a journal leads to."""
    for event in journal:
        case, _ = advance(procedure, case, event)
    return case


# --- The applicant ---------------------------------------------------------------------------------------------------


def submitted(turn: Turn, event: events.DossierSubmitted) -> None:
    if turn.submitted_at is not None:
        return
    turn.put(
        channel=event.channel, applicant=event.applicant, return_way=event.return_way, submitted_at=event.at,
        form=event.answers, papers=event.papers, faults=event.faults, duplicates=event.duplicates,
    )  # fmt: skip
    turn.report(PublicStatus.REGISTERED)
    turn.open_scope("", None)


def supplement_received(turn: Turn, event: events.SupplementReceived) -> None:
    """The dossier goes back to the officer who asked; the clock runs again as the definition's law says."""
    supplement = turn.supplement
    if supplement is None:
        raise Conflict("no-supplement", "no supplement is asked for, or its time has passed")
    kept = {paper.component for paper in event.papers}
    papers = (*(paper for paper in turn.papers if paper.component not in kept), *event.papers)
    turn.put(form=event.answers, papers=papers, faults=event.faults, supplement=None)
    turn.cancel_timer("supplement")
    how = turn.procedure.definition.supplement.clock
    turn.use_clock(legal_clock.resumed(turn.clock, event.at, turn.procedure.calendar, how))
    token = turn.change_token(turn.tokens[supplement.visit], parked=False)
    turn.emit(UpdateAssignment(visit=token.visit, officer=token.holder.id if token.holder else None, unit=token.unit))
    if turn.clock.accepted_at is not None:
        turn.report(PublicStatus.PROCESSING)
    else:
        turn.put(
            status=PublicStatus.REGISTERED
        )  # the portal has no way from 5 back to 1; it knows, the answer came through it


def withdrawn(turn: Turn, event: events.DossierWithdrawn) -> None:
    """Possible until the dossier is decided and until money has been ordered."""
    _must_be_open(turn)
    if turn.clock.state is ClockState.STOPPED:
        raise Conflict("already-decided", "the dossier is decided; it can no longer be withdrawn")
    if any(turn.step_of(token).kind == "pay" for token in turn.tokens.values()):
        raise Conflict("payment-ordered", "the payment is already ordered; the dossier can no longer be withdrawn")
    turn.end(Ending.WITHDRAWN)


# --- Officers --------------------------------------------------------------------------------------------------------


def claimed(turn: Turn, event: events.AssignmentClaimed) -> None:
    token = _assignment(turn, event.visit)
    if token.holder is not None:
        if token.holder.id == event.by.id:
            return
        raise Conflict("already-claimed", f"{token.holder.name} already works on this step")
    _check_person(turn, token, event.by)
    turn.change_token(token, holder=event.by)
    turn.emit(UpdateAssignment(visit=token.visit, officer=event.by.id, unit=token.unit, parked=token.parked))
    if turn.status is PublicStatus.ACCEPTED:
        turn.report(PublicStatus.PROCESSING)


def released(turn: Turn, event: events.AssignmentReleased) -> None:
    token = _assignment(turn, event.visit)
    if token.holder is None or token.holder.id != event.by.id:
        raise Conflict("not-held", f"{event.by.name} does not hold this step")
    turn.change_token(token, holder=None)
    turn.emit(UpdateAssignment(visit=token.visit, officer=None, unit=token.unit, parked=token.parked))


def reassigned(turn: Turn, event: events.AssignmentReassigned) -> None:
    token = _assignment(turn, event.visit)
    _supervises(event.by, token.unit)
    _reason(event.reason)
    _check_person(turn, token, event.to)
    turn.change_token(token, holder=event.to)
    turn.emit(UpdateAssignment(visit=token.visit, officer=event.to.id, unit=token.unit, parked=token.parked))


def transferred(turn: Turn, event: events.DossierTransferred) -> None:
    token = _assignment(turn, event.visit)
    _supervises(event.by, token.unit)
    _reason(event.reason)
    turn.change_token(token, holder=None, unit=event.unit)
    turn.emit(UpdateAssignment(visit=token.visit, officer=None, unit=event.unit, parked=token.parked))


def decided(turn: Turn, event: events.DecisionMade) -> None:
    token = _assignment(turn, event.visit)
    if token.parked:
        raise Conflict(
            "waits-for-applicant", "a supplement is asked for; the step goes on when the applicant has answered"
        )
    if turn.suspended:
        raise Conflict("suspended", "the dossier is suspended; resume it first")
    if token.holder is not None and token.holder.id != event.by.id:
        raise Conflict("held-by-other", f"{token.holder.name} works on this step")
    turn.emit(CancelVisit(visit=token.visit))
    react(turn, token, "decided", event)


def supplement_requested(turn: Turn, event: events.SupplementRequested) -> None:
    """One request for everything missing, with reasons; how many rounds the law allows is in the definition."""
    token = _assignment(turn, event.visit)
    if not isinstance(turn.step_of(token), ReviewStep):
        raise Conflict("decided", "the dossier is decided; nothing more can be asked for")
    if turn.supplement is not None:
        raise Conflict("supplement-open", "a supplement is already asked for")
    if token.holder is not None and token.holder.id != event.by.id:
        raise Conflict("held-by-other", f"{token.holder.name} works on this step")
    _check_person(turn, token, event.by)
    rule = turn.procedure.definition.supplement
    if turn.supplement_rounds >= rule.rounds:
        raise NotPermitted("supplement-rounds", f"a supplement may be asked for {rule.rounds} time(s); that is used up")
    if not event.items or any(
        (item.field is None) == (item.component is None) or not item.reason.strip() for item in event.items
    ):
        raise Invalid("supplement-items", "name each missing field or paper, each with its reason")
    known = turn.procedure.definition.components
    unknown = [item.component for item in event.items if item.component is not None and item.component not in known]
    if unknown:
        raise Invalid("unknown-component", f"this procedure has no component {', '.join(unknown)}")
    until = turn.procedure.calendar.due(event.at, rule.window)
    turn.put(
        supplement=Supplement(visit=token.visit, items=event.items, asked_at=event.at, asked_by=event.by, until=until),
        supplement_rounds=turn.supplement_rounds + 1,
    )
    turn.change_token(token, parked=True, holder=token.holder or event.by)
    turn.emit(
        UpdateAssignment(visit=token.visit, officer=turn.tokens[token.visit].holder.id, unit=token.unit, parked=True)
    )
    turn.use_clock(legal_clock.paused(turn.clock, event.at, turn.procedure.calendar))
    turn.set_timer("supplement", until)
    values = {
        "items": [item.model_dump() for item in event.items],
        "note": event.note,
        "until": until.date().isoformat(),
        "officer": event.by.name,
    }
    _errand(turn, "supplement-request", values)
    turn.report(
        PublicStatus.SUPPLEMENT, note=event.note or "Yêu cầu bổ sung, hoàn thiện hồ sơ", by=event.by, items=event.items
    )


def suspended(turn: Turn, event: events.DossierSuspended) -> None:
    _must_be_open(turn)
    _supervises(event.by, None)
    _reason(event.reason)
    if turn.suspended or turn.supplement is not None or turn.clock.state is not ClockState.RUNNING:
        raise Conflict("not-running", "only a dossier whose legal clock runs can be suspended")
    turn.put(suspended=True)
    turn.use_clock(legal_clock.paused(turn.clock, event.at, turn.procedure.calendar))
    turn.report(PublicStatus.STOPPED, note=event.reason, by=event.by)


def resumed(turn: Turn, event: events.DossierResumed) -> None:
    if not turn.suspended:
        raise Conflict("not-suspended", "the dossier is not suspended")
    _supervises(event.by, None)
    turn.put(suspended=False)
    turn.use_clock(legal_clock.resumed(turn.clock, event.at, turn.procedure.calendar))
    turn.report(PublicStatus.PROCESSING, note=event.reason, by=event.by)


def appointment_extended(turn: Turn, event: events.AppointmentExtended) -> None:
    _must_be_open(turn)
    _supervises(event.by, None)
    _reason(event.reason)
    clock = turn.clock
    if clock.state is not ClockState.RUNNING:
        raise Conflict("not-running", "the legal clock does not run; there is no date to move")
    if clock.appointment_at is not None:
        raise NotPermitted("second-apology", "the appointment was already moved once; the law allows no second time")
    if event.due_at <= event.at or event.due_at <= clock.due_at:
        raise Invalid("appointment-too-early", "the new appointment must lie after the present one and in the future")
    turn.put(clock=clock.model_copy(update={"appointment_at": event.due_at}))
    values = {
        "reason": event.reason,
        "old_due_at": clock.due_at.isoformat(),
        "new_due_at": event.due_at.isoformat(),
        "officer": event.by.name,
    }
    _errand(turn, "apology", values, series="apology", signer=event.by.id)
    turn.report(turn.status, note=f"Xin lỗi và hẹn lại ngày trả kết quả: {event.due_at:%d/%m/%Y}", by=event.by)


def result_corrected(turn: Turn, event: events.ResultCorrected) -> None:
    document = turn.documents.get(event.document)
    if document is None or not document.result or not document.signed:
        raise Conflict("no-such-result", "there is no issued result to correct")
    if turn.ending not in ("settled", "declined"):
        raise Conflict("not-ended", "a result can be corrected once the dossier has ended")
    if any(other.replaces == event.document for other in turn.documents.values()):
        raise Conflict("already-corrected", "this result is already replaced; correct its replacement")
    _supervises(event.by, None)
    _reason(event.reason)
    original = _produced_at(turn, document.step)
    number = turn.correction + 1
    turn.put(correction=number, ending=None)
    corrects = {
        "visit": event.document, "path": original, "scope": original[: original.rfind("/") + 1],
        "values": event.values, "reason": event.reason, "by": event.by.name,
    }  # fmt: skip
    turn.open_scope(f"correction[{number}]/", None, {"corrects": corrects})


def skipped(turn: Turn, event: events.StepSkipped) -> None:
    """A supervisor settles what automatic work could not."""
    token = turn.token(event.visit)
    if token is None or token.waits_for is Wait.PERSON or token.waits_for is Wait.CHILDREN:
        raise Conflict("not-waiting", "no automatic work is open for this step")
    _supervises(event.by, None)
    _reason(event.reason)
    allowed = turn.step_of(token).outcomes()
    if event.outcome not in allowed:
        raise Invalid("unknown-outcome", f"the step can end as: {', '.join(allowed)}")
    turn.emit(CancelVisit(visit=token.visit))
    turn.complete(token, event.outcome, {**event.output, "skipped_by": event.by.name, "reason": event.reason})


# --- Machines --------------------------------------------------------------------------------------------------------


def worked(turn: Turn, event: events.WorkCompleted) -> None:
    token = turn.token(event.visit)
    if token is None:
        document = turn.documents.get(event.visit)
        if document is not None and document.errand:
            produce.note_work(turn, event)
        return
    if token.waits_for is Wait.WORK:
        react(turn, token, "worked", event)


def shipment_reported(turn: Turn, event: events.ShipmentReported) -> None:
    token = turn.token(event.visit)
    if token is not None:
        react(turn, token, "reported", event)


def called_dossier_ended(turn: Turn, event: events.CalledDossierEnded) -> None:
    token = turn.token(event.visit)
    if token is not None and token.waits_for is Wait.DOSSIER:
        call.dossier_ended(turn, token, event.dossier, event.ending)


def signal_received(turn: Turn, event: events.SignalReceived) -> None:
    for token in list(turn.tokens.values()):
        if token.waits_for is Wait.TIMER and token.visit in turn.tokens:
            react(turn, token, "signalled", event.name, event.data)


def timer_fired(turn: Turn, event: events.TimerFired) -> None:
    """A timer of the case; one that was cancelled, replaced by a later moment, or has fired before does nothing."""
    due = turn.timers.get(event.timer)
    if due is None or event.at < due:
        return
    name, _, visit = event.timer.partition(":")
    turn.cancel_timer(event.timer)
    if name == "warn":
        _remind(turn, "deadline-near")
    elif name == "due":
        turn.put(clock=turn.clock.model_copy(update={"overdue": True}))
        _remind(turn, "deadline-passed")
    elif name == "supplement":
        _supplement_expired(turn)
    elif (token := turn.token(int(visit))) is not None:
        react(turn, token, "reminded" if name == "remind" else "fired")


def _supplement_expired(turn: Turn) -> None:
    """Silence: the case is stopped, with a notice (form 05)."""
    supplement = turn.supplement
    assert supplement is not None
    values = {"items": [item.model_dump() for item in supplement.items], "until": supplement.until.date().isoformat()}
    _errand(turn, "stop-notice", {**values, "officer": supplement.asked_by.name})
    turn.end(Ending.EXPIRED)


def _remind(turn: Turn, template: str) -> None:
    """Tell whoever holds the dossier now, and the heads of the units it lies with."""
    due: datetime | None = turn.clock.promised_at or turn.clock.due_at
    values = {"dossier": turn.code, "due_at": due.isoformat() if due else None}
    holders = {f"officer:{token.holder.id}" for token in turn.tokens.values() if token.holder}
    for to in sorted(holders | {SUPERVISOR}):
        turn.emit(SendNotice(visit=turn.next_visit(), template=template, to=to, values=values))


# --- What several of them need ---------------------------------------------------------------------------------------


def _errand(
    turn: Turn, template: str, values: dict[str, Any], *, series: str | None = None, signer: str | None = None
) -> None:
    """A paper about the dossier that no token waits for."""
    produce.produce_document(
        turn, turn.next_visit(), template.replace("-", "_"), template, values, series=series, signer=signer, errand=True
    )


def _must_be_open(turn: Turn) -> None:
    if turn.submitted_at is None or turn.ended:
        raise Conflict("ended", "the dossier has ended")


def _assignment(turn: Turn, visit: int) -> Token:
    token = turn.token(visit)
    if token is None or token.waits_for is not Wait.PERSON:
        raise Conflict("already-decided", "this step is no longer open: somebody decided it, or the dossier moved on")
    return token


def _check_person(turn: Turn, token: Token, by: Actor) -> None:
    step = turn.step_of(token)
    if isinstance(step, ReviewStep):
        review.check_person(turn, token, step.review, by, step.not_by)
    else:
        review.check_person(turn, token, "returner", by)


def _supervises(by: Actor, unit: str | None) -> None:
    if not (by.holds(SUPERVISOR, unit) or by.holds("director", None)):
        where = f" of unit {unit}" if unit else ""
        raise NotPermitted("not-supervisor", f"only a head{where} or a director may do this")


def _reason(text: str) -> None:
    if not text.strip():
        raise Invalid("reason-missing", "give the reason")


def _produced_at(turn: Turn, path: str) -> str:
    """The path of the produce step a document came from, through corrections."""
    while path.startswith("correction["):
        scope = path[: path.find("/") + 1]
        path = turn.scopes[scope].variables["corrects"]["path"]
    return path


HANDLERS: dict[type, Callable[[Turn, Any], None]] = {
    events.DossierSubmitted: submitted,
    events.AssignmentClaimed: claimed,
    events.AssignmentReleased: released,
    events.AssignmentReassigned: reassigned,
    events.DecisionMade: decided,
    events.WorkCompleted: worked,
    events.StepSkipped: skipped,
    events.ShipmentReported: shipment_reported,
    events.TimerFired: timer_fired,
    events.SignalReceived: signal_received,
    events.CalledDossierEnded: called_dossier_ended,
    events.SupplementRequested: supplement_requested,
    events.SupplementReceived: supplement_received,
    events.DossierWithdrawn: withdrawn,
    events.DossierSuspended: suspended,
    events.DossierResumed: resumed,
    events.DossierTransferred: transferred,
    events.AppointmentExtended: appointment_extended,
    events.ResultCorrected: result_corrected,
}
