"""The compiled procedure: what the engine runs. Immutable; known by the digest of everything it was made from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from workflow.clock import Calendar, Duration
from workflow.definition.models import (
    ComputeStep,
    Definition,
    EndStep,
    ProduceStep,
    ReturnStep,
    ReviewStep,
    Step,
    StepGraph,
    WaitStep,
)

INDEX = re.compile(r"\[\d+\]")
CORRECTION = "correction["
"""How the scopes of corrections begin; each is a graph of its own beside the outermost one."""


class Computation(Protocol):
    """A rule of law ready to run with the parameters of this procedure's library."""

    @property
    def outcomes(self) -> tuple[str, ...]: ...

    def __call__(self, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Outcome and JSON-friendly values; raises Invalid when the values do not fit the rule."""
        ...


@dataclass(frozen=True)
class Procedure:
    """One version of a procedure, in force from `valid_from`."""

    definition: Definition
    valid_from: date
    digest: str
    calendar: Calendar = field(repr=False)
    rules: Mapping[str, Computation] = field(default_factory=dict)
    early_warning: Duration = field(default_factory=lambda: Duration.parse("1 working days"))
    _graphs: dict[str, StepGraph] = field(default_factory=dict, repr=False, compare=False)

    @property
    def slug(self) -> str:
        return self.definition.procedure

    def graph(self, scope: str) -> StepGraph:
        """The graph of a scope; raises KeyError for a scope this procedure does not have."""
        graph = self._graphs.get(scope)
        if graph is None:
            pattern = INDEX.sub("[]", scope)
            graph = self._graphs.get(pattern) or self._graphs.setdefault(pattern, self._find(pattern))
        return graph

    def step_at(self, path: str) -> Step:
        """The step with this path, as tokens write it: 'approval/head', 'people[3]/verify'."""
        scope, slash, name = path.rpartition("/")
        return self.graph(scope + slash).steps[name]

    def step_named(self, scope: str, path: str) -> Step:
        """The step that `path` means to a step of this scope: of its own graph, else of one around it; raises KeyError."""
        try:
            return self.step_at(scope + path)
        except KeyError:
            if not scope:
                raise
            return self.step_named(scope[: scope[:-1].rfind("/") + 1], path)

    def outcomes(self, step: Step) -> tuple[str, ...]:
        """The ways out of a step, asking the rule where the step is a computation."""
        return self.rules[step.compute].outcomes if isinstance(step, ComputeStep) else step.outcomes()

    @cached_property
    def kept(self) -> frozenset[str]:
        """The events that are kept until a step asks for them."""
        return frozenset(event for step in self._waits if step.kept for event in step.awaited)

    @cached_property
    def watches(self) -> bool:
        """Whether some step waits for a condition."""
        return any(step.once is not None for step in self._waits)

    @property
    def _waits(self) -> Iterator[WaitStep]:
        for graph in _graphs_below(self.definition.graph):
            yield from (step for step in graph.steps.values() if isinstance(step, WaitStep))

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that take part: those whose officers some review asks."""
        return frozenset(
            step.unit
            for graph in _graphs_below(self.definition.graph)
            for step in graph.steps.values()
            if isinstance(step, ReviewStep) and step.unit is not None
        )

    def _find(self, pattern: str) -> StepGraph:
        if pattern.startswith(CORRECTION):
            return _correction_graph(self.step_at(corrected_path(pattern)))
        graph = self.definition.graph
        for part in pattern.rstrip("/").split("/") if pattern else ():
            name, _, branch = part.removesuffix("[]").partition(".")
            graph = graph.steps[name].children()[branch]
        return graph


def _graphs_below(graph: StepGraph) -> Iterator[StepGraph]:
    yield graph
    for step in graph.steps.values():
        for child in step.children().values():
            yield from _graphs_below(child)


def correction_scope(number: int, path: str) -> str:
    """The scope of the nth correction, of a result produced at `path`: the document again, then its return."""
    return f"{CORRECTION}{number}].{path.replace('/', ':')}/"


def corrected_path(path: str) -> str:
    """The path of the produce step that a path inside a correction goes back to; any other path is its own."""
    if not path.startswith(CORRECTION):
        return path
    return path[path.index(".") + 1 : path.index("/")].replace(":", "/")


def _correction_graph(produce: Step) -> StepGraph:
    assert isinstance(produce, ProduceStep)
    return StepGraph(
        steps={
            "document": produce.model_copy(update={"then": None, "clock": None}),
            "deliver": ReturnStep.model_validate({"return": "chosen"}),
            "done": EndStep(end="corrected"),
        }
    )
