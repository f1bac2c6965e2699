"""Check of time: the times of the steps fit the legal limit, on the longest way of every case the limit is chosen by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from workflow.clock import Duration
from workflow.compiler.choices import Known
from workflow.compiler.context import Context
from workflow.compiler.domains import known_at
from workflow.compiler.solving import ERROR, Formula, Reading, Values, is_open, words_of
from workflow.compiler.syntax import Has, path_of, syntax_of, walk
from workflow.compiler.walking import Site, reached, sites
from workflow.compiler.ways import Clock, Found, Place, Targets, TooMany, Walk, Way
from workflow.conditions import Condition
from workflow.definition.models import DecideStep, Definition, PayStep, StepGraph, TimeLimit
from workflow.definition.places import Fault, Path, Remark
from workflow.definition.reading import Node

FIXED = ("form", "applicant")
"""What does not change while the legal clock runs (a supplement may correct it, and then the dossier is another one)."""


@dataclass(frozen=True)
class Situation:
    """A kind of dossier: the limit it has, where its choices lead, and an example of it."""

    limit: int
    """Which of the limits; 0 where there is only one."""
    targets: tuple[tuple[Place, tuple[str, ...]], ...]
    example: str


def step_times_fit_the_limit(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """too-long: no way through the steps takes longer than the law allows, as far as steps have times."""
    outermost = Site(definition.graph, tree, ("steps",))
    limits = definition.deadline.choose or (TimeLimit(time=definition.deadline.time),)
    worst: dict[tuple[int, str], tuple[Way, Duration, str]] = {}
    walked: dict[object, list[Way]] = {}
    found: Found = {}
    for situation in _situations(outermost, limits, context) or ():
        own = limits[situation.limit].time
        if situation.targets not in walked:
            walked[situation.targets] = list(_longest_ways(outermost, dict(situation.targets), found))
        for way in walked[situation.targets]:
            limit = way.limit or own
            key = situation.limit, str(limit)
            known = worst.get(key)
            if not way.span.fits(limit) and (known is None or known[0].span.most_seconds < way.span.most_seconds):
                worst[key] = way, limit, situation.example
    for (index, _), (way, limit, example) in worst.items():
        keys: Path = ("deadline", "choose", index, "time") if definition.deadline.choose else ("deadline", "time")
        when = f" when {example}" if example and definition.deadline.choose else ""
        steps = ", ".join(f"{path} {time}" for path, time in way.steps)
        reason = f"the limit is {limit}, but the longest way takes {way.span}{when}: {steps}"
        yield Fault("too-long", tree.place_of(keys), reason, "give these steps less time; the limit is the law's")


def remarks_on_times(definition: Definition, tree: Node, context: Context) -> Iterator[Remark]:
    """no-time, done-again, undecided: what the proof of times does not count."""
    outermost = Site(definition.graph, tree, ("steps",))
    place = tree.place_of(("deadline",))
    limits = definition.deadline.choose or (TimeLimit(time=definition.deadline.time),)
    if _situations(outermost, limits, context) is None:
        reason = "too many kinds of dossiers to try; it is not proved that the times of the steps fit the limit"
        yield Remark("undecided", place, reason)
        return
    walk = Walk()
    try:
        walk.ends(outermost)
    except TooMany:
        yield Remark("undecided", place, "too many ways; it is not proved that the times of the steps fit the limit")
        return
    for (_, name), site in walk.unlimited.items():
        step = site.graph.steps[name]
        what = "the bank's time" if isinstance(step, PayStep) else "the time it takes"
        yield Remark("no-time", site.place(name), f"step '{name}': {what} is not limited and not counted")
    for (_, name), (site, leading) in walk.again.items():
        reason = f"step '{name}' may be done again, after {', '.join(sorted(leading))}; it is counted once, and nothing bounds it"
        yield Remark("done-again", site.place(name), reason)


def _longest_ways(outermost: Site, targets: Targets, found: Found) -> Iterator[Way]:
    """The longest ways on which a dossier is accepted; none when there are too many."""
    try:
        ended = Walk(targets, found).ends(outermost)
    except TooMany:
        return
    yield from (way for ways in ended.values() for way in ways if way.clock is not Clock.NOT_STARTED)


# --- Kinds of dossiers ---


def _situations(outermost: Site, limits: Sequence[TimeLimit], context: Context) -> list[Situation] | None:
    """Every combination of a limit and of ways that the same dossier can have; None when there are too many to try.

    A condition counts when all it reads stands fixed before the clock starts; other choices are free.
    """
    conditions = [limit.when for limit in takewhile(lambda limit: limit.when is not None, limits) if limit.when]
    decides = [
        (site, name, step)
        for site in sites(outermost)
        for name, step in site.graph.steps.items()
        if isinstance(step, DecideStep) and all(_is_fixed(each.when, site) for each in step.decide)
    ]
    found = _combined(outermost, conditions, decides, len(limits), context)
    if found is None:  # only what reads the same as the limits do is worth a second try
        found = _combined(
            outermost, conditions, [each for each in decides if _shares(each[2], conditions)], len(limits), context
        )
    return found


def _combined(
    outermost: Site,
    conditions: list[Condition],
    decides: list[tuple[Site, str, DecideStep]],
    count: int,
    context: Context,
) -> list[Situation] | None:
    reading = Reading(_known(outermost, context))
    try:
        by_case = [reading.formula(condition.source) for condition in conditions]
        by_step = [
            (
                (site.path, name),
                step,
                [reading.formula(choice.when.source if choice.when else "true") for choice in step.decide],
            )
            for site, name, step in decides
        ]
    except ValueError:
        return None
    tried = reading.assignments()
    if tried is None:
        return None
    found: dict[tuple[object, ...], Situation] = {}
    for values in tried:
        limit = _first(by_case, values)
        if limit is ERROR:
            continue  # such a dossier cannot be accepted at all
        index = limit if isinstance(limit, int) else len(by_case)
        if index == count:
            continue  # another check says that no limit holds
        ways = tuple((place, _taken(step, formulas, values)) for place, step, formulas in by_step)
        example = "" if is_open(values, reading) and not by_case else words_of(values, reading)
        found.setdefault((index, ways), Situation(index, ways, example))
    return list(found.values())


def _first(formulas: Sequence[Formula], values: Values) -> object:
    """Which of the conditions is the first that holds: its number, None, or ERROR."""
    for index, formula in enumerate(formulas):
        held = formula(values)
        if held is not False:
            return index if held is True else ERROR
    return None


def _taken(step: DecideStep, formulas: Sequence[Formula], values: Values) -> tuple[str, ...]:
    """Where a choice leads; nowhere when it cannot be made, because the engine stops there."""
    index = _first(formulas, values)
    return (step.decide[index].target,) if isinstance(index, int) else ()


def _known(outermost: Site, context: Context) -> Known:
    return known_at(outermost, context)


def _is_fixed(condition: Condition | None, site: Site) -> bool:
    """Whether all that a condition reads has one value wherever it is read, and it does not ask which steps were passed."""
    if condition is None:
        return True
    try:
        asked = [path_of(part.path) or ("",) for part in walk(syntax_of(condition.source)) if isinstance(part, Has)]
    except ValueError:
        return False
    return all(_has_one_value(name, site) for name in condition.names) and all(path[0] in FIXED for path in asked)


def _has_one_value(name: str, site: Site) -> bool:
    """Whether a name means the applicant's answers, or an outermost step that is passed once at most."""
    if name in FIXED:
        return True
    outermost, *inner = (*site.outer, site)
    shadowed = any(name in each.graph.steps for each in inner)
    return not shadowed and name in outermost.graph.steps and not _is_passed_again(name, outermost.graph)


def _is_passed_again(name: str, graph: StepGraph) -> bool:
    return any(name in reached(graph, target) for target in graph.targets(name))


def _shares(step: DecideStep, conditions: Sequence[Condition]) -> bool:
    read = {name for condition in conditions for name in condition.names}
    return any(choice.when is not None and read & set(choice.when.names) for choice in step.decide)
