"""What machines report: work done, shipments, signals, called dossiers, timers. Late or repeated, they change nothing."""

from workflow.definition.models import Ending
from workflow.engine import events
from workflow.engine.case import Wait
from workflow.engine.commands import SendNotice
from workflow.engine.permission import SUPERVISOR
from workflow.engine.steps import produce, react
from workflow.engine.turn import Turn


def worked(turn: Turn, event: events.WorkCompleted) -> None:
    """Work for a step, or for a paper no step waits for; that may still come when the dossier has ended."""
    token = turn.case.tokens.get(event.visit)
    if token is not None:
        react(turn, token, "worked", event)
    elif (document := turn.case.documents.get(event.visit)) is not None and document.errand:
        produce.note_work(turn, event)


def shipment_reported(turn: Turn, event: events.ShipmentReported) -> None:
    """News from the post for the step that gave it the parcel."""
    token = turn.case.tokens.get(event.visit)
    if token is not None:
        react(turn, token, "reported", event)


def called_dossier_ended(turn: Turn, event: events.CalledDossierEnded) -> None:
    """The step that opened the other dossier goes on."""
    token = turn.case.tokens.get(event.visit)
    if token is not None and token.waits_for is Wait.DOSSIER:
        react(turn, token, "dossier_ended", event)


def signal_received(turn: Turn, event: events.SignalReceived) -> None:
    """Every step that waits for this signal now goes on; one that nobody waits for is kept only where a step wants it so."""
    waiting = [
        token
        for token in turn.case.tokens.values()
        if token.waits_for in (Wait.TIMER, Wait.CHILDREN) and event.name in turn.step_of(token).awaited
    ]
    for token in waiting:
        react(turn, token, "signalled", event.name, event.data)
    is_open = turn.case.submitted_at is not None and not turn.case.ended
    if not waiting and is_open and event.name in turn.procedure.kept:
        turn.keep_signal(event.name, event.data)


def timer_fired(turn: Turn, event: events.TimerFired) -> None:
    """A timer of the case; one that was cancelled, moved to a later moment, or has fired before does nothing."""
    due = turn.case.timers.get(event.timer)
    if due is None or event.at < due:
        return
    name, _, visit = event.timer.partition(":")
    turn.set_timer(event.timer, None)
    if name == "warn":
        _remind(turn, "deadline-near")
    elif name == "due":
        turn.put(clock=turn.case.clock.but(overdue=True))
        _remind(turn, "deadline-passed")
    elif name == "supplement":
        _supplement_expired(turn)
    else:
        react(turn, turn.case.tokens[int(visit)], "reminded" if name == "remind" else "fired")


def _supplement_expired(turn: Turn) -> None:
    """Silence: the case is stopped, with a notice (form 05)."""
    supplement = turn.case.supplement
    assert supplement is not None
    values = {
        "items": [item.model_dump() for item in supplement.items],
        "until": supplement.until.date().isoformat(),
        "officer": supplement.asked_by.name,
    }
    produce.errand(turn, "stop-notice", values, series="stop")
    turn.end(Ending.EXPIRED)


def _remind(turn: Turn, template: str) -> None:
    """Tell whoever holds the dossier now, and the heads of the units it lies with (`units`)."""
    due = turn.case.clock.promised_at
    tokens = turn.case.tokens.values()
    values = {
        "dossier": turn.case.code,
        "due_at": due.isoformat() if due else None,
        "units": sorted({token.unit for token in tokens if token.unit}),
    }
    holders = {f"officer:{token.holder.id}" for token in tokens if token.holder}
    for to in (*sorted(holders), SUPERVISOR):
        turn.emit(SendNotice(visit=turn.next_visit(), template=template, to=to, values=values))
