"""Turns what pydantic finds wrong in a file into faults with file, line, reason and hint."""

from pydantic import ValidationError

from workflow.definition.places import Fault
from workflow.definition.reading import Node

_HINTS = {
    "extra_forbidden": "remove it, or check its spelling",
    "missing": "add it",
    "date_type": "write it as 2025-07-01, without quotes",
    "string_type": "put it in quotes",
}


def faults_of(error: ValidationError, node: Node) -> list[Fault]:
    """One fault for every problem, at the place of the value, or of its nearest ancestor when it is missing."""
    faults = []
    for problem in error.errors(include_url=False, include_input=False):
        path = problem["loc"]
        where = ".".join(str(part) for part in path)
        reason = f"`{where}`: {problem['msg']}"
        faults.append(Fault(problem["type"], node.place_of(path), reason, _HINTS.get(problem["type"], "")))
    return faults
