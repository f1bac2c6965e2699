"""`notify`: a message, sent without waiting; it may announce a new legal limit."""

from typing import TYPE_CHECKING

from workflow.definition.models import NotifyStep
from workflow.engine import legal_clock
from workflow.engine.case import ClockState
from workflow.engine.commands import SendNotice

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: NotifyStep) -> None:
    if step.deadline is not None and turn.clock.state is ClockState.RUNNING:
        turn.use_clock(legal_clock.limited(turn.clock, step.deadline, turn.procedure.calendar))
        turn.report(turn.status, note=f"Thời hạn giải quyết: {step.deadline.text('vi')}")
    due = turn.clock.promised_at
    values = {**turn.values(step.with_, scope), "due_at": due.isoformat() if due else None}
    turn.emit(SendNotice(visit=turn.next_visit(), template=step.notify, to=step.to, values=values))
    turn.leave(scope, name, "sent", {"at": turn.at.isoformat()})
