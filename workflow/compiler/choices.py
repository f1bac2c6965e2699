"""Checks of choices: one of the branches always holds, each can be taken, and what holds together is named."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from workflow.compiler.context import Context
from workflow.compiler.domains import known_at, outcomes_of_branches
from workflow.compiler.solving import ERROR, Domain, Path, Reading, Values, is_open, words_of
from workflow.compiler.walking import Site, sites
from workflow.conditions import Condition
from workflow.definition.models import DecideStep, Definition, ParallelStep
from workflow.definition.places import Fault, Place, Remark
from workflow.definition.reading import Node

Known = Callable[[Path], Domain | None]


@dataclass
class Verdict:
    """What trying all assignments showed of a row of conditions."""

    taken: set[int] = field(default_factory=set)
    """Which conditions may be the first that holds."""
    holding: set[int] = field(default_factory=set)
    """Which conditions may hold at all."""
    together: dict[tuple[int, int], str] = field(default_factory=dict)
    """Conditions that may hold at the same time, with an example; those that depend on a closed box are left out."""
    uncovered: str | None = None
    """An example in which none holds; empty when nothing can be said of it."""
    is_surely_uncovered: bool = False


def examined(conditions: Sequence[Condition], known: Known) -> Verdict | None:
    """What can be proved of conditions asked one after the other; None when that is undecided."""
    reading, verdict = Reading(known), Verdict()
    try:
        formulas = [reading.formula(condition.source) for condition in conditions]
    except ValueError:
        return None
    tried = reading.assignments()
    if tried is None:
        return None
    for values in tried:
        found = [formula(values) for formula in formulas]
        _note(verdict, found, values, reading)
    return verdict


def _note(verdict: Verdict, found: list[object], values: Values, reading: Reading) -> None:
    holding = [index for index, each in enumerate(found) if each is True]
    verdict.holding.update(holding)
    first = next((index for index, each in enumerate(found) if each is not False), None)
    if first is None:
        if verdict.uncovered is None or (not verdict.is_surely_uncovered and not is_open(values, reading)):
            verdict.uncovered = words_of(values, reading)
            verdict.is_surely_uncovered = not is_open(values, reading)
        return
    if found[first] is not ERROR:
        verdict.taken.add(first)
    if len(holding) > 1 and not is_open(values, reading):
        for position, one in enumerate(holding):
            for other in holding[position + 1 :]:
                verdict.together.setdefault((one, other), words_of(values, reading))


# --- Faults ---


def decides_are_total(site: Site, context: Context) -> Iterator[Fault]:
    """not-total: a `decide` ends with `otherwise`, or its conditions are proved to leave nothing over."""
    for name, step in site.graph.steps.items():
        if isinstance(step, DecideStep) and all(choice.otherwise is None for choice in step.decide):
            reason = f"step '{name}' does not say what happens when no condition holds"
            conditions = [choice.when for choice in step.decide if choice.when is not None]
            hint = "end it with `- otherwise: <step>`"
            yield from _total(conditions, known_at(site, context), site.place(name, "decide"), reason, hint)


def branches_can_be_taken(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """never-taken: each branch of a `decide` is the first that holds for some dossier."""
    for site in sites(Site(definition.graph, tree, ("steps",))):
        for name, step in site.graph.steps.items():
            if isinstance(step, DecideStep):
                places = [site.place(name, "decide", index) for index in range(len(step.decide))]
                yield from _taken(
                    _conditions(step), known_at(site, context), places, f"step '{name}' has a branch that"
                )


def limits_are_total_and_can_hold(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """not-total, never-taken: limits by case leave no dossier without one, and each holds for some dossier."""
    known = known_at(Site(definition.graph, tree, ("steps",)), context)
    limits = definition.deadline.choose
    conditions = [limit.when for limit in limits if limit.when is not None]
    if limits and len(conditions) == len(limits):
        reason = "the deadline does not say which limit holds when no condition does"
        hint = "end it with `- { otherwise: true, time: … }`"
        yield from _total(conditions, known, tree.place_of(("deadline", "choose")), reason, hint)
    places = [tree.place_of(("deadline", "choose", index)) for index in range(len(limits))]
    yield from _taken(conditions, known, places, "the deadline has a limit that")


def _total(conditions: list[Condition], known: Known, place: Place, reason: str, hint: str) -> Iterator[Fault]:
    verdict = examined(conditions, known)
    if verdict is not None and verdict.uncovered is None:
        return
    if verdict is not None and verdict.is_surely_uncovered and verdict.uncovered:
        reason += f": for instance when {verdict.uncovered}"
    yield Fault("not-total", place, reason, hint)


def _taken(conditions: list[Condition], known: Known, places: list[Place], whose: str) -> Iterator[Fault]:
    verdict = examined(conditions, known)
    for index, place in enumerate(places[: len(conditions)]):
        if verdict is None or index in verdict.taken:
            continue
        if index in verdict.holding:
            reason = f"{whose} is never taken: whenever it holds, one above it holds too"
            yield Fault("never-taken", place, reason, "put it further up, or remove it")
        else:
            reason = f"{whose} is never taken: no dossier fulfils its condition"
            yield Fault("never-taken", place, reason, "mend the condition, or remove the branch")


def conditions_of_joins_can_hold(site: Site, context: Context) -> Iterator[Fault]:
    """until-never-holds: the condition on which branches are joined can hold; else all are always waited for."""
    for name, step in site.graph.steps.items():
        if not isinstance(step, ParallelStep) or not isinstance(step.until, Condition):
            continue
        verdict = examined([step.until], _known_of_join(step, known_at(site, context)))
        if verdict is not None and not verdict.holding:
            reason = "joins its branches on a condition that never holds, so that it always waits for all of them"
            hint = f"mend the condition, or write `until: all`; a branch ends as: {', '.join(_ends(step))}"
            yield site.fault("until-never-holds", name, ("until",), reason, hint)


def _known_of_join(step: ParallelStep, known: Known) -> Known:
    """What is known of the values that only the condition of a join reads."""

    def known_here(path: Path) -> Domain | None:
        if path == ("count",):
            return Domain(tuple(range(1, len(step.parallel) + 1)), is_always_there=True)
        if path[0] == "branches":
            return outcomes_of_branches(step, path[1:])
        return known(path)

    return known_here


def _ends(step: ParallelStep) -> list[str]:
    return list(dict.fromkeys(end for branch in step.parallel.values() for end in branch.ends))


# --- Remarks ---


def remarks_on_choices(site: Site, context: Context) -> Iterator[Remark]:
    """overlap, idle-otherwise, undecided: what is no fault and yet worth knowing of a `decide`."""
    for name, step in site.graph.steps.items():
        if not isinstance(step, DecideStep):
            continue
        verdict = examined(_conditions(step), known_at(site, context))
        if verdict is None:
            reason = f"step '{name}': too much is read here to try everything; nothing is proved of its branches"
            yield Remark("undecided", site.place(name, "decide"), reason)
            continue
        for (one, other), example in verdict.together.items():
            if step.decide[one].target != step.decide[other].target:
                ways = f"'{step.decide[one].target}' and '{step.decide[other].target}'"
                reason = f"step '{name}': {ways} both hold when {example}; the first one is taken"
                yield Remark("overlap", site.place(name, "decide", other), reason)
        if verdict.uncovered is None and step.decide[-1].otherwise is not None and len(step.decide) > 1:
            reason = f"step '{name}': the conditions cover everything, so `otherwise` only guards against changes"
            yield Remark("idle-otherwise", site.place(name, "decide", len(step.decide) - 1), reason)


def _conditions(step: DecideStep) -> list[Condition]:
    """The conditions down to the first `otherwise`; what stands behind that one is another check's business."""
    found: list[Condition] = []
    for choice in step.decide:
        if choice.when is None:
            break
        found.append(choice.when)
    return found
