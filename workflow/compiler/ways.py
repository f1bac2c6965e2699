"""The longest ways through the steps of a definition while the legal clock runs.

A step that takes time is counted once, so that rework has an end; steps that take none may be passed again. Branches and
elements go side by side, with people enough for each.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from workflow.clock import Duration
from workflow.compiler.spans import Span, span_of
from workflow.compiler.walking import Site
from workflow.definition.models import (
    CallStep,
    DecideStep,
    EachStep,
    EndStep,
    NotifyStep,
    ParallelStep,
    PayStep,
    RequestStep,
    ReturnStep,
    ReviewStep,
    Step,
    WaitStep,
)
from workflow.definition.places import Path

NO_TIME = Span()
BOUND = 2_000
"""So many points are passed at most in one graph."""


class Clock(IntEnum):
    """What the legal clock does at a point of the way."""

    NOT_STARTED = 0
    RUNNING = 1
    STOPPED = 2


class TooMany(Exception):
    """A graph has more ways than are followed."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way so far: what it takes, the steps that take it, and the limit announced on it."""

    clock: Clock
    span: Span = NO_TIME
    steps: tuple[tuple[str, Duration], ...] = ()
    limit: Duration | None = None

    def then(self, other: "Way") -> "Way":
        return Way(other.clock, self.span + other.span, self.steps + other.steps, other.limit or self.limit)


@dataclass(frozen=True, slots=True)
class Point:
    """Where a way stands, and the steps it cannot take again."""

    step: str
    taken: frozenset[str]
    clock: Clock
    limit: Duration | None


Exits = list[tuple[str | None, Way]]
"""How a step is left: by which outcome (None: any), and what was added to the way."""
Place = tuple[Path, str]
"""A step: the path of its graph, and its name."""
Targets = Mapping[Place, tuple[str, ...]]
"""Where choices lead that are not free to lead anywhere."""
Found = dict[tuple[Path, Clock, tuple[object, ...]], dict[str, list[Way]]]
"""The longest ways through graphs, by how they begin and by where choices in them lead; walks over one definition share it."""


@dataclass
class Walk:
    """One walk over all ways; what it meets that has no time, or leads back, it keeps."""

    targets: Targets = field(default_factory=dict)
    found: Found = field(default_factory=dict)
    unlimited: dict[tuple[Path, str], Site] = field(default_factory=dict)
    again: dict[tuple[Path, str], tuple[Site, set[str]]] = field(default_factory=dict)

    def ends(self, site: Site, clock: Clock = Clock.NOT_STARTED, prefix: str = "") -> dict[str, list[Way]]:
        """The longest ways to each end of a graph that is begun so; raises TooMany."""
        inside = tuple(item for item in self.targets.items() if item[0][0][: len(site.path)] == site.path)
        key = site.path, clock, inside
        if key not in self.found:
            self.found[key] = self._followed(site, Way(clock), prefix)
        return self.found[key]

    def _followed(self, site: Site, begin: Way, prefix: str) -> dict[str, list[Way]]:
        ended: dict[str, list[Way]] = {}
        best: dict[Point, list[Way]] = {}
        frontier = [(Point(site.graph.first, frozenset(), begin.clock, begin.limit), begin)]
        while frontier:
            point, way = frontier.pop()
            step = site.graph.steps.get(point.step)
            if step is None or not _keep(best.setdefault(point, []), way):
                continue
            if len(best) > BOUND:
                raise TooMany
            if isinstance(step, EndStep):
                _keep(ended.setdefault(step.end, []), way)
                continue
            for outcome, more in self._exits(site, point.step, step, way, prefix):
                if more.span and point.step in point.taken:
                    continue
                onward, taken = way.then(more), point.taken | ({point.step} if more.span else frozenset())
                for target in self._targets(site, point.step, step, outcome):
                    if target in taken:
                        self.again.setdefault((site.path, target), (site, set()))[1].add(point.step)
                    frontier.append((Point(target, taken, onward.clock, onward.limit), onward))
        return ended

    def _targets(self, site: Site, name: str, step: Step, outcome: str | None) -> Iterable[str]:
        if isinstance(step, DecideStep):
            return self.targets.get((site.path, name), site.graph.targets(name))
        if outcome is None:
            return site.graph.targets(name)
        target = site.graph.target(name, outcome)
        return [target] if target is not None else []

    def _exits(self, site: Site, name: str, step: Step, way: Way, prefix: str) -> Exits:
        here = Way(_clock_in(step, way.clock))
        path = f"{prefix}{name}"
        match step:
            case ReviewStep(within=time) | RequestStep(within=time) | WaitStep(wait=time):
                if here.clock is Clock.RUNNING and time is None and not isinstance(step, RequestStep):
                    self.unlimited[site.path, name] = site
                return [(None, here.then(_taking(path, time, here.clock)))]
            case NotifyStep(deadline=limit):
                return [(None, Way(here.clock, limit=limit))]
            case CallStep(graph=None) | PayStep() if here.clock is Clock.RUNNING:
                self.unlimited[site.path, name] = site
            case CallStep(graph=graph) if graph is not None:
                (inner,) = site.below(name, step)
                ended = self.ends(inner, here.clock, f"{path}/")
                return [(end, way) for end, ways in ended.items() for way in ways]
            case EachStep():
                (inner,) = site.below(name, step)
                return [(None, way) for way in (here, *_all(self.ends(inner, here.clock, f"{path}/")))]
            case ParallelStep():
                branches = [
                    _longest(_all(self.ends(inner, here.clock, f"{path}.{branch}/")))
                    for branch, inner in zip(step.parallel, site.below(name, step), strict=True)
                ]
                return [(None, _joined(step, [way for way in branches if way], here))]
        return [(None, here)]


def _clock_in(step: Step, clock: Clock) -> Clock:
    if step.clock == "start":
        return max(clock, Clock.RUNNING)
    if step.clock == "stop" or isinstance(step, ReturnStep):
        return Clock.STOPPED if clock is Clock.RUNNING else clock
    return clock


def _taking(path: str, time: Duration | None, clock: Clock) -> Way:
    if time is None or clock is not Clock.RUNNING:
        return Way(clock)
    return Way(clock, span_of(time), ((path, time),))


def _joined(step: ParallelStep, branches: list[Way], here: Way) -> Way:
    """The branch that decides when the join is complete; with a condition that may be the last of all."""
    ordered = sorted(branches, key=_length)
    if not ordered:
        return here
    needed = 1 if step.until == "any" else step.until if isinstance(step.until, int) else len(ordered)
    decisive = ordered[min(max(needed, 1), len(ordered)) - 1]
    clock = max(way.clock for way in ordered)
    return Way(clock, decisive.span, decisive.steps, next((way.limit for way in ordered if way.limit), None))


def _all(ended: dict[str, list[Way]]) -> Iterator[Way]:
    return (way for ways in ended.values() for way in ways)


def _longest(ways: Iterable[Way]) -> Way | None:
    return max(ways, key=_length, default=None)


def _length(way: Way) -> int:
    return way.span.most_seconds


def _keep(ways: list[Way], new: Way) -> bool:
    """Keep a way unless one of these is at least as long; gives up those that are now too short."""

    def outdone(one: Way, by: Way) -> bool:
        return one.span.is_within(by.span) and (one.clock, one.limit) == (by.clock, by.limit)

    if any(outdone(new, way) for way in ways):
        return False
    ways[:] = [way for way in ways if not outdone(way, new)]
    ways.append(new)
    return True
