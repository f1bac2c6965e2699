"""A dossier goes on by another version of its procedure: whether it can, and the case as it then stands."""

from collections.abc import Collection, Iterator, Mapping

from workflow.definition.models import (
    CallStep,
    Definition,
    EachStep,
    ParallelStep,
    ProduceStep,
    ReviewStep,
    Step,
    WaitStep,
)
from workflow.engine import events
from workflow.engine.case import Case, ClockState, Token, Wait
from workflow.engine.commands import MoveAssignment
from workflow.engine.errors import Conflict
from workflow.engine.lacking import ahead, lacks, validates_papers
from workflow.engine.names import names_in
from workflow.engine.permission import deciders_of
from workflow.engine.procedure import Procedure
from workflow.engine.renaming import Renaming
from workflow.engine.steps.validate import needed_components
from workflow.engine.turn import Turn

HOMES: Mapping[Wait, tuple[str, ...]] = {
    Wait.PERSON: ("review", "return"),
    Wait.WORK: ("produce", "pay", "request", "return"),
    Wait.TIMER: ("wait",),
    Wait.CHILDREN: ("parallel", "each", "call"),
    Wait.DOSSIER: ("call",),
}
"""Kinds of steps where a token may wait for such a thing; for the resumption of the dossier it may wait anywhere."""

TOLD_ALONE = frozenset({"title", "then", "clock", "law", "note"})
"""Keys of a step that do not touch what is already waited for."""


def version_changed(turn: Turn, event: events.VersionChanged) -> None:
    """The case under the names of the version this turn runs by; raises Conflict where a token has no home in it."""
    turn.must_be_open()
    if turn.case.digest != event.replaces or turn.procedure.digest != event.digest:
        raise Conflict("other-version", f"the dossier runs by {turn.case.digest[:12]}, not by {event.replaces[:12]}")
    moved = Renaming(event.renames).case(turn.case)
    for token in moved.tokens.values():
        step = step_or_none(turn.procedure, token.path)
        if step is None or step.kind not in HOMES.get(token.waits_for, (step.kind,)):
            raise Conflict("no-home", f"step '{token.path}', where the dossier waits, has no home in the other version")
    for visit, token in moved.tokens.items():
        if token.waits_for is Wait.PERSON and token.path != turn.case.tokens[visit].path:
            turn.emit(MoveAssignment(visit=visit, step=token.path))
    turn.put(
        digest=event.digest,
        tokens=moved.tokens,
        scopes=moved.scopes,
        deciders=moved.deciders,
        documents=moved.documents,
    )


def step_or_none(procedure: Procedure, path: str) -> Step | None:
    """The step at a path, or None where this version has none."""
    try:
        return procedure.step_at(path)
    except KeyError:
        return None


def obstacles(old: Procedure, new: Procedure, case: Case, renaming: Renaming) -> Iterator[str]:
    """Why a running dossier cannot go on by `new`, in words; nothing when it can."""
    moved = renaming.case(case)
    homeless = False
    for visit, token in moved.tokens.items():
        was = case.tokens[visit]
        found = list(_of_token(old.step_at(was.path), step_or_none(new, token.path), was, token, moved))
        homeless = homeless or bool(found)
        yield from found
    yield from _of_results(new, moved)
    if case.supplement_rounds > new.definition.supplement.rounds:
        yield f"a supplement was asked for {case.supplement_rounds} times; this version allows fewer"
    if homeless:
        return
    before = lacks(old, case)
    known = {(renaming.path(step), tuple(renaming.path("/".join(path)).split("/"))) for step, path in before}
    for step, path in lacks(new, moved):
        if (step, path) not in known:
            yield f"step '{step}' reads `{'.'.join(path)}`, which this dossier does not have and will not get"
    if case.clock.state is ClockState.NOT_STARTED and not _starts(new, moved) and _starts(old, case):
        yield "the step that accepts the dossier lies behind it in this version"
    if not validates_papers(new, moved):
        yield from _of_papers(old, new, case, moved)


