"""Checks of names: roles, units, rules, templates, series, registers, messages, procedures and steps named elsewhere all exist."""

import difflib
from collections.abc import Collection, Iterator

from workflow.compiler.context import Context
from workflow.compiler.walking import Site
from workflow.definition.models import CallStep, ComputeStep, NotifyStep, ProduceStep, RequestStep, ReviewStep, Step
from workflow.definition.places import Fault, Path

IDENTIFIER_HINT = "use small letters, digits and underscores, beginning with a letter"


def names_are_identifiers(site: Site, context: Context) -> Iterator[Fault]:
    """bad-name: step names are used in conditions, so they are identifiers; `form`, `dossier`, `applicant`, `row`, `index` are taken."""
    for name in site.graph.steps:
        if not (name.isidentifier() and name == name.lower() and name.isascii()):
            yield site.fault("bad-name", name, (), "has a name that conditions cannot use", IDENTIFIER_HINT)
        elif name in ("form", "dossier", "applicant", "row", "index", "branches", "count"):
            yield site.fault(
                "bad-name",
                name,
                (),
                f"has the name '{name}', which means something else in conditions",
                "choose another name",
            )


def people_exist(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-role, unknown-unit."""
    for name, step in site.graph.steps.items():
        if isinstance(step, ReviewStep):
            yield from _known(site, name, ("review",), "role", step.review, context.organisation.roles)
            if step.unit is not None:
                yield from _known(site, name, ("unit",), "unit", step.unit, context.organisation.units)
        if isinstance(step, NotifyStep) and step.to != "applicant":
            yield from _known(site, name, ("to",), "role", step.to, context.organisation.roles)


def things_exist(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-rule, unknown-template, unknown-series, unknown-register, unknown-message, unknown-procedure."""
    for name, step in site.graph.steps.items():
        match step:
            case ComputeStep():
                yield from _known(site, name, ("compute",), "rule", step.compute, context.rules)
            case ProduceStep():
                yield from _known(site, name, ("produce",), "template", step.produce, context.templates)
                if step.series is not None:
                    yield from _known(site, name, ("series",), "series", step.series, context.organisation.series)
            case RequestStep():
                yield from _known(site, name, ("request",), "register", step.request, context.registers)
            case NotifyStep():
                yield from _known(site, name, ("notify",), "message", step.notify, context.messages)
            case CallStep(graph=None):
                yield from _known(site, name, ("call",), "procedure", step.call, context.procedures)


def inputs_fit(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-input, missing-input: `with:` gives a rule what it takes, and a template what it needs."""
    for name, step in site.graph.steps.items():
        if isinstance(step, ComputeStep) and step.compute in context.rule_inputs:
            inputs = context.rule_inputs[step.compute]
            for given in step.with_:
                yield from _known(site, name, ("with", given), "input", given, inputs)
            for needed in (key for key, required in inputs.items() if required and key not in step.with_):
                yield site.fault(
                    "missing-input",
                    name,
                    ("compute",),
                    f"does not give rule {step.compute} its input '{needed}'",
                    "add it under `with:`",
                )
        if isinstance(step, ProduceStep):
            for needed in sorted(context.templates.get(step.produce, frozenset()) - step.with_.keys()):
                yield site.fault(
                    "missing-value",
                    name,
                    ("produce",),
                    f"does not give template {step.produce} its value '{needed}'",
                    "add it under `with:`",
                )


def other_steps_exist(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-step-named, not-a-review: `not_by`, `signed_by` and `preview` name steps that can be meant."""
    for name, step in site.graph.steps.items():
        if isinstance(step, ReviewStep):
            for index, other in enumerate(step.not_by):
                yield from _names_review(site, name, ("not_by", index), other)
        if isinstance(step, ProduceStep) and step.signed_by is not None:
            yield from _names_review(site, name, ("signed_by",), step.signed_by)
        preview = getattr(step, "preview", None)
        if preview is not None and not isinstance(_find(site, preview), ProduceStep):
            yield site.fault(
                "unknown-step-named",
                name,
                ("preview",),
                f"previews '{preview}', which is not a produce step",
                "name a produce step of this graph or one around it",
            )


def reviews_speak_of_their_outcomes(site: Site, context: Context) -> Iterator[Fault]:
    """unknown-outcome: `reason_for` and `labels` speak of outcomes the review has."""
    for name, step in site.graph.steps.items():
        if isinstance(step, ReviewStep):
            for key, given in (("reason_for", step.reason_for), ("labels", step.labels)):
                for outcome in given:
                    yield from _known(site, name, (key,), "outcome", outcome, step.outcomes())


def _names_review(site: Site, name: str, keys: Path, other: str) -> Iterator[Fault]:
    found = _find(site, other)
    if found is None:
        yield site.fault(
            "unknown-step-named",
            name,
            keys,
            f"speaks of unknown step '{other}'",
            "name a step of this graph or one around it; a path like approval/head leads inside",
        )
    elif not isinstance(found, ReviewStep):
        yield site.fault("not-a-review", name, keys, f"speaks of '{other}', where nobody decides", "name a review step")


def _find(site: Site, path: str) -> Step | None:
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


def _known(site: Site, name: str, keys: Path, what: str, value: str, known: Collection[str]) -> Iterator[Fault]:
    if value not in known:
        near = difflib.get_close_matches(value, known, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(sorted(known)) or 'none'}"
        yield site.fault(f"unknown-{what}", name, keys, f"names unknown {what} '{value}'", hint)
