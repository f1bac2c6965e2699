"""`notify`: a message, sent without waiting; it may announce a new legal limit."""

from typing import TYPE_CHECKING

from workflow.definition.models import NotifyStep
from workflow.engine import legal_clock
from workflow.engine.commands import SendNotice

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: NotifyStep) -> None:
    clock = turn.case.clock
    if step.deadline is not None:
        changed = legal_clock.limited(clock, step.deadline, turn.at, turn.procedure.calendar)
        if changed is not clock:
            turn.use_clock(changed)
            turn.report(turn.case.status, note=f"Thời hạn giải quyết: {step.deadline.text('vi')}")
    due = turn.case.clock.promised_at
    values = {**turn.values(step.with_, scope), "due_at": due.isoformat() if due else None}
    turn.emit(SendNotice(visit=turn.next_visit(), template=step.notify, to=step.to, values=values))
    turn.leave(scope, name, "sent", {"at": turn.at.isoformat()})
