"""Check of the way of the legal clock: a dossier is accepted before it is settled, and refused only before it is accepted."""

from collections.abc import Iterator
from itertools import product

from workflow.compiler.context import Context
from workflow.compiler.walking import Site, may_cancel, sites
from workflow.definition.models import CallStep, EachStep, Ending, EndStep, ParallelStep, ReturnStep, Step, StepGraph
from workflow.definition.places import Fault

NOT_ACCEPTED, ACCEPTED, SETTLED = 0, 1, 2
"""How far a dossier is, in the only order possible."""

Progress = frozenset[int]
"""How far it may be, over all ways that lead to a point."""


def dossiers_are_accepted_before_they_are_settled(site: Site, context: Context) -> Iterator[Fault]:
    """clock-never-starts, refused-after-acceptance: what the public status allows (one-stop-shop fact sheet §6)."""
    if not site.is_outermost or any(_is_unresolved(step) for each in sites(site) for step in each.graph.steps.values()):
        return
    for name, progress in _entered(site.graph, frozenset({NOT_ACCEPTED})).items():
        step = site.graph.steps[name]
        if not isinstance(step, EndStep):
            continue
        if step.end == Ending.REFUSED and progress - {NOT_ACCEPTED}:
            reason = "refuses a dossier that may already be accepted"
            hint = f"a refusal after acceptance is a decision on the merits: end it as {Ending.DECLINED}"
            yield site.fault("refused-after-acceptance", name, ("end",), reason, hint)
        if step.end in (Ending.SETTLED, Ending.DECLINED) and NOT_ACCEPTED in progress:
            reason = "can be reached without the legal clock ever starting"
            yield site.fault("clock-never-starts", name, ("end",), reason, "give the accepting step `clock: start`")


def _is_unresolved(step: Step) -> bool:
    """Whether this calls a shared graph that could not be put in place: nothing can be said of the ways over it."""
    return isinstance(step, CallStep) and step.graph is None and step.is_shared


def _entered(graph: StepGraph, progress: Progress) -> dict[str, Progress]:
    """How far a dossier may be when each step of a graph has been entered, begun with this progress."""
    entered: dict[str, Progress] = {}
    frontier = [(graph.first, progress)]
    while frontier:
        name, before = frontier.pop()
        step = graph.steps.get(name)
        if step is None:
            continue
        after = frozenset(max(far, _moves_to(step, far)) for far in before)
        known = entered.get(name, frozenset())
        if not after <= known:
            entered[name] = known | after
            frontier.extend((target, left) for target, left in _left(graph, name, step, entered[name]))
    return entered


def _moves_to(step: Step, far: int) -> int:
    if step.clock == "start":
        return ACCEPTED
    if step.clock == "stop" or isinstance(step, ReturnStep):
        return SETTLED if far >= ACCEPTED else far
    return far


def _left(graph: StepGraph, name: str, step: Step, progress: Progress) -> Iterator[tuple[str, Progress]]:
    """Where a step leads, and how far the dossier may be then."""
    if isinstance(step, CallStep) and step.graph is not None:
        for outcome, ended in _ended(step.graph, progress).items():
            target = graph.target(name, outcome)
            if target is not None:
                yield target, ended
        return
    if isinstance(step, ParallelStep | EachStep):
        progress = _together(step, progress)
    for target in graph.targets(name):
        yield target, progress


def _ended(graph: StepGraph, progress: Progress) -> dict[str, Progress]:
    """How far a dossier may be at each end of a graph."""
    ends: dict[str, Progress] = {}
    for name, far in _entered(graph, progress).items():
        step = graph.steps[name]
        if isinstance(step, EndStep):
            ends[step.end] = ends.get(step.end, frozenset()) | far
    return ends


def _together(step: ParallelStep | EachStep, progress: Progress) -> Progress:
    """Side by side the furthest counts; a list may have no element, a branch not be begun, and either be cancelled."""
    ended = {
        branch: frozenset[int]().union(*_ended(graph, progress).values()) or progress
        for branch, graph in step.children().items()
    }
    if may_cancel(step):
        anywhere = {
            branch: progress.union(*_entered(graph, progress).values()) for branch, graph in step.children().items()
        }
    else:
        anywhere = ended
    if isinstance(step, EachStep):
        return progress | ended[""] | anywhere[""]
    skipped = {branch: progress if graph.when is not None else frozenset() for branch, graph in step.parallel.items()}
    # At least one branch has come to its end, or none was begun; the others may be anywhere.
    ways = [[(ended if branch == ender else anywhere)[branch] | skipped[branch] for branch in ended] for ender in ended]
    return frozenset(max(far) for way in ways for far in product(*way))
