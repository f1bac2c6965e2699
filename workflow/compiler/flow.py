"""Checks of the way through: every target exists, every outcome leads on, every step is reached and reaches an end."""

from collections.abc import Iterator

from workflow.compiler.context import Context
from workflow.compiler.walking import Site
from workflow.definition.models import OTHERWISE, CallStep, ComputeStep, DecideStep, Ending, EndStep, Step
from workflow.definition.places import Fault

OUTERMOST_ENDS = (Ending.SETTLED, Ending.DECLINED, Ending.REFUSED)


def targets_exist(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-step: a `then`, a branch or `start` names a step that is not in this graph."""
    names = ", ".join(site.graph.steps)
    for name, step in site.graph.steps.items():
        for target in site.graph.targets(name):
            if target not in site.graph.steps:
                key = "decide" if isinstance(step, DecideStep) else "then"
                yield site.fault(
                    "unknown-step", name, (key,), f"leads to unknown step '{target}'", f"the steps here are: {names}"
                )
    if site.graph.start is not None and site.graph.start not in site.graph.steps:
        first = next(iter(site.graph.steps))
        yield site.fault(
            "unknown-step",
            first,
            (),
            f"is not where this graph starts: `start` names unknown step '{site.graph.start}'",
        )


def outcomes_lead_on(site: Site, context: Context) -> Iterator[Fault]:
    """no-way-on, unknown-outcome: each outcome has exactly one way on, and no way is written for an outcome that cannot be."""
    for name, step in site.graph.steps.items():
        if isinstance(step, EndStep | DecideStep):
            continue
        possible = outcomes_of(step, context)
        for outcome in possible:
            if site.graph.target(name, outcome) is None:
                hint = (
                    f"add `{outcome}:` or `{OTHERWISE}:` under `then`"
                    if step.then
                    else "add `then`, or put a step after it"
                )
                yield site.fault("no-way-on", name, ("then",), f"has no way on for outcome '{outcome}'", hint)
        if isinstance(step.then, str) or step.then is None:
            continue
        for outcome in step.then:
            if outcome != OTHERWISE and outcome not in possible:
                yield site.fault(
                    "unknown-outcome",
                    name,
                    ("then", outcome),
                    f"never ends as '{outcome}'",
                    f"it can end as: {', '.join(possible)}",
                )


def decides_are_total(site: Site, context: Context) -> Iterator[Fault]:
    """not-total, branch-after-otherwise: a `decide` ends with `otherwise`, and nothing stands behind it."""
    for name, step in site.graph.steps.items():
        if not isinstance(step, DecideStep):
            continue
        places = [index for index, choice in enumerate(step.decide) if choice.otherwise is not None]
        if not places:
            yield site.fault(
                "not-total",
                name,
                ("decide",),
                "does not say what happens when no condition holds",
                "end it with `- otherwise: <step>`",
            )
        elif places[0] != len(step.decide) - 1:
            yield site.fault(
                "branch-after-otherwise",
                name,
                ("decide", places[0] + 1),
                "has a branch after `otherwise` that can never be taken",
            )


def every_step_is_reached(site: Site, context: Context) -> Iterator[Fault]:
    """unreachable: no way from the start of the graph leads to the step."""
    reached = _reached_from(site, site.graph.first)
    for name in site.graph.steps:
        if name not in reached:
            yield site.fault("unreachable", name, (), "can never be reached", "lead some `then` to it, or remove it")


def every_step_reaches_an_end(site: Site, context: Context) -> Iterator[Fault]:
    """no-end: from the step no `end` can be reached."""
    for name in site.graph.steps:
        if not any(
            isinstance(site.graph.steps[found], EndStep)
            for found in _reached_from(site, name)
            if found in site.graph.steps
        ):
            yield site.fault(
                "no-end", name, (), "can never come to an end", "lead it, over other steps, to an `end` step"
            )


def outermost_ends_are_endings(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-ending: the dossier itself ends as settled, declined or refused."""
    if not site.is_outermost:
        return
    for name, step in site.graph.steps.items():
        if isinstance(step, EndStep) and step.end not in OUTERMOST_ENDS:
            known = ", ".join(OUTERMOST_ENDS)
            yield site.fault(
                "unknown-ending",
                name,
                ("end",),
                f"ends the dossier as '{step.end}'",
                f"a dossier ends as one of: {known}",
            )


def the_clock_starts(site: Site, context: Context) -> Iterator[Fault]:
    """clock-never-starts: some step accepts the dossier, so that the legal time is counted."""
    if site.is_outermost and not any(
        step.clock == "start" for inner in _all(site) for step in inner.graph.steps.values()
    ):
        yield site.fault(
            "clock-never-starts",
            site.graph.first,
            (),
            "begins a way on which the legal clock never starts",
            "give the accepting step `clock: start`",
        )


def outcomes_of(step: Step, context: Context) -> tuple[str, ...]:
    """The outcomes a step may have; none known for a rule that does not exist (another check says so)."""
    if isinstance(step, ComputeStep):
        rule = context.rules.get(step.compute)
        return rule.outcomes if rule else ()
    if isinstance(step, CallStep) and step.graph is None:
        return tuple(Ending) if step.call in context.procedures else ()
    return step.outcomes()


def _reached_from(site: Site, start: str) -> set[str]:
    reached: set[str] = set()
    frontier = [start]
    while frontier:
        name = frontier.pop()
        if name not in reached:
            reached.add(name)
            if name in site.graph.steps:
                frontier.extend(site.graph.targets(name))
    return reached


def _all(site: Site) -> Iterator[Site]:
    yield site
    for name, step in site.graph.steps.items():
        for inner in site.below(name, step):
            yield from _all(inner)
