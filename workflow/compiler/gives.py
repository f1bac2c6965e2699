"""What the names in conditions hold: the dossier's own, and what every kind of step gives, by the outcome it ends with."""

from collections.abc import Mapping
from dataclasses import replace

from workflow.compiler.context import Context
from workflow.compiler.schemas import shape_of
from workflow.compiler.shapes import (
    ANYTHING,
    BOOLEAN,
    DAY,
    NULL,
    NUMBER,
    TEXT,
    TRUSTED,
    Field,
    Presence,
    Shape,
    absent,
    by_outcome,
    either,
    list_of,
    mapping_of,
    one_of,
)
from workflow.definition.models import (
    CallStep,
    Channel,
    ComputeStep,
    EachStep,
    NotifyStep,
    ParallelStep,
    PayStep,
    ProduceStep,
    RequestStep,
    ReturnStep,
    ReturnWay,
    ReviewStep,
    Step,
    StepGraph,
    ValidateStep,
    WaitStep,
)

NOT_PASSED = ""
"""Stands among the outcomes of a step for not having been passed yet."""
FAULT = mapping_of({"pointer": TEXT, "code": TEXT, "vi": TEXT, "en": TEXT})
OPTIONAL_TEXT = either((TEXT, NULL))
OPEN = mapping_of({}, rest=TRUSTED)


def names_of_the_dossier(form: Shape | None) -> dict[str, Shape]:
    """The names every expression may read, whatever was passed."""
    always = {
        "code": TEXT, "channel": one_of(channel.value for channel in Channel),
        "return_way": one_of(way.value for way in ReturnWay), "submitted_on": DAY, "accepted_on": either((DAY, NULL)),
        "today": DAY, "year": NUMBER, "papers": list_of(TEXT), "duplicates": list_of(TEXT),
        "procedure": TEXT, "version": DAY, "legal_bases": list_of(TEXT),
    }  # fmt: skip
    applicant = dict.fromkeys(("kind", "name", "id_number", "phone", "email", "address"), OPTIONAL_TEXT)
    return {
        "form": form or ANYTHING,
        "dossier": mapping_of(always),
        "applicant": mapping_of({}, applicant, TRUSTED),
    }


def given_by(step: Step, context: Context, inner: Mapping[str, Mapping[str, Shape]]) -> Shape:
    """What a step holds once it is passed, by outcome; `inner` has the values of its graphs, by branch and by end."""
    variants = {
        outcome: replace(shape, fields={**shape.fields, "outcome": Field(one_of([outcome]))})
        for outcome, shape in _variants(step, context, inner).items()
    }
    return by_outcome(variants) if variants else mapping_of({})


def not_passed(step: Shape) -> Shape:
    """The shape of a step that no way has come by: its values are known by name, and none is there."""
    return by_outcome({NOT_PASSED: absent(step)})


def graph_values(graph: StepGraph, context: Context) -> Mapping[str, Shape]:
    """What the steps of a graph hold whatever the way: for knowing names, not presence."""
    return context.once(graph, _graph_values)


def _graph_values(graph: StepGraph, context: Context) -> dict[str, Shape]:
    found = {}
    for name, step in graph.steps.items():
        inner = {branch: _any_way(child, context) for branch, child in step.children().items()}
        found[name] = given_by(step, context, inner)
        if isinstance(step, ReturnStep):
            found[f"{name}_shipment"] = ANYTHING
    return found


def _any_way(graph: StepGraph, context: Context) -> dict[str, Shape]:
    values = mapping_of({}, graph_values(graph, context))
    return dict.fromkeys(graph.ends, values)


