"""`review`: a person decides. The assignment waits in a unit's queue, or is kept for the officer who had it before."""

from typing import TYPE_CHECKING

from workflow.definition.models import ReviewStep
from workflow.engine.case import Token, Wait
from workflow.engine.commands import OpenAssignment, SendNotice
from workflow.engine.errors import Invalid
from workflow.engine.events import Actor, DecisionMade
from workflow.engine.permission import RETURNER, check_person

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ReviewStep) -> None:
    before = turn.case.deciders.get(scope + name)
    kept_for = before[-1].id if before else None
    open_assignment(turn, scope, name, role=step.review, unit=step.unit, kept_for=kept_for)


def open_assignment(
    turn: "Turn", scope: str, name: str, *, role: str, unit: str | None,
    kept_for: str | None = None, stage: str | None = None, attempt: int = 0,
) -> None:  # fmt: skip
    """Leave a token that waits for a person, and put it into the queue."""
    due_at = turn.time_for(scope, name)
    token = turn.wait(scope, name, Wait.PERSON, unit=unit, stage=stage, attempt=attempt, due_at=due_at)
    turn.emit(
        OpenAssignment(visit=token.visit, step=scope + name, role=role, unit=unit, officer=kept_for, due_at=due_at)
    )
    if due_at is not None:
        turn.set_timer(f"remind:{token.visit}", due_at)


def decided(turn: "Turn", token: Token, event: DecisionMade) -> None:
    """Take a decision; raises NotPermitted or Invalid."""
    step = turn.step_of(token)
    assert isinstance(step, ReviewStep)
    check_person(turn, token, event.by)
    if event.outcome not in step.outcomes():
        ways = ", ".join(step.outcomes())
        raise Invalid("unknown-outcome", f"step '{token.step}' has no outcome '{event.outcome}'; it has: {ways}")
    if event.outcome in step.reason_for and not (event.reason or "").strip():
        raise Invalid("reason-missing", f"outcome '{event.outcome}' needs a written reason")
    record(turn, token, event.by)
    given = {
        "by": event.by.name,
        "officer": event.by.id,
        "at": event.at.isoformat(),
        "reason": event.reason,
        "checked": list(event.checked),
    }
    turn.complete(token, event.outcome, {**event.fields, **given})
    if turn.case.clock.accepted_at is not None:
        label = step.labels.get(event.outcome)
        turn.progress(step.title.vi if step.title else token.step, label.vi if label else event.outcome, event.by)


def record(turn: "Turn", token: Token, by: Actor) -> None:
    """Remember who decided, for four eyes and for keeping a dossier with its officer."""
    deciders = turn.own("deciders")
    deciders[token.path] = (*deciders.get(token.path, ()), by)


def reminded(turn: "Turn", token: Token) -> None:
    """The time allowed for the step has run out; the dossier itself may still be in time."""
    to = f"officer:{token.holder.id}" if token.holder else getattr(turn.step_of(token), "review", RETURNER)
    values = {"dossier": turn.case.code, "step": token.path, "unit": token.unit}
    turn.emit(SendNotice(visit=turn.next_visit(), template="step-overdue", to=to, values=values))
