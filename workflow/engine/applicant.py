"""What the applicant does: file, complete, withdraw."""

from workflow.definition.models import Ending
from workflow.engine import events
from workflow.engine.case import ClockState, PublicStatus
from workflow.engine.errors import Conflict
from workflow.engine.turn import Turn


def submitted(turn: Turn, event: events.DossierSubmitted) -> None:
    """The dossier begins; filing the same one again changes nothing."""
    if turn.case.submitted_at is not None:
        return
    turn.put(
        channel=event.channel, applicant=event.applicant, return_way=event.return_way, submitted_at=event.at,
        form=event.answers, papers=event.papers, faults=event.faults, duplicates=event.duplicates,
    )  # fmt: skip
    turn.report(PublicStatus.REGISTERED)
    turn.open_scope("", None)


def supplement_received(turn: Turn, event: events.SupplementReceived) -> None:
    """The dossier goes back to the officer who asked; the clock runs again as the definition's law says."""
    supplement = turn.case.supplement
    if supplement is None:
        raise Conflict("no-supplement", "no supplement is asked for, or its time has passed")
    if event.at > supplement.until:
        raise Conflict("supplement-late", f"the supplement was due by {supplement.until:%d/%m/%Y %H:%M}")
    replaced = {paper.component for paper in event.papers}
    kept = (paper for paper in turn.case.papers if paper.component not in replaced)
    turn.put(form=event.answers, papers=(*kept, *event.papers), faults=event.faults)
    turn.close_supplement(turn.procedure.definition.supplement.clock)


def withdrawn(turn: Turn, event: events.DossierWithdrawn) -> None:
    """Possible until the dossier is decided and until money has been ordered; while it is suspended, too."""
    turn.must_be_open()
    case = turn.case
    issued = any(document.result and document.signed for document in case.documents.values())
    if issued or case.clock.state is ClockState.STOPPED:
        raise Conflict("already-decided", "the dossier is decided; it can no longer be withdrawn")
    if case.money_ordered:
        raise Conflict("payment-ordered", "the payment is already ordered; the dossier can no longer be withdrawn")
    if case.suspended:
        turn.report(PublicStatus.PROCESSING)  # the portal has no way from 8 to 7
    turn.end(Ending.WITHDRAWN)