def _variants(step: Step, context: Context, inner: Mapping[str, Mapping[str, Shape]]) -> dict[str, Shape]:
    match step:
        case ValidateStep():
            found = {"faults": list_of(FAULT), "missing": list_of(TEXT), "duplicates": list_of(TEXT)}
            return dict.fromkeys(step.outcomes(), mapping_of(found))
        case ReviewStep():
            return {outcome: _decided(step, outcome) for outcome in step.outcomes()}
        case ComputeStep():
            rule = context.rules.get(step.compute)
            values = context.rule_values.get(step.compute)
            worked = context.shape_of(values) if values else OPEN
            when = {"computed_on": Field(DAY), "computed_in": Field(NUMBER)}
            names = context.rule_names.get(step.compute)
            given = replace(worked, fields={**worked.fields, **when}, rest_names=names)
            return dict.fromkeys(rule.outcomes if rule else (), given)
        case RequestStep():
            return {outcome: _answered(step, outcome, context) for outcome in step.outcomes()}
        case CallStep(graph=graph) if graph is not None:
            return dict(inner.get("", {}))
        case CallStep():
            return dict.fromkeys(step.outcomes(), mapping_of({"dossier": TEXT}))
        case ParallelStep():
            return {"completed": mapping_of({"branches": _branches(step, inner)})}
        case EachStep():
            rows = by_outcome(_ended(inner.get("", {}), {"row": ANYTHING, "index": NUMBER}))
            return {"completed": mapping_of({"rows": list_of(rows)})}
        case ProduceStep():
            return {"produced": mapping_of({"document": NUMBER, "number": OPTIONAL_TEXT, "sha256": TEXT})}
        case PayStep():
            line = mapping_of({"paid": BOOLEAN}, rest=TRUSTED)
            more = {"order": TEXT, "total": NUMBER}
            return dict.fromkeys(step.outcomes(), mapping_of({"lines": list_of(line)}, more, TRUSTED))
        case ReturnStep():
            more = {"item_code": TEXT, "attempts": NUMBER, "to": OPTIONAL_TEXT, "by": TEXT}
            return {"returned": mapping_of({"way": OPTIONAL_TEXT}, more, TRUSTED)}
        case WaitStep():
            # What comes with an event is declared nowhere; without one, nothing comes.
            told = {step.outcome_of(event) for event in step.awaited}
            return {outcome: mapping_of({}, rest=TRUSTED if outcome in told else None) for outcome in step.outcomes()}
        case NotifyStep():
            return {"sent": mapping_of({"at": TEXT})}
    return {}


def _decided(step: ReviewStep, outcome: str) -> Shape:
    """An outcome with a written reason may leave required fields empty."""
    has_reason = outcome in step.reason_for
    fields = {
        name: Field(shape_of(schema), Presence.ALWAYS if name in step.required and not has_reason else Presence.MAYBE)
        for name, schema in step.fields.items()
    }
    reason = TEXT if has_reason else OPTIONAL_TEXT
    given = {"by": TEXT, "officer": TEXT, "at": TEXT, "reason": reason, "checked": list_of(ANYTHING)}
    known = mapping_of(given)
    return replace(known, fields={**fields, **known.fields})


def _answered(step: RequestStep, outcome: str, context: Context) -> Shape:
    """A record when it was found; where it was not, the names of its fields are still known."""
    schema = context.records.get(step.request)
    record = context.shape_of(schema) if schema else OPEN
    if outcome == "found":
        return replace(record, fields={**record.fields, "reference": Field(TEXT), "register": Field(TEXT)})
    nothing = absent(record)
    if outcome == "no_answer":
        return nothing
    more = {"reference": Field(TEXT), "register": Field(TEXT)}
    if outcome == "mismatch":
        more["differing"] = Field(list_of(TEXT))
    return replace(nothing, fields={**nothing.fields, **more})


def _branches(step: ParallelStep, inner: Mapping[str, Mapping[str, Shape]]) -> Shape:
    """When all are waited for, every branch is there that is always begun; otherwise those that had ended."""
    branches = {branch: by_outcome(_ended(ends, {})) for branch, ends in inner.items() if ends}
    are_all_waited_for = step.until in ("all", len(step.parallel))
    always = {
        branch: shape for branch, shape in branches.items() if are_all_waited_for and step.parallel[branch].when is None
    }
    return mapping_of(always, {branch: shape for branch, shape in branches.items() if branch not in always})


def _ended(ends: Mapping[str, Shape], more: Mapping[str, Shape]) -> dict[str, Shape]:
    """The values of a graph by its end, with the end as `outcome`."""
    return {
        end: replace(
            shape,
            fields={
                **{name: Field(each) for name, each in more.items()},
                **shape.fields,
                "outcome": Field(one_of([end])),
            },
        )
        for end, shape in ends.items()
    }
