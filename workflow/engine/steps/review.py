"""`review`: a person decides. The assignment waits in a unit's queue, or is kept for the officer who had it before."""

from typing import TYPE_CHECKING

from workflow.definition.models import ReviewStep
from workflow.engine.case import Token, Wait
from workflow.engine.commands import OpenAssignment, SendNotice
from workflow.engine.errors import Invalid, NotPermitted
from workflow.engine.events import Actor, DecisionMade
from workflow.engine.procedure import INDEX

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ReviewStep) -> None:
    visit = turn.next_visit()
    before = turn.deciders.get(scope + name)
    open_assignment(
        turn, visit, scope, name, role=step.review, unit=step.unit, kept_for=before[-1].id if before else None
    )
    if step.within is not None:
        turn.set_timer(f"remind:{visit}", turn.procedure.calendar.due(turn.at, step.within))


def open_assignment(
    turn: "Turn",
    visit: int,
    scope: str,
    name: str,
    *,
    role: str,
    unit: str | None,
    kept_for: str | None = None,
    stage: str | None = None,
) -> None:
    """Leave a token that waits for a person, and put it into the queue."""
    turn.wait(visit, scope, name, Wait.PERSON, unit=unit, stage=stage)
    step = turn.graph(scope).steps[name]
    within = step.within if isinstance(step, ReviewStep) else None
    due_at = turn.procedure.calendar.due(turn.at, within) if within is not None else turn.clock.promised_at
    turn.emit(OpenAssignment(visit=visit, step=scope + name, role=role, unit=unit, officer=kept_for, due_at=due_at))


def check_person(turn: "Turn", token: Token, role: str, by: Actor, not_by: tuple[str, ...] = ()) -> None:
    """Raises NotPermitted unless `by` holds the role in the unit and four eyes are kept."""
    if not by.holds(role, token.unit):
        where = f" of unit {token.unit}" if token.unit else ""
        raise NotPermitted("wrong-role", f"this step is for the role '{role}'{where}; {by.name} does not hold it")
    for other in not_by:
        both = by.persons & frozenset(
            person for actor in deciders_of(turn, token.scope, other) for person in actor.persons
        )
        if both:
            raise NotPermitted("four-eyes", f"{by.name} took part in step '{other}' and may not decide here")


def deciders_of(turn: "Turn", scope: str, step: str) -> list[Actor]:
    """Who decided `step` (a name, or a path into later scopes), looked for from this scope outwards."""
    prefix = scope
    while True:
        wanted = prefix + step
        found = [
            actor
            for path, actors in turn.deciders.items()
            if path == wanted or _same_but_index(path, wanted, prefix)
            for actor in actors
        ]
        if found or not prefix:
            return found
        prefix = prefix[: prefix.rstrip("/").rfind("/") + 1]


def _same_but_index(path: str, wanted: str, prefix: str) -> bool:
    """Whether `path` is `wanted` with element numbers below `prefix`: any row's decider counts."""
    return path.startswith(prefix) and prefix + INDEX.sub("", path[len(prefix) :]) == wanted


def decided(turn: "Turn", token: Token, event: DecisionMade) -> None:
    """Take a decision; raises NotPermitted or Invalid."""
    step = turn.step_of(token)
    assert isinstance(step, ReviewStep)
    check_person(turn, token, step.review, event.by, step.not_by)
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
    if turn.clock.accepted_at is not None:
        label = step.labels.get(event.outcome)
        turn.progress(step.title.vi if step.title else token.step, label.vi if label else event.outcome, event.by)


def record(turn: "Turn", token: Token, by: Actor) -> None:
    """Remember who decided, for four eyes and for keeping a dossier with its officer."""
    earlier = turn.deciders.get(token.path, ())
    turn.put(deciders={**turn.deciders, token.path: (*earlier, by)})


def reminded(turn: "Turn", token: Token) -> None:
    """The time allowed for the step has run out; the dossier itself may still be in time."""
    step = turn.step_of(token)
    to = f"officer:{token.holder.id}" if token.holder else getattr(step, "review", "receiver")
    values = {"dossier": turn.code, "step": token.path, "unit": token.unit}
    turn.emit(SendNotice(visit=turn.next_visit(), template="step-overdue", to=to, values=values))
