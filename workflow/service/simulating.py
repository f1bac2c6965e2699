"""Simulates procedures as they stand in a folder: chooses the cases a scenario names, traces them, and runs the replications."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from workflow.cases import Ground, cases_in
from workflow.cases.notation import Given, Mistake, moment, needed
from workflow.definition.library import Source
from workflow.definition.places import DefinitionError, Fault, Place
from workflow.definition.reading import Node, read
from workflow.service.checking import ORGANISATION, Workplace, ground_of, open_workplace
from workflow.simulation.measuring import Counted
from workflow.simulation.outcomes import CannotBe, Shares, fitted, missed, taken
from workflow.simulation.plan import Kind, Plan
from workflow.simulation.playing import Player
from workflow.simulation.report import Report, report
from workflow.simulation.running import simulate
from workflow.simulation.scenario import TARGET_LOAD, USUAL_TIMES, Scenario
from workflow.simulation.tracing import trace


@dataclass(frozen=True)
class _Found:
    """A case of a procedure, with what its file gives by name."""

    node: Node
    given: Given

    @property
    def sentence(self) -> str:
        return str(needed(self.node, "case").value)


def open_procedures(folder: Path) -> Workplace:
    """The folder of procedures, opened; raises DefinitionError with every fault."""
    faults: list[Fault] = []
    root = folder.resolve()
    if not (root / ORGANISATION).exists():
        raise DefinitionError(
            [Fault("no-procedures", Place(str(folder)), f"there is no {ORGANISATION} in this folder")]
        )
    workplace = open_workplace(root, faults)
    if workplace is None or faults:
        raise DefinitionError(faults)
    return workplace


def plan_of(scenario: Scenario, tree: Node, workplace: Workplace) -> Plan:
    """Everything a simulation needs; raises DefinitionError where the scenario names what is not there."""
    faults: list[Fault] = []
    assumed: list[str] = []
    kinds: dict[str, tuple[Kind, ...]] = {}
    for slug in scenario.procedures:
        node = tree.at(("procedures", slug))
        source = workplace.library.sources.get(slug)
        if source is None:
            known = ", ".join(sorted(workplace.library.sources))
            faults.append(
                Fault(
                    "unknown-procedure", node.key or node.place, f"there is no procedure {slug}", f"there are: {known}"
                )
            )
            continue
        try:
            found = tuple(_kinds(scenario, slug, node, source, workplace, assumed))
            kinds[slug] = _as_decided(found, scenario.procedures[slug].outcomes, node, slug, assumed)
        except Mistake as mistake:
            faults.append(mistake.fault)
    faults.extend(_unknown_staff(tree, workplace))
    if faults:
        raise DefinitionError(faults)
    calendar = workplace.library.calendar
    plan = Plan(scenario, kinds, calendar)
    return Plan(scenario, kinds, calendar, (*_staff_assumed(plan), *_silence(scenario), *assumed))


def run(plan: Plan, processes: int = 1, told: Callable[[int], None] = lambda done: None) -> Report:
    """All replications, side by side where there are processes for it; the result does not depend on how many."""
    numbers = range(plan.scenario.replications)
    found: list[Counted] = []
    if processes < 2 or len(numbers) < 2:
        for number in numbers:
            found.append(simulate(plan, number))
            told(len(found))
    else:
        lean = Plan(plan.scenario, _without_players(plan.kinds), plan.calendar)
        with ProcessPoolExecutor(min(processes, len(numbers)), mp_context=get_context("spawn")) as pool:
            for counted in pool.map(partial(simulate, lean), numbers):
                found.append(counted)
                told(len(found))
    return report(plan, found)


def _without_players(kinds: Mapping[str, tuple[Kind, ...]]) -> dict[str, tuple[Kind, ...]]:
    return {slug: tuple(Kind(kind.trace, kind.weight) for kind in each) for slug, each in kinds.items()}


# --- which dossiers ---


def _kinds(
    scenario: Scenario, slug: str, node: Node, source: Source, workplace: Workplace, assumed: list[str]
) -> Iterator[Kind]:
    ground = ground_of(source, workplace)
    cases = list(_cases(source))
    asked = scenario.procedures[slug].cases
    if not asked:
        usual = list(_usual(cases, ground, scenario.from_))
        if not usual:
            raise Mistake(node, f"no case of {slug} can be played to its end", "write one, or leave the procedure out")
        assumed.append(
            f"{slug}: {len(usual)} of {len(cases)} cases count alike, those of today's law that come to an end"
        )
        yield from usual
        return
    for beginning, weight in asked.items():
        place = node.at(("cases", beginning))
        found = [case for case in cases if case.sentence.startswith(beginning)]
        if len(found) != 1:
            reason = f"{len(found) or 'no'} cases of {slug} begin with '{beginning}'"
            raise Mistake(place, reason, "write as much of the sentence as it takes to tell it from others")
        yield _kind(found[0], ground, weight)


def decided_in_cases(workplace: Workplace, slug: str) -> set[tuple[str, str]]:
    """Every outcome of every step that some case of today's law takes."""
    source = workplace.library.sources[slug]
    day = source.versions[-1]
    kinds = _usual(list(_cases(source)), ground_of(source, workplace), day)
    return {way for kind in kinds for way in taken(kind.trace)}


