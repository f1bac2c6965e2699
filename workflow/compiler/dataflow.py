"""What a dossier is known to hold at each step, over every way that leads there: a forward analysis to a fixed point.

Knowledge is which steps were passed with which outcomes, and what the conditions on the way tell. Form and papers may
change while somebody is waited for (supplements), so what is known of them lasts only as long as nothing waits.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workflow.compiler.context import Context
from workflow.compiler.expressions import tree_of
from workflow.compiler.flow import PASSING, outcomes_of
from workflow.compiler.gives import NOT_PASSED, given_by, graph_values, not_passed
from workflow.compiler.inference import inferred
from workflow.compiler.knowledge import NOTHING, Fact, Facts, facts_when, reading, without
from workflow.compiler.names import OF_THE_DOSSIER
from workflow.compiler.shapes import ANYTHING, NUMBER, Field, Presence, Shape, by_outcome, joined, mapping_of
from workflow.compiler.walking import Site, sites
from workflow.definition.models import DecideStep, EachStep, EndStep, Step
from workflow.definition.places import Path

WIDEST = 30
"""Visits after which values that still grow count as anything, so that the analysis ends for any graph."""


@dataclass(frozen=True)
class Known:
    """What is known at a point: the shape of every name, and facts."""

    names: Mapping[str, Shape]
    facts: Facts = NOTHING

    def with_step(self, name: str, shape: Shape) -> "Known":
        return Known({**self.names, name: shape}, without(self.facts, [name]))


Visit = Callable[[Site, str, Known], None]


def _nobody(site: Site, name: str, known: Known) -> None:
    pass


@dataclass
class DataFlow:
    """Follows values through the graphs of one definition; graphs inside others are followed anew for each way in."""

    context: Context
    begins: dict[Path, Known] = field(default_factory=dict)
    """What is known around each graph that was visited, as it begins."""
    _single: dict[tuple[Path, str], Shape] = field(default_factory=dict)
    """What steps without graphs inside give: always the same, by the path of their graph and their name."""
    _ended: dict[tuple[Any, ...], tuple[Known, dict[str, Shape]]] = field(default_factory=dict)
    _lists: dict[Path, frozenset[str]] = field(default_factory=dict)
    """The names that `each` steps of a graph and of those inside it read, by the path of the graph."""
    _joined: dict[tuple[int, int], tuple[Shape, Shape, Shape]] = field(default_factory=dict)
    """Shapes met before are met again on every way: they are known by identity, and kept alive for that."""

    def together(self, one: Known, other: Known) -> Known:
        """What is known where two ways come together."""
        names = dict(one.names)
        for name, shape in names.items():
            if shape is not (second := other.names[name]):
                names[name] = self._either(shape, second)
        shared = one.facts & other.facts
        return Known(names, shared | _also(one.facts - shared, other) | _also(other.facts - shared, one))

    def _either(self, one: Shape, other: Shape) -> Shape:
        key = (id(one), id(other))
        if key not in self._joined:
            found = joined(one, other)
            self._joined[key] = one, other, one if found == one else found
        return self._joined[key][2]

    def entered(self, site: Site, outer: Known, visit: Visit = _nobody) -> dict[str, Known]:
        """What is known on entering each step of a graph; `visit` meets every step, inner ones too, with all ways joined."""
        known = self._follow(site, self.begun(site, outer))
        if visit is not _nobody:
            self.begins[site.path] = outer
            for name, at in known.items():
                visit(site, name, at)
                for inner, within in self._inside(site, name, at):
                    self.entered(inner, within, visit)
        return known

    def _follow(self, site: Site, begun: Known) -> dict[str, Known]:
        entered = {site.graph.first: begun}
        visits: Counter[str] = Counter()
        order = {name: number for number, name in enumerate(site.graph.in_order)}
        waiting = {site.graph.first}
        while waiting:
            name = min(waiting, key=order.__getitem__)  # after all that lead to it, where nothing leads back
            waiting.remove(name)
            visits[name] += 1
            for _, target, left in self.left(site, name, entered[name]):
                if target not in site.graph.steps:
                    continue
                before = entered.get(target)
                after = left if before is None else self.together(before, left)
                if before is not None and visits[target] > WIDEST:
                    after = _widened(before, after)
                if after != before:
                    entered[target] = after
                    waiting.add(target)
        return entered

    def begun(self, site: Site, outer: Known) -> Known:
        """A graph begins with none of its steps passed; their names hide those of the graphs around."""
        own = graph_values(site.graph, self.context)
        names = {
            **outer.names,
            **{name: shape if shape == ANYTHING else not_passed(shape) for name, shape in own.items()},
        }
        return Known(names, without(outer.facts, own))

    def left(self, site: Site, name: str, known: Known) -> Iterator[tuple[str, str, Known]]:
        """With which outcome a step leads where, and what is known then."""
        step = site.graph.steps[name]
        if isinstance(step, EndStep):
            return
        if isinstance(step, DecideStep):
            yield from _chosen(step, known)
            return
        given = self._gives(site, name, step, known)
        if step.kind not in PASSING or step.children():
            known = replace(known, facts=without(known.facts, OF_THE_DOSSIER))
        for outcome in outcomes_of(step, self.context) or ():
            target = site.graph.target(name, outcome)
            if target is not None and outcome in given.variants:
                yield outcome, target, known.with_step(name, self._one_of(given, outcome))

    def _gives(self, site: Site, name: str, step: Step, known: Known) -> Shape:
        if step.children():
            return given_by(step, self.context, self._ends_inside(site, name, step, known))
        if (site.path, name) not in self._single:
            self._single[site.path, name] = given_by(step, self.context, {})
        return self._single[site.path, name]

    def _one_of(self, given: Shape, outcome: str) -> Shape:
        """The shape of a step that ended so; the same one for the same step."""
        variant = given.variants[outcome]
        key = (id(variant), 0)
        if key not in self._joined:
            self._joined[key] = variant, variant, by_outcome({outcome: variant})
        return self._joined[key][2]

    def _ends_inside(self, site: Site, name: str, step: Step, known: Known) -> dict[str, dict[str, Shape]]:
        """The values of the graphs inside a step: by branch, and by the end they come to."""
        branches = list(step.children())
        inside = list(self._inside(site, name, known))
        return {branch: self._ends(inner, within) for branch, (inner, within) in zip(branches, inside, strict=True)}

    def _inside(self, site: Site, name: str, known: Known) -> Iterator[tuple[Site, Known]]:
        """The graphs inside a step, and what is known as they begin."""
        step = site.graph.steps[name]
        if isinstance(step, EachStep):
            tree = tree_of(step.each)
            element = (inferred(tree, known.names, known.facts).shape.items if tree else None) or ANYTHING
            names = {**known.names, "row": element, "index": NUMBER}
            known = Known(names, without(known.facts, ["row", "index"]))
        for inner in site.below(name, step):
            yield inner, known

    def _ends(self, site: Site, outer: Known) -> dict[str, Shape]:
        """What a graph gives at each of its ends. Of what is around it, only the lists that it goes through count."""
        if site.path not in self._lists:
            self._lists[site.path] = frozenset((*_lists_below(site), *(["row"] if site.of_element else [])))
        lists = self._lists[site.path]
        about = frozenset(fact for fact in outer.facts if fact.path[0] in lists)
        key = (site.path, about, *(id(outer.names[name]) for name in sorted(lists & outer.names.keys())))
        if key not in self._ended:
            self._ended[key] = outer, self._ends_found(site, outer)
        return self._ended[key][1]

    def _ends_found(self, site: Site, outer: Known) -> dict[str, Shape]:
        ends: dict[str, Shape] = {}
        for name, known in self.entered(site, outer).items():
            step = site.graph.steps[name]
            if isinstance(step, EndStep):
                values = self._values(site, known)
                ends[step.end] = joined(ends[step.end], values) if step.end in ends else values
        return ends

    def _values(self, site: Site, known: Known) -> Shape:
        """The values of a graph as they are gathered: a step that was not passed has no name there."""
        fields = {name: _gathered(known.names[name]) for name in graph_values(site.graph, self.context)}
        if site.of_element:
            fields |= {"row": Field(known.names["row"]), "index": Field(NUMBER)}
        return replace(mapping_of({}), fields=fields)


def _lists_below(site: Site) -> Iterator[str]:
    for inner in sites(site):
        for step in inner.graph.steps.values():
            if isinstance(step, EachStep):
                yield from step.each.names


def _also(facts: Facts, known: Known) -> Facts:
    """Of what one way tells to be there, what is there on the other way too, though nobody tested it."""
    paths = {fact.path for fact in facts}
    return frozenset(Fact(path) for path in paths if not inferred(reading(path), known.names, known.facts).missing)


def _gathered(shape: Shape) -> Field:
    passed = {outcome: variant for outcome, variant in shape.variants.items() if outcome != NOT_PASSED}
    if not shape.variants or len(passed) == len(shape.variants):
        return Field(shape)
    if not passed:
        return Field(shape, Presence.NEVER)
    return Field(by_outcome(passed), Presence.MAYBE)


def _chosen(step: DecideStep, known: Known) -> Iterator[tuple[str, str, Known]]:
    facts = known.facts
    for choice in step.decide:
        tree = tree_of(choice.when) if choice.when is not None else None
        yield "", choice.target, replace(known, facts=facts | facts_when(tree, True) if tree else facts)
        if tree:
            facts |= facts_when(tree, False)


def _widened(before: Known, after: Known) -> Known:
    names = {name: shape if shape == before.names[name] else ANYTHING for name, shape in after.names.items()}
    return Known(names, before.facts & after.facts)
