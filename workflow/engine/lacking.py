"""What a dossier lacks on its way: values that steps still to come read, and that no step passed or to come gives.

Bounded: of values given by steps to come nothing is proved, nor of what a test with `has(…)` guards.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.definition.models import ProduceStep, Step, StepGraph, ValidateStep
from workflow.engine.case import Case, Wait
from workflow.engine.names import variables_of
from workflow.engine.procedure import Procedure

Read = tuple[str, tuple[str, ...]]
"""The path of a step, and what it reads."""


def ahead(procedure: Procedure, case: Case) -> Iterator[tuple[str, str, Step]]:
    """Every step the dossier may still come to: the scope of the graph it lies in, its path, and itself."""
    for scope, names in _coming(procedure, case).items():
        for name, step in procedure.graph(scope).steps.items():
            if name in names:
                yield from _with_inner(scope, scope + name, step)


def _with_inner(scope: str, path: str, step: Step) -> Iterator[tuple[str, str, Step]]:
    yield scope, path, step
    for branch, graph in step.children().items():
        inside = f"{path}.{branch}/" if branch else f"{path}/"
        for name, inner in graph.steps.items():
            yield from _with_inner(scope, inside + name, inner)


def validates_papers(procedure: Procedure, case: Case) -> bool:
    """Whether a step to come looks at what papers are missing."""
    return any(isinstance(step, ValidateStep) and step.validate_ != "form" for _, _, step in ahead(procedure, case))


def lacks(procedure: Procedure, case: Case) -> list[Read]:
    """What steps to come read in vain."""
    coming = _coming(procedure, case)
    found: list[Read] = []
    for scope, path, step in ahead(procedure, case):
        reads = list(_reads(step))
        own = _names_inside(procedure, scope, path) if reads else ()
        for read in reads:
            if read[0] not in own and _is_lacking(procedure, case, coming, scope, read):
                found.append((path, read))
    return list(dict.fromkeys(found))


def _coming(procedure: Procedure, case: Case) -> dict[str, set[str]]:
    """For each graph instance with a token in it, the names of the steps that may follow."""
    coming: dict[str, set[str]] = {}
    for token in case.tokens.values():
        graph = procedure.graph(token.scope)
        begin = [token.step] if token.waits_for is Wait.RESUMPTION else graph.targets(token.step)
        coming.setdefault(token.scope, set()).update(_reached(graph, begin))
    return coming


def _reached(graph: StepGraph, begin: list[str]) -> set[str]:
    found: set[str] = set()
    frontier = list(begin)
    while frontier:
        name = frontier.pop()
        if name not in found:
            found.add(name)
            frontier.extend(graph.targets(name))
    return found


def _names_inside(procedure: Procedure, scope: str, path: str) -> set[str]:
    """Names that belong to graphs begun anew between the instance and the step: they are filled on the way."""
    names = {"row", "index"}
    inner = path.removeprefix(scope)
    while "/" in inner:
        inner = inner.rpartition("/")[0]
        names.update(procedure.graph(f"{scope}{inner}/").steps)
    return names


def _reads(step: Step) -> Iterator[tuple[str, ...]]:
    yield from step.reads
    if isinstance(step, ProduceStep) and step.signed_by is not None:
        yield (step.signed_by.partition("/")[0].partition(".")[0],)


def _is_lacking(
    procedure: Procedure, case: Case, coming: Mapping[str, set[str]], scope: str, read: tuple[str, ...]
) -> bool:
    """Whether a value of a step, of this graph or one around it, is neither there nor still to come."""
    while read[0] not in procedure.graph(scope).steps:
        if not scope:
            return False  # of the form, the dossier or the applicant
        scope = scope[: scope[:-1].rfind("/") + 1]
    if read[0] in coming.get(scope, ()):
        return False
    value: Any = variables_of(case, scope)
    for name in read:
        if not isinstance(value, Mapping) or name not in value:
            return not isinstance(value, list)
        value = value[name]
    return False
