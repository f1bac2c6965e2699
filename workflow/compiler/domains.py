"""What is known beforehand of a value that conditions read: from the form's schema, or from the outcomes a step may have."""

from collections.abc import Callable, Mapping
from typing import Any

from workflow.compiler.context import Context
from workflow.compiler.flow import outcomes_of
from workflow.compiler.solving import Domain, Path
from workflow.compiler.walking import Site
from workflow.definition.models import CallStep, Definition, ParallelStep, Step, StepGraph

Schema = Mapping[str, Any]
FORM: str = Definition.model_fields["form"].default


def known_at(site: Site, context: Context) -> Callable[[Path], Domain | None]:
    """What is known of the values that conditions of this graph read."""
    form = _form(site, context)

    def known(path: Path) -> Domain | None:
        if path[0] == "form":
            return domain_of(path[1:], form)
        return _outcomes(site, path, context)

    return known


def _form(site: Site, context: Context) -> Schema | None:
    """The schema of the form whose answers conditions read."""
    slug, file = site.tree.get("procedure"), site.tree.get("form")
    return context.form_of(str(slug.value), str(file.value) if file else FORM) if slug else None


def domain_of(path: Path, schema: Schema | None) -> Domain | None:
    """What a JSON Schema says of the value at a path; None when it says nothing of it."""
    is_required = True
    for name in path:
        properties = schema.get("properties", {}) if schema is not None else {}
        if name not in properties:
            return None
        assert schema is not None
        is_required = is_required and name in schema.get("required", ())
        schema = properties[name]
    if schema is None:
        return None
    values = tuple(schema["enum"]) if "enum" in schema else (schema["const"],) if "const" in schema else ()
    kind = schema.get("type")
    if kind == "boolean" and not values:
        values = (True, False)
    whole = kind == "integer"
    return Domain(values, whole, schema.get("minimum"), schema.get("maximum"), is_required)


def outcomes_of_branches(step: ParallelStep, path: Path) -> Domain | None:
    """How a branch may end, when the path names its outcome; one that is not over has none."""
    branch = step.parallel.get(path[0]) if path[1:] == ("outcome",) else None
    return None if branch is None else Domain(branch.ends)


def _outcomes(site: Site, path: Path, context: Context) -> Domain | None:
    """The outcomes of a step or branch, when that is what the path names; a step not yet passed has none."""
    graph = next((each.graph for each in (site, *reversed(site.outer)) if path[0] in each.graph.steps), None)
    if graph is None or path[-1] != "outcome":
        return None
    found = _outcomes_in(graph, path, context)
    return Domain(found) if found else None


def _outcomes_in(graph: StepGraph, path: Path, context: Context) -> tuple[str, ...]:
    step: Step | None = graph.steps.get(path[0])
    match step, path[1:]:
        case Step(), ("outcome",):
            return outcomes_of(step, context) or ()
        case ParallelStep(parallel=branches), ("branches", branch, *rest) if branch in branches:
            inside = branches[branch]
            return inside.ends if rest == ["outcome"] else _outcomes_in(inside, tuple(rest), context) if rest else ()
        case CallStep(graph=StepGraph() as inside), (_, _, *_):
            return _outcomes_in(inside, path[1:], context)
    return ()
