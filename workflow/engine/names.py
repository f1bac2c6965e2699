"""What conditions and templates may read of a dossier: its own values, and what its steps gave, outer graphs first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.conditions import MISSING, Expression
from workflow.engine.case import Case
from workflow.engine.procedure import Procedure


def names_in(procedure: Procedure, case: Case, scope: str, at: datetime) -> dict[str, Any]:
    """Every name that expressions in this scope may read at this moment; a step not yet passed has no values."""
    accepted_at = case.clock.accepted_at
    names: dict[str, Any] = {
        "form": case.form,
        "dossier": {
            "code": case.code,
            "channel": case.channel,
            "return_way": case.return_way,
            "submitted_on": case.submitted_at.date().isoformat() if case.submitted_at else None,
            "accepted_on": accepted_at.date().isoformat() if accepted_at else None,
            "today": at.date().isoformat(),
            "year": at.year,
            "papers": [paper.component for paper in case.papers],
            "duplicates": list(case.duplicates),
            "procedure": procedure.slug,
            "version": procedure.valid_from.isoformat(),
            "legal_bases": procedure.definition.legal_bases,
        },
        "applicant": case.applicant,
    }
    names.update(procedure.graph("").unvisited)
    names.update(case.variables())
    position = scope.find("/")
    while position != -1:
        inner = scope[: position + 1]
        names.update(procedure.graph(inner).unvisited)
        names.update(variables_of(case, inner))
        position = scope.find("/", position + 1)
    return names


def variables_of(case: Case, scope: str) -> Mapping[str, Any]:
    """The values of a graph instance; those of a forgotten one are found in the step that gathered them."""
    known = case.scopes.get(scope)
    if known is not None:
        return known.variables
    outer, _, part = scope[:-1].rpartition("/")
    name, _, index = part.removesuffix("]").partition("[")
    step, _, branch = name.partition(".")
    gathered: Mapping[str, Any] = variables_of(case, f"{outer}/" if outer else "")[step]
    if index:
        gathered = gathered["rows"][int(index)]
    elif branch:
        gathered = gathered["branches"][branch]
    return gathered


def beside(procedure: Procedure, case: Case, scope: str) -> dict[str, Any]:
    """The other branches of the innermost `parallel` around a scope: what their steps gave so far, and their `outcome`."""
    *outer, part = scope.rstrip("/").split("/")
    name, _, own = part.partition(".")
    around = "".join(f"{each}/" for each in outer)
    if not own:
        return beside(procedure, case, around) if outer else {}
    parent = case.scopes[scope].parent
    found = {}
    for branch, graph in procedure.graph(around).steps[name].children().items():
        other = case.scopes.get(f"{around}{name}.{branch}/")
        if branch != own and other is not None and other.parent == parent:
            ended = {} if other.ended is None else {"outcome": other.ended}
            found[branch] = {**graph.unvisited, **other.variables, **ended}
    return found


def values_of(expressions: Mapping[str, Expression], names: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a `with:` mapping; those that read something not there are left out."""
    found = ((key, expression.value(names)) for key, expression in expressions.items())
    return {key: value for key, value in found if value is not MISSING}