def _as_decided(kinds: tuple[Kind, ...], wanted: Shares, node: Node, slug: str, assumed: list[str]) -> tuple[Kind, ...]:
    """The kinds with the weights under which steps end as often in which way as is wanted."""
    if not wanted:
        return kinds
    ways = [taken(kind.trace) for kind in kinds]
    try:
        weights = fitted([kind.weight for kind in kinds], ways, wanted)
    except CannotBe as error:
        place = node.at(("outcomes", error.step, *((error.outcome,) if error.outcome else ())))
        raise Mistake(place, str(error), "write a case that does, or leave it out") from None
    for step, shares in missed(weights, ways, wanted).items():
        told = ", ".join(f"{outcome} {share:.0%}" for outcome, share in sorted(shares.items()))
        assumed.append(
            f"{slug}: the cases do not allow the shares asked of {step} beside the others; it ends as {told}"
        )
    return tuple(replace(kind, weight=weight) for kind, weight in zip(kinds, weights, strict=True))


def _cases(source: Source) -> Iterator[_Found]:
    for file in source.case_files():
        given, cases = cases_in(read(file, str(file)))
        yield from (_Found(node, given) for node in cases)


def _usual(cases: list[_Found], ground: Ground, day: date) -> Iterator[Kind]:
    """Every case that can be played to its end under the law of the day."""
    in_force = ground.procedure_on(day, {}).valid_from
    for case in cases:
        submitted = moment(needed(case.node, "submitted")).date()
        if ground.procedure_on(submitted, {}).valid_from != in_force:
            continue
        try:
            yield _kind(case, ground, 1.0)
        except Mistake:
            continue


def _kind(case: _Found, ground: Ground, weight: float) -> Kind:
    def play(at: datetime) -> Player:
        return Player(case.node, ground, case.given, at)

    return Kind(trace(case.node, ground, case.given), weight, play)


# --- what is said, and what is not ---


def _unknown_staff(tree: Node, workplace: Workplace) -> Iterator[Fault]:
    organisation = workplace.library.organisation
    staffing = tree.get("staffing")
    for unit, roles in staffing.value.items() if staffing is not None else ():
        if unit not in organisation.units:
            known = ", ".join(organisation.units)
            yield Fault("unknown-unit", roles.key or roles.place, f"there is no unit {unit}", f"there are: {known}")
        for role, staff in roles.value.items():
            if role not in organisation.roles:
                known = ", ".join(organisation.roles)
                yield Fault("unknown-role", staff.key or staff.place, f"there is no role {role}", f"there are: {known}")


def _staff_assumed(plan: Plan) -> Iterator[str]:
    for unit, role in plan.unstaffed:
        number = plan.staff[unit, role].officers
        yield f"{unit} {role}: {number} officers, which keeps them {TARGET_LOAD:.0%} busy or less"


def _silence(scenario: Scenario) -> Iterator[str]:
    if "usual" not in scenario.handling.model_fields_set:
        yield f"handling of steps and roles not named: {scenario.handling.usual}"
    silent = [party for party in USUAL_TIMES if party not in scenario.times]
    if silent:
        yield "times outside: " + "; ".join(f"{party} {scenario.time_of(party)}" for party in silent)
    yield "the period begins with empty desks"
