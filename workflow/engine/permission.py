"""Who may act: role and unit, four eyes across loops, branches and elements, who holds a step, who supervises."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workflow.definition.models import ProduceStep, ReviewStep
from workflow.engine.case import Case, Token
from workflow.engine.errors import Conflict, NotPermitted
from workflow.engine.events import Actor
from workflow.engine.procedure import INDEX

if TYPE_CHECKING:
    from workflow.engine.turn import Turn

SUPERVISOR = "head"
"""Role that reassigns, suspends, apologises, corrects and settles incidents, in the units concerned."""
DIRECTOR = "director"
"""Role that may do the same everywhere."""
RETURNER = "returner"
"""Role that hands results over."""


def check_person(turn: "Turn", token: Token, by: Actor) -> None:
    """Raises NotPermitted unless `by` holds the role of the step in the unit it lies with, and four eyes are kept."""
    step = turn.step_of(token)
    role, not_by = (step.review, step.not_by) if isinstance(step, ReviewStep) else (RETURNER, ())
    if not by.holds(role, token.unit):
        where = f" of unit {token.unit}" if token.unit else ""
        raise NotPermitted("wrong-role", f"this step is for the role '{role}'{where}; {by.name} does not hold it")
    for other in not_by:
        if any(by.persons & actor.persons for actor in deciders_of(turn.case, token.scope, other)):
            raise NotPermitted("four-eyes", f"{by.name} took part in step '{other}' and may not decide here")


def check_holder(token: Token, by: Actor) -> None:
    """Raises Conflict when somebody else works on the step; whoever acts for the holder, or is acted for, may go on."""
    if token.holder is not None and not token.holder.persons & by.persons:
        raise Conflict("held-by-other", f"{token.holder.name} works on this step")


def check_supervisor(turn: "Turn", by: Actor, unit: str | None = None) -> None:
    """Raises NotPermitted unless `by` heads the unit (when none is named: a unit that takes part) or is a director."""
    units = (unit,) if unit else _units_concerned(turn)
    if by.holds(DIRECTOR, None) or any(by.holds(SUPERVISOR, each) for each in units):
        return
    raise NotPermitted("not-supervisor", f"only a head ({', '.join(filter(None, units))}) or a director may do this")


def check_signer(turn: "Turn", scope: str, step: ProduceStep, by: Actor) -> None:
    """Raises NotPermitted unless `by` may issue this document anew: who may sign it, else a supervisor."""
    if step.signed_by is None:
        check_supervisor(turn, by)
        return
    signing = turn.procedure.step_named(scope, step.signed_by)
    assert isinstance(signing, ReviewStep)
    if not (by.holds(DIRECTOR, None) or by.holds(signing.review, signing.unit)):
        raise NotPermitted(
            "not-signer", f"only a {signing.review} who may sign this document, or a director, may correct it"
        )


def _units_concerned(turn: "Turn") -> Iterable[str | None]:
    units = turn.procedure.units | {token.unit for token in turn.case.tokens.values() if token.unit}
    return sorted(units) or (None,)


def deciders_of(case: Case, scope: str, step: str) -> list[Actor]:
    """Who decided `step` (a name, or a path into later scopes), looked for from this scope outwards, last decision last."""
    prefix = scope
    while True:
        wanted = prefix + step
        found = [
            actor
            for path, actors in case.deciders.items()
            if path == wanted or _same_but_index(path, wanted, prefix)
            for actor in actors
        ]
        if found or not prefix:
            return found
        prefix = prefix[: prefix.rstrip("/").rfind("/") + 1]


def _same_but_index(path: str, wanted: str, prefix: str) -> bool:
    """Whether `path` is `wanted` with element numbers below `prefix`: any element's decider counts."""
    return path.startswith(prefix) and prefix + INDEX.sub("", path[len(prefix) :]) == wanted
