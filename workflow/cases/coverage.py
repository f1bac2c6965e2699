"""Which ways out of which steps a case took: what is left over in a definition has no case yet."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.definition.models import DecideStep, EndStep, StepGraph
from workflow.engine.case import Case
from workflow.engine.procedure import CORRECTION, INDEX, Procedure

Way = tuple[str, str]
"""A step's path, `[]` for the elements of a list, and an outcome."""


def ways_taken(case: Case, before: Case) -> set[Way]:
    """Every way a case shows to have been taken since it stood as before; of a step passed twice since then, the last."""
    return {
        way
        for scope, value in case.scopes.items()
        if not scope.startswith(CORRECTION)
        for way in _taken(INDEX.sub("[]", scope), _new(value.variables, before.variables(scope)))
    }


def _new(variables: Mapping[str, Any], before: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was put in place since; the engine shares what it leaves alone."""
    return {name: value for name, value in variables.items() if before.get(name) is not value}


def ways_of(procedure: Procedure) -> set[Way]:
    """Every way out of every step; a `decide` has none of its own: its targets show in what they do."""
    return set(_below(procedure, procedure.definition.graph, ""))


def _taken(prefix: str, variables: Mapping[str, Any]) -> Iterator[Way]:
    for name, value in variables.items():
        if not isinstance(value, Mapping) or not isinstance(value.get("outcome"), str):
            continue
        yield prefix + name, value["outcome"]
        yield from _taken(f"{prefix}{name}/", value)
        for row in value["rows"] if isinstance(value.get("rows"), list) else ():
            if isinstance(row, Mapping):
                yield from _taken(f"{prefix}{name}[]/", row)
        for branch, inner in value["branches"].items() if isinstance(value.get("branches"), Mapping) else ():
            yield from _taken(f"{prefix}{name}.{branch}/", inner)


def _below(procedure: Procedure, graph: StepGraph, prefix: str) -> Iterator[Way]:
    for name, step in graph.steps.items():
        if not isinstance(step, DecideStep | EndStep):
            yield from ((prefix + name, outcome) for outcome in procedure.outcomes(step))
        suffix = "[]" if step.kind == "each" else ""
        for branch, inner in step.children().items():
            yield from _below(procedure, inner, f"{prefix}{name}{'.' + branch if branch else suffix}/")
