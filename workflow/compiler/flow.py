"""Checks of the way through: every target exists, every outcome leads on, every step is reached, reaches an end and may wait."""

from collections.abc import Iterable, Iterator

from workflow.compiler.context import Context
from workflow.compiler.walking import Site, may_cancel, reached, sites
from workflow.definition.models import (
    OTHERWISE,
    CallStep,
    ComputeStep,
    DecideStep,
    Definition,
    EachStep,
    Ending,
    EndStep,
    ParallelStep,
    PayStep,
    ReturnStep,
    Step,
    StepGraph,
    WaitStep,
)
from workflow.definition.places import Fault, Path
from workflow.definition.reading import Node

OUTERMOST_ENDS = (Ending.SETTLED, Ending.DECLINED, Ending.REFUSED)
PASSING = ("validate", "decide", "compute", "notify", "each")
"""Kinds that may be over at once: nobody and no time is waited for (a list may be empty)."""


def targets_exist(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-step: a `then`, a branch or `start` names a step that is not in this graph."""
    hint = f"the steps here are: {', '.join(site.graph.steps)}"
    for name in site.graph.steps:
        for keys, target in _targets_written(site.graph, name):
            if target not in site.graph.steps:
                yield site.fault("unknown-step", name, keys, f"leads to unknown step '{target}'", hint)
    start = site.graph.start
    if start is not None and start not in site.graph.steps:
        place = site.tree.place_of((*site.path[:-1], "start"))
        yield Fault("unknown-step", place, f"`start` names unknown step '{start}'", hint)


def outcomes_lead_on(site: Site, context: Context) -> Iterator[Fault]:
    """no-way-on, no-outcome, unknown-outcome, idle-then: each outcome has one way on, and no way is written for what cannot be."""
    for name, step in site.graph.steps.items():
        if isinstance(step, EndStep | DecideStep):
            if step.then is not None:
                what = "names its ways itself" if isinstance(step, DecideStep) else "is where it ends"
                yield site.fault(
                    "idle-then", name, ("then",), f"has a `then` that leads nowhere: it {what}", "remove it"
                )
            continue
        possible = outcomes_of(step, context)
        if possible is None:
            continue
        if not possible:
            yield site.fault("no-outcome", name, ("then",), "has no outcome", "name its outcomes under `then`")
        for outcome in possible:
            if site.graph.target(name, outcome) is None:
                by_name = f"add `{outcome}:` or `{OTHERWISE}:` under `then`"
                hint = by_name if step.then else "add `then`, or put a step after it"
                yield site.fault("no-way-on", name, ("then",), f"has no way on for outcome '{outcome}'", hint)
        for outcome in step.then if step.then is not None and not isinstance(step.then, str) else ():
            if outcome != OTHERWISE and outcome not in possible:
                reason = f"step '{name}' never ends as '{outcome}'"
                hint = f"it can end as: {', '.join(possible)}"
                yield Fault("unknown-outcome", site.key_place(name, "then", outcome), reason, hint)


def otherwise_stands_last(site: Site, context: Context) -> Iterator[Fault]:
    """branch-after-otherwise: nothing stands behind the `otherwise` of a `decide`."""
    for name, step in site.graph.steps.items():
        places = [i for i, choice in enumerate(step.decide) if choice.otherwise] if isinstance(step, DecideStep) else []
        if isinstance(step, DecideStep) and places and places[0] != len(step.decide) - 1:
            reason = "has a branch after `otherwise` that can never be taken"
            keys = ("decide", places[0] + 1)
            yield site.fault("branch-after-otherwise", name, keys, reason, "put `otherwise` last")


def otherwise_stands_last_of_limits(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """branch-after-otherwise, for limits by case."""
    limits = definition.deadline.choose
    places = [index for index, limit in enumerate(limits) if limit.when is None]
    if places and places[0] != len(limits) - 1:
        place = tree.place_of(("deadline", "choose", places[0] + 1))
        reason = "this limit stands after `otherwise` and can never hold"
        yield Fault("branch-after-otherwise", place, reason, "put `otherwise` last")


def every_step_is_reached(site: Site, context: Context) -> Iterator[Fault]:
    """unreachable: no way from the start of the graph leads to the step. Where a way leads nowhere, that alone is told."""
    found = reached(site.graph, site.graph.first)
    leads_nowhere = bool(found - site.graph.steps.keys())
    for name in site.graph.steps if not leads_nowhere else ():
        if name not in found:
            yield site.fault("unreachable", name, (), "can never be reached", "lead some `then` to it, or remove it")


def every_step_reaches_an_end(site: Site, context: Context) -> Iterator[Fault]:
    """no-end: from the step, though every way leads on, no `end` can be reached; said once of steps that share their ways."""
    steps, told = site.graph.steps, set[str]()
    for name in steps:
        found = reached(site.graph, name)
        leads_on = all(found_name in steps and site.graph.targets(found_name) for found_name in found)
        if leads_on and name not in told:
            told |= found
            hint = "lead it, over other steps, to an `end` step"
            yield site.fault("no-end", name, (), "can never come to an end", hint)


def loops_wait(site: Site, context: Context) -> Iterator[Fault]:
    """endless: a way leads back to the step over steps that wait for nobody and no time; said once of a loop."""
    told = set[str]()
    for name in site.graph.steps:
        found = _at_once(site.graph, _next_at_once(site.graph, name))
        if name in found and name not in told:
            told |= found
            hint = "put a review, a wait or other work into the loop"
            yield site.fault("endless", name, (), "may go round for ever: nothing on its way back waits", hint)


def joins_can_happen(site: Site, context: Context) -> Iterator[Fault]:
    """bad-until: a number of branches that there are, or of elements that there may be."""
    for name, step in site.graph.steps.items():
        if isinstance(step, ParallelStep) and isinstance(step.until, int) and not 1 <= step.until <= len(step.parallel):
            reason = f"waits for {step.until} of {len(step.parallel)} branches"
            yield site.fault("bad-until", name, ("until",), reason, f"give a number from 1 to {len(step.parallel)}")
        if isinstance(step, EachStep) and isinstance(step.until, int) and step.until < 1:
            reason = f"waits for {step.until} elements"
            yield site.fault("bad-until", name, ("until",), reason, "give a number from 1 on, or leave it out")


def what_left_the_house_is_not_cancelled(site: Site, context: Context) -> Iterator[Fault]:
    """cannot-cancel: money and parcels on their way cannot be called back when another branch or element is enough."""
    for name, step in site.graph.steps.items():
        if not may_cancel(step):
            continue
        part = "a branch" if isinstance(step, ParallelStep) else "an element"
        for below in site.below(name, step):
            for inner in sites(below):
                for found, each in inner.graph.steps.items():
                    if isinstance(each, PayStep | ReturnStep):
                        reason = f"stands in {part} of '{name}' that may be cancelled, and cannot be called back"
                        yield inner.fault("cannot-cancel", found, (), reason, "do it after they are joined")


def sections_do_not_wait_for_each_other(site: Site, context: Context) -> Iterator[Fault]:
    """may-deadlock: inside a critical section nothing asks for another one, here or in a called dossier."""
    for name, step in site.graph.steps.items():
        if getattr(step, "exclusive", None) is None:
            continue
        for below in site.below(name, step):
            for inner in sites(below):
                for found, each in inner.graph.steps.items():
                    if getattr(each, "exclusive", None) is not None or (
                        isinstance(each, CallStep) and not each.is_shared
                    ):
                        reason = f"may wait for a dossier that waits for '{name}', which is exclusive around it"
                        yield inner.fault("may-deadlock", found, (), reason, "put one after the other")


def outermost_ends_are_endings(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-ending: the dossier itself ends as settled, declined or refused."""
    for name, step in site.graph.steps.items() if site.is_outermost else ():
        if isinstance(step, EndStep) and step.end not in OUTERMOST_ENDS:
            hint = f"a dossier ends as one of: {', '.join(OUTERMOST_ENDS)}"
            yield site.fault("unknown-ending", name, ("end",), f"ends the dossier as '{step.end}'", hint)


def outcomes_of(step: Step, context: Context) -> tuple[str, ...] | None:
    """The outcomes a step may have; None for a rule or procedure that does not exist (another check says so)."""
    if isinstance(step, ComputeStep):
        rule = context.rules.get(step.compute)
        return rule.outcomes if rule else None
    if isinstance(step, CallStep) and step.graph is None and step.call not in context.procedures:
        return None
    return step.outcomes()


def _at_once(graph: StepGraph, begin: Iterable[str]) -> set[str]:
    """The steps entered in the very turn in which these are."""
    found: set[str] = set()
    frontier = list(begin)
    while frontier:
        name = frontier.pop()
        if name in graph.steps and name not in found:
            found.add(name)
            frontier.extend(_next_at_once(graph, name))
    return found


def _next_at_once(graph: StepGraph, name: str) -> list[str]:
    """Where a step may lead in the very turn it is entered."""
    step = graph.steps[name]
    if step.kind in PASSING:
        return graph.targets(name)
    outcomes: Iterable[str] = ()
    if isinstance(step, PayStep):
        outcomes = ("paid",)  # at once when there is nothing to pay
    elif isinstance(step, CallStep) and step.graph is not None:
        outcomes = _ends_at_once(step.graph)
    elif isinstance(step, WaitStep) and step.once is not None:
        outcomes = ("reached",)  # at once when the condition holds already
    elif isinstance(step, ParallelStep):
        outcomes = step.outcomes() if _joins_at_once(step) else ()
    return [target for outcome in outcomes if (target := graph.target(name, outcome)) is not None]


def _joins_at_once(step: ParallelStep) -> bool:
    """Whether enough branches may end in the turn they are begun, or all those that are begun at all."""
    needed = step.until if isinstance(step.until, int) else len(step.parallel) if step.until == "all" else 1
    passing = {branch for branch, graph in step.parallel.items() if _ends_at_once(graph)}
    return len(passing) >= needed or all(
        branch in passing or graph.when is not None for branch, graph in step.parallel.items()
    )


def _ends_at_once(graph: StepGraph) -> list[str]:
    """The ends a graph may come to in the very turn it is begun."""
    entered = (graph.steps[name] for name in _at_once(graph, [graph.first]))
    return [step.end for step in entered if isinstance(step, EndStep)]


def _targets_written(graph: StepGraph, name: str) -> Iterator[tuple[Path, str]]:
    """Each target a step names, and by which keys."""
    step = graph.steps[name]
    if isinstance(step, DecideStep):
        for index, choice in enumerate(step.decide):
            yield ("decide", index, "otherwise" if choice.otherwise is not None else "then"), choice.target
    elif isinstance(step.then, str):
        yield ("then",), step.then
    elif step.then is not None:
        for outcome, target in step.then.items():
            yield ("then", outcome), target
