"""What heads and directors do: hand over, move, suspend, apologise, correct, settle incidents; each with a reason."""

from workflow.definition.models import Ending, ProduceStep, ReviewStep
from workflow.engine import events, legal_clock
from workflow.engine.case import ClockState, PublicStatus, Wait
from workflow.engine.commands import CancelVisit
from workflow.engine.errors import Conflict, Invalid, NotPermitted
from workflow.engine.permission import check_person, check_signer, check_supervisor
from workflow.engine.procedure import corrected_path, correction_scope
from workflow.engine.steps import produce
from workflow.engine.turn import Turn


def reassigned(turn: Turn, event: events.AssignmentReassigned) -> None:
    """Another officer takes the step over; the same rules hold for them as if they had claimed it."""
    token = turn.assignment(event.visit)
    check_supervisor(turn, event.by, token.unit)
    _check_reason(event.reason)
    check_person(turn, token, event.to)
    turn.update_assignment(token, holder=event.to)


def transferred(turn: Turn, event: events.DossierTransferred) -> None:
    """The step waits in the queue of another unit."""
    token = turn.assignment(event.visit)
    if not isinstance(turn.step_of(token), ReviewStep):
        raise Conflict("not-a-review", "only a review can go to another unit")
    check_supervisor(turn, event.by, token.unit)
    _check_reason(event.reason)
    if token.unit == event.unit:
        raise Conflict("already-there", f"the step already lies with unit {event.unit}")
    turn.update_assignment(token, holder=None, unit=event.unit)


def suspended(turn: Turn, event: events.DossierSuspended) -> None:
    """Time stands still and nothing new begins; work under way is finished."""
    turn.must_be_open()
    check_supervisor(turn, event.by)
    _check_reason(event.reason)
    if turn.case.clock.state is not ClockState.RUNNING:
        raise Conflict("not-running", "only a dossier whose legal clock runs can be suspended")
    turn.put(suspended=True)
    for token in list(turn.case.tokens.values()):
        if token.due_at is not None:
            turn.update_assignment(token, due_at=None)
    turn.use_clock(legal_clock.paused(turn.case.clock, event.at, turn.procedure.calendar))
    turn.report(PublicStatus.STOPPED, note=event.reason, by=event.by)


def resumed(turn: Turn, event: events.DossierResumed) -> None:
    """Time runs again, officers have the time of their steps anew, and what was held back begins."""
    if not turn.case.suspended:
        raise Conflict("not-suspended", "the dossier is not suspended")
    check_supervisor(turn, event.by)
    turn.put(suspended=False)
    turn.use_clock(legal_clock.resumed(turn.case.clock, event.at, turn.procedure.calendar))
    turn.report(PublicStatus.PROCESSING, note=event.reason, by=event.by)
    for token in list(turn.case.tokens.values()):
        if token.waits_for is Wait.RESUMPTION:
            turn.remove(token)
            turn.go(token.scope, token.step)
        elif token.waits_for is Wait.PERSON and (due_at := turn.time_for(token.scope, token.step)):
            turn.update_assignment(token, due_at=due_at)


def appointment_extended(turn: Turn, event: events.AppointmentExtended) -> None:
    """Late: an apology with one new appointment (Decree 61/2018 art. 19.9); the legal due date stays what it is."""
    turn.must_be_open()
    check_supervisor(turn, event.by)
    _check_reason(event.reason)
    clock = turn.case.clock
    if clock.state is not ClockState.RUNNING or clock.due_at is None:
        raise Conflict("not-running", "the legal clock does not run; there is no date to move")
    if clock.appointment_at is not None:
        raise NotPermitted("second-apology", "the appointment was already moved once; the law allows no second time")
    if event.due_at <= max(event.at, clock.due_at):
        raise Invalid("appointment-too-early", "the new appointment must lie after the present one and in the future")
    turn.put(clock=clock.but(appointment_at=event.due_at))
    values = {
        "reason": event.reason,
        "old_due_at": clock.due_at.isoformat(),
        "new_due_at": event.due_at.isoformat(),
        "officer": event.by.name,
    }
    produce.errand(turn, "apology", values, series="apology", signer=event.by.id)
    turn.report(turn.case.status, note=f"Xin lỗi và hẹn lại ngày trả kết quả: {event.due_at:%d/%m/%Y}", by=event.by)


def result_corrected(turn: Turn, event: events.ResultCorrected) -> None:
    """The dossier stays ended; its correction is a graph of its own that produces the document again and returns it."""
    case = turn.case
    if case.ending not in (Ending.SETTLED, Ending.DECLINED):
        raise Conflict("not-ended", "a result can be corrected once the dossier has ended with one")
    if case.tokens:
        raise Conflict("correction-open", "a correction is under way; wait until it is handed over")
    document = case.documents.get(event.document)
    if document is None or not document.result or not document.signed:
        raise Conflict("no-such-result", "there is no issued result to correct")
    if any(other.signed and other.replaces == event.document for other in case.documents.values()):
        raise Conflict("already-corrected", "this result is already replaced; correct its replacement")
    path = corrected_path(document.step)
    step = turn.procedure.step_at(path)
    assert isinstance(step, ProduceStep)
    scope = path[: path.rfind("/") + 1]
    check_signer(turn, scope, step, event.by)
    _check_reason(event.reason)
    number = case.correction + 1
    turn.put(correction=number)
    corrects = {
        "visit": event.document, "scope": scope, "values": event.values, "reason": event.reason,
        "by": event.by.name, "signer": event.by.id if document.signer else None,
    }  # fmt: skip
    turn.open_scope(correction_scope(number, path), None, {"corrects": corrects})


def skipped(turn: Turn, event: events.StepSkipped) -> None:
    """A supervisor settles what automatic work could not."""
    token = turn.case.tokens.get(event.visit)
    if token is None or token.waits_for not in (Wait.WORK, Wait.TIMER, Wait.DOSSIER):
        raise Conflict("not-waiting", "no automatic work is open for this step")
    check_supervisor(turn, event.by)
    _check_reason(event.reason)
    turn.emit(CancelVisit(visit=token.visit))
    turn.settle(token, event.outcome, {**event.output, "skipped_by": event.by.name, "reason": event.reason})


def _check_reason(text: str) -> None:
    if not text.strip():
        raise Invalid("reason-missing", "give the reason")