def _of_token(old: Step, new: Step | None, was: Token, token: Token, moved: Case) -> Iterator[str]:
    if new is None:
        yield f"step '{was.path}' is gone; say with --map what it is called, if it is still there"
    elif token.waits_for is Wait.RESUMPTION:
        return  # it has not begun, and begins as the new version says
    elif old.kind != new.kind:
        yield f"step '{token.path}' is `{new.kind}` now and was `{old.kind}`"
    elif isinstance(new, ReviewStep) and isinstance(old, ReviewStep):
        yield from _of_review(old, new, token, moved)
    elif isinstance(new, ProduceStep) and token.path != was.path:
        yield f"the document of step '{was.path}' is being made under this name"
    elif not _waits_for_the_same(old, new):
        yield f"step '{token.path}' has begun as the old version says, and says something else now"


def _of_review(old: ReviewStep, new: ReviewStep, token: Token, moved: Case) -> Iterator[str]:
    if old.review != new.review:
        yield f"step '{token.path}' is for the role '{new.review}' now and was for '{old.review}'"
    if old.unit != new.unit and token.unit == old.unit:
        yield f"step '{token.path}' lies with unit {old.unit}, and belongs to {new.unit} now: transfer it first"
    holder = token.holder
    for other in new.not_by if holder is not None else ():
        if holder is not None and any(holder.persons & who.persons for who in deciders_of(moved, token.scope, other)):
            yield f"{holder.name}, who works on step '{token.path}', took part in '{other}' and may not any more"


def _waits_for_the_same(old: Step, new: Step) -> bool:
    """Whether what was ordered, set or begun when the step was entered is what the new version would have."""
    if isinstance(new, ParallelStep) and isinstance(old, ParallelStep):
        return set(old.parallel) == set(new.parallel) and old.until == new.until
    if isinstance(new, EachStep) and isinstance(old, EachStep):
        return old.each == new.each
    if isinstance(new, WaitStep) and isinstance(old, WaitStep):
        return (old.wait, old.until) == (new.wait, new.until)
    if isinstance(new, CallStep) and isinstance(old, CallStep):
        return (old.graph is None) == (new.graph is None) and (old.graph is not None or old.call == new.call)
    return all(getattr(old, key) == getattr(new, key) for key in type(new).model_fields if key not in TOLD_ALONE)


def _of_results(new: Procedure, moved: Case) -> Iterator[str]:
    """An issued result may have to be corrected one day: its step must be there."""
    for document in moved.documents.values():
        if document.result and not isinstance(step_or_none(new, document.step), ProduceStep):
            yield f"the result of step '{document.step}' could not be corrected: the step is gone"


def _of_papers(old: Procedure, new: Procedure, case: Case, moved: Case) -> Iterator[str]:
    """Papers this version asks for, which nobody will look for any more."""
    handed_in = {paper.component for paper in case.papers}
    if moved is case and not _asks_for_others(old.definition, new.definition, handed_in):
        return
    at = case.submitted_at
    assert at is not None
    try:
        asked = set(needed_components(old.definition, names_in(old, case, "", at)))
        needed = needed_components(new.definition, names_in(new, moved, "", at))
    except ValueError as error:
        yield f"whether a paper is needed cannot be told: {error}"
        return
    for component in needed:
        if component not in asked | handed_in:
            yield f"paper '{component}' is needed and was not asked for when the dossier came in"


def _asks_for_others(old: Definition, new: Definition, handed_in: Collection[str]) -> bool:
    """Whether a paper that is not there may be asked for now and was not before: most corrections touch none."""
    before = old.components
    return any(
        name not in before or before[name].when != component.when
        for name, component in new.components.items()
        if name not in handed_in
    )


def _starts(procedure: Procedure, case: Case) -> bool:
    return any(step.clock == "start" for _, _, step in ahead(procedure, case))
