"""Checks of data flow: what an expression reads is there on every way that leads to it, or is tested for."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from workflow.compiler.context import Context
from workflow.compiler.dataflow import DataFlow, Known
from workflow.compiler.expressions import Asked, asked, asked_above, place_in, tree_of
from workflow.compiler.fitting import fit
from workflow.compiler.flow import outcomes_of
from workflow.compiler.gives import graph_values
from workflow.compiler.inference import inferred
from workflow.compiler.knowledge import Path, facts_when, reading
from workflow.compiler.types import names_beside, names_of
from workflow.compiler.walking import Site, sites
from workflow.definition.models import DecideStep, Definition
from workflow.definition.places import Fault
from workflow.definition.reading import Node


def values_are_there(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """unguarded, maybe-missing, not-on-every-way, unfit-value: over all ways through all graphs."""
    dossier = names_of(definition, context)
    outermost = Site(definition.graph, tree, ("steps",))
    faults: list[Fault] = []
    flow = DataFlow(context)
    entered = flow.entered(outermost, Known(dossier), partial(_meet, faults, flow))
    yield from faults
    accepted, any_time = _accepted(outermost, entered, flow), _any_time(outermost, Known(dossier), flow)
    for above in asked_above(definition):
        known = accepted if above.keys[0] == "deadline" else any_time
        if known is not None:
            yield from _absent(above, tree.at(above.keys), known, f"`{'.'.join(map(str, above.keys))}`")


def _meet(faults: list[Fault], flow: DataFlow, site: Site, name: str, known: Known) -> None:
    step, context = site.graph.steps[name], flow.context
    for each in asked(step, context):
        at = Known({**known.names, **names_beside(step, each)}, known.facts)
        node = site.tree.at((*site.path, name, *each.keys))
        found = list(_absent(each, node, at, f"step '{name}'", Reader(flow, site, name)))
        faults.extend(found or fit(step, name, each, node, at, context))
        tree = tree_of(each.expression) if isinstance(step, DecideStep) else None
        if tree is not None:  # the next choice is only looked at when this one does not hold
            known = Known(known.names, known.facts | facts_when(tree, False))


def _accepted(outermost: Site, entered: dict[str, Known], flow: DataFlow) -> Known | None:
    """What is known whenever the legal clock begins, seen from the outermost graph."""
    found: Known | None = None
    for name, known in entered.items():
        step = outermost.graph.steps[name]
        below = (site for inner in outermost.below(name, step) for site in sites(inner))
        if any(
            each.clock == "start" for each in (step, *(each for site in below for each in site.graph.steps.values()))
        ):
            at = Known(known.names)
            found = at if found is None else flow.together(found, at)
    return found


def _any_time(outermost: Site, dossier: Known, flow: DataFlow) -> Known:
    """What is known at any moment at all: of each step, that it may have been passed."""
    passed = Known({**dossier.names, **graph_values(outermost.graph, flow.context)})
    return flow.together(flow.begun(outermost, dossier), passed)


def _absent(each: Asked, node: Node, known: Known, whose: str, reader: "Reader | None" = None) -> Iterator[Fault]:
    """A fault for each value that is read and may not be there, unless nothing is lost by leaving it out."""
    tree = tree_of(each.expression) if each.must_be_there else None
    for missing in inferred(tree, known.names, known.facts).missing if tree else ():
        place, path = place_in(node, each.expression, missing.column), ".".join(missing.path)
        if reader is not None and reader.home(missing.path[0]) is not None:
            way = reader.way_without(missing.path)
            on = f"on the way {way} nothing gives it" if way else "not every way here gives it"
            hint = f"test `has({path})` first, or lead the way over a step that gives it"
            yield Fault("not-on-every-way", place, f"{whose} reads `{path}`, and {on}", hint)
        elif each.keys[0] == "with" and not each.of_step:
            reason = f"{whose} must be given '{each.keys[1]}', and `{path}` may be left empty"
            hint = f"sort such dossiers out before, by `has({path})`, or write `has({path}) ? {path} : …`"
            yield Fault("maybe-missing", place, reason, hint)
        elif not each.of_step:
            reason = f"{whose} reads `{path}`, which may not be there"
            yield Fault("unguarded", place, reason, f"write `has({path}) && …`")


# --- The way that shows it ---


@dataclass(frozen=True)
class Reader:
    """The step that reads a value, for finding a way to it on which nothing gives the value."""

    flow: DataFlow
    site: Site
    step: str

    def home(self, name: str) -> Site | None:
        """The graph that a step's name belongs to, seen from here."""
        return next((each for each in (self.site, *reversed(self.site.outer)) if name in each.graph.steps), None)

    def way_without(self, path: Path) -> str:
        """The shortest way through that graph on which the value is not given; empty when the search finds none."""
        home = self.home(path[0])
        assert home is not None
        target = self.step if home.path == self.site.path else str(self.site.path[len(home.path)])
        frontier = deque([(home.graph.first, self.flow.begun(home, self.flow.begins[home.path]), home.graph.first)])
        met = set[Any]()
        while frontier:
            name, known, way = frontier.popleft()
            if name == target and inferred(reading(path), known.names, known.facts).missing:
                return way
            for outcome, following, after in self.flow.left(home, name, known):
                about = frozenset(fact for fact in after.facts if fact.path[0] == path[0])
                mark = (following, frozenset(after.names[path[0]].variants), about)
                if following in home.graph.steps and mark not in met:
                    met.add(mark)
                    is_one_of_many = len(outcomes_of(home.graph.steps[name], self.flow.context) or ()) > 1
                    shown = f" ({outcome})" if outcome and is_one_of_many else ""
                    frontier.append((following, after, f"{way}{shown} → {following}"))
        return ""
