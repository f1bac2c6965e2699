"""`advance`: apply one event to a case. Who may do what, and what becomes of the dossier, stands in the modules it names."""

from collections.abc import Callable, Iterable
from typing import Any

from workflow.engine import applicant, events, machines, moving, officers, supervisors
from workflow.engine.case import Case
from workflow.engine.commands import Command
from workflow.engine.events import Event
from workflow.engine.permission import SUPERVISOR
from workflow.engine.procedure import Procedure
from workflow.engine.steps import run
from workflow.engine.turn import Turn

__all__ = ["HANDLERS", "SUPERVISOR", "advance", "fold"]

HANDLERS: dict[type, Callable[[Turn, Any], None]] = {
    events.DossierSubmitted: applicant.submitted,
    events.SupplementReceived: applicant.supplement_received,
    events.DossierWithdrawn: applicant.withdrawn,
    events.AssignmentClaimed: officers.claimed,
    events.AssignmentReleased: officers.released,
    events.DecisionMade: officers.decided,
    events.SupplementRequested: officers.supplement_requested,
    events.AssignmentReassigned: supervisors.reassigned,
    events.DossierTransferred: supervisors.transferred,
    events.DossierSuspended: supervisors.suspended,
    events.DossierResumed: supervisors.resumed,
    events.AppointmentExtended: supervisors.appointment_extended,
    events.ResultCorrected: supervisors.result_corrected,
    events.StepSkipped: supervisors.skipped,
    events.WorkCompleted: machines.worked,
    events.ShipmentReported: machines.shipment_reported,
    events.CalledDossierEnded: machines.called_dossier_ended,
    events.SignalReceived: machines.signal_received,
    events.TimerFired: machines.timer_fired,
    events.VersionChanged: moving.version_changed,
}


def advance(procedure: Procedure, case: Case, event: Event) -> tuple[Case, list[Command]]:
    """Apply one event: the case as it then stands, and what must now be done.

    Machine events that come late or twice change nothing: the very same case comes back, without commands.
    Acts of people that do not fit raise NotPermitted, Conflict or Invalid, so that they can be told why. An event
    that sets off what the definition cannot carry out with this dossier's data raises Invalid: the work that reported
    it becomes an incident, and the case stays as it was.
    """
    turn = Turn(procedure, case, event.at)
    HANDLERS[type(event)](turn, event)
    run(turn)
    return turn.close()


def fold(
    procedure: Procedure, case: Case, journal: Iterable[Event], versions: Callable[[str], Procedure] | None = None
) -> Case:
    """The case a journal leads to; `versions` gives those a dossier was moved to, by their digest."""
    for event in journal:
        if isinstance(event, events.VersionChanged) and versions is not None:
            procedure = versions(event.digest)
        case, _ = advance(procedure, case, event)
    return case
