"""Checks of references: roles, units, rules, templates, series, registers, messages, procedures and steps named elsewhere exist."""

import difflib
from collections.abc import Collection, Iterator

from workflow.compiler.context import Context
from workflow.compiler.walking import Site, sites
from workflow.definition.models import (
    CallStep,
    ComputeStep,
    NotifyStep,
    ProduceStep,
    RequestStep,
    ReturnStep,
    ReviewStep,
    Step,
)
from workflow.definition.places import Fault, Path, Place


def people_exist(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-role, unknown-unit."""
    roles, units = context.organisation.roles, context.organisation.units
    for name, step in site.graph.steps.items():
        if isinstance(step, ReviewStep):
            yield from _known("unknown-role", site.place(name, "review"), name, step.review, roles)
            if step.unit is not None:
                yield from _known("unknown-unit", site.place(name, "unit"), name, step.unit, units)
        if isinstance(step, NotifyStep) and step.to != "applicant":
            yield from _known("unknown-role", site.place(name, "to"), name, step.to, roles)


def things_exist(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-rule, unknown-template, unknown-series, unknown-register, unknown-message, unknown-procedure."""
    for name, step in site.graph.steps.items():
        match step:
            case ComputeStep():
                yield from _known("unknown-rule", site.place(name, "compute"), name, step.compute, context.rules)
            case ProduceStep():
                yield from _known(
                    "unknown-template", site.place(name, "produce"), name, step.produce, context.templates
                )
                if step.series is not None:
                    series = context.organisation.series
                    yield from _known("unknown-series", site.place(name, "series"), name, step.series, series)
            case RequestStep():
                yield from _known(
                    "unknown-register", site.place(name, "request"), name, step.request, context.registers
                )
            case NotifyStep():
                yield from _known("unknown-message", site.place(name, "notify"), name, step.notify, context.messages)
            case CallStep(is_shared=False):
                yield from _known("unknown-procedure", site.place(name, "call"), name, step.call, context.procedures)


def inputs_fit(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-input, missing-input, missing-value: `with:` gives a rule what it takes, and a template what it needs."""
    for name, step in site.graph.steps.items():
        if isinstance(step, ComputeStep) and step.compute in context.rule_inputs:
            inputs = context.rule_inputs[step.compute]
            for given in step.with_:
                yield from _known("unknown-input", site.key_place(name, "with", given), name, given, inputs)
            for needed in (key for key, required in inputs.items() if required and key not in step.with_):
                reason = f"does not give rule {step.compute} its input '{needed}'"
                yield site.fault("missing-input", name, ("compute",), reason, "add it under `with:`")
        if isinstance(step, ProduceStep):
            for needed in sorted(context.templates.get(step.produce, frozenset()) - step.with_.keys()):
                reason = f"does not give template {step.produce} its value '{needed}'"
                yield site.fault("missing-value", name, ("produce",), reason, "add it under `with:`")


def other_steps_exist(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-step-named, not-a-review: `not_by`, `signed_by` and `documents` name steps that can be meant."""
    for name, step in site.graph.steps.items():
        if isinstance(step, ReviewStep):
            for index, other in enumerate(step.not_by):
                yield from _names_review(site, name, ("not_by", index), other)
        if isinstance(step, ProduceStep) and step.signed_by is not None:
            yield from _names_review(site, name, ("signed_by",), step.signed_by)
        if isinstance(step, ReturnStep):
            produced = _results(site) if step.documents else ()
            for index, document in enumerate(step.documents):
                yield from _known("unknown-step-named", site.place(name, "documents", index), name, document, produced)


def reviews_speak_of_their_outcomes(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-outcome, unknown-field: `reason_for`, `labels` and `required` speak of outcomes and fields the review has."""
    for name, step in site.graph.steps.items():
        if not isinstance(step, ReviewStep):
            continue
        for index, outcome in enumerate(step.reason_for):
            yield from _known("unknown-outcome", site.place(name, "reason_for", index), name, outcome, step.outcomes())
        for outcome in step.labels:
            yield from _known(
                "unknown-outcome", site.key_place(name, "labels", outcome), name, outcome, step.outcomes()
            )
        for index, field in enumerate(step.required):
            yield from _known("unknown-field", site.place(name, "required", index), name, field, step.fields)


def _names_review(site: Site, name: str, keys: Path, other: str) -> Iterator[Fault]:
    found = find(site, other)
    if found is None:
        hint = "name a step of this graph or one around it; a path like approval/head leads inside"
        yield site.fault("unknown-step-named", name, keys, f"speaks of unknown step '{other}'", hint)
    elif not isinstance(found, ReviewStep):
        yield site.fault("not-a-review", name, keys, f"speaks of '{other}', where nobody decides", "name a review step")


def find(site: Site, path: str) -> Step | None:
    """The step that `path` means here: looked for in this graph, then in those around it, then along the path inwards."""
    for graph in (site.graph, *(outer.graph for outer in reversed(site.outer))):
        *scopes, last = path.split("/")
        for scope in scopes:
            name, _, branch = scope.partition(".")
            inner = graph.steps[name].children() if name in graph.steps else {}
            if branch not in inner:
                break
            graph = inner[branch]
        else:
            if last in graph.steps:
                return graph.steps[last]
    return None


def _results(site: Site) -> set[str]:
    """The names of all steps of the definition that produce a result."""
    outermost = site.outer[0] if site.outer else site
    return {
        name
        for inner in sites(outermost)
        for name, step in inner.graph.steps.items()
        if isinstance(step, ProduceStep) and step.result
    }


def _known(code: str, place: Place, step: str, value: str, known: Collection[str]) -> Iterator[Fault]:
    """A fault, unless the value is known; the code says what is unknown."""
    if value not in known:
        near = difflib.get_close_matches(value, known, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(sorted(known)) or 'none'}"
        what = code.removeprefix("unknown-").replace("-named", "")
        yield Fault(code, place, f"step '{step}' names unknown {what} '{value}'", hint)
