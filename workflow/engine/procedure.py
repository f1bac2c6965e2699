"""The compiled procedure: what the engine runs. Immutable; known by the digest of everything it was made from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from workflow.clock import Calendar, Duration
from workflow.definition.models import ComputeStep, Definition, EndStep, ProduceStep, ReturnStep, Step, StepGraph

INDEX = re.compile(r"\[\d+\]")


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
    calendar: Calendar
    rules: Mapping[str, Computation] = field(default_factory=dict)
    early_warning: Duration = field(default_factory=lambda: Duration.parse("1 working days"))
    _graphs: dict[str, StepGraph] = field(default_factory=dict, repr=False, compare=False)

    @property
    def slug(self) -> str:
        return self.definition.procedure

    def graph(self, scope: str) -> StepGraph:
        """The graph of a scope; raises KeyError for a scope this procedure does not have."""
        pattern = INDEX.sub("[]", scope)
        if pattern not in self._graphs:
            self._graphs[pattern] = self._find(pattern)
        return self._graphs[pattern]

    def step_at(self, path: str) -> Step:
        """The step with this path, as tokens write it: 'approval/head', 'people[3]/verify'."""
        scope, slash, name = path.rpartition("/")
        return self.graph(scope + slash).steps[name]

    def outcomes(self, step: Step) -> tuple[str, ...]:
        """The ways out of a step, asking the rule where the step is a computation."""
        return self.rules[step.compute].outcomes if isinstance(step, ComputeStep) else step.outcomes()

    def _find(self, pattern: str) -> StepGraph:
        graph = self.definition.graph
        for part in pattern.rstrip("/").split("/") if pattern else ():
            name, _, branch = part.removesuffix("[]").partition(".")
            graph = graph.steps[name].children()[branch]
        return graph


def correction_graph(produce: ProduceStep) -> StepGraph:
    """What the correction of an issued result runs: the document again, then its return."""
    return StepGraph(
        steps={
            "document": produce.model_copy(update={"then": None, "clock": None}),
            "deliver": ReturnStep.model_validate({"return": "chosen"}),
            "done": EndStep(end="corrected"),
        }
    )
