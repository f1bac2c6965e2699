"""The graphs of a definition one by one, each with where it stands in the file."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.definition.models import CallStep, EachStep, ParallelStep, Step, StepGraph
from workflow.definition.places import Fault, Path, Place
from workflow.definition.reading import Node


@dataclass(frozen=True)
class Site:
    """A graph and its place: `path` leads to its steps, `outer` to the graphs around it."""

    graph: StepGraph
    tree: Node
    path: Path
    outer: "tuple[Site, ...]" = ()
    of_element: bool = False
    """Whether it is run once for every element of an `each`."""
    of_branch: bool = False
    """Whether it, or a graph around it, has others beside it in a `parallel`."""

    @property
    def is_outermost(self) -> bool:
        return not self.outer

    def place(self, step: str, *keys: str | int) -> Place:
        """Where a value of a step stands; the step itself when that is not written."""
        return self.tree.place_of((*self.path, step, *keys))

    def key_place(self, step: str, *keys: str | int) -> Place:
        """Where the key of a value stands."""
        node = self.tree.at((*self.path, step, *keys))
        return node.key or node.place

    def fault(self, code: str, step: str, keys: Path, reason: str, hint: str = "") -> Fault:
        return Fault(code, self.place(step, *keys), f"step '{step}' {reason}", hint)

    def below(self, name: str, step: Step) -> "Iterator[Site]":
        """The graphs inside one step."""
        outer = (*self.outer, self)
        base = (*self.path, name)
        match step:
            case ParallelStep():
                for branch, graph in step.parallel.items():
                    yield Site(graph, self.tree, (*base, "parallel", branch, "steps"), outer, of_branch=True)
            case EachStep():
                inside = (*base, "steps")
                yield Site(step.graph, self.tree, inside, outer, of_element=True, of_branch=self.of_branch)
            case CallStep(graph=graph) if graph is not None:
                yield Site(graph, self.tree, (*base, "graph", "steps"), outer, of_branch=self.of_branch)


def may_cancel(step: Step) -> bool:
    """Whether this step may end while graphs inside it are still under way."""
    match step:
        case ParallelStep():
            return step.until not in ("all", len(step.parallel))
        case EachStep():
            return step.until != "all"
    return False


def sites(site: Site) -> Iterator[Site]:
    """This graph and every graph inside it, outer ones first."""
    yield site
    for name, step in site.graph.steps.items():
        for inner in site.below(name, step):
            yield from sites(inner)


def reached(graph: StepGraph, start: str) -> set[str]:
    """Every step a graph may come to from `start`, that one included, and targets that do not exist."""
    found: set[str] = set()
    frontier = [start]
    while frontier:
        name = frontier.pop()
        if name not in found:
            found.add(name)
            if name in graph.steps:
                frontier.extend(graph.targets(name))
    return found
