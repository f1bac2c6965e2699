"""What an officer fills in at a review, read and checked like any form; faults of forms in the engine's words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from forms import Problem
from forms.context import Context, within
from forms.explaining import Explainer
from forms.fields import fields_of
from forms.normalising import normalise
from forms.vocabulary import validator
from workflow.definition.models import ReviewStep, Step
from workflow.engine.events import FormFault
from workflow.service.errors import Rejected

HANDING_OVER = {
    "receiver": {"title": "Người nhận", "x-title-en": "Received by", "type": "string", "maxLength": 200},
}
"""What may be filled in where a result is handed over."""


def fields_of_step(step: Step) -> dict[str, Any]:
    """What the officer may fill in at a step that waits for a person: JSON-Schema properties."""
    return dict(step.fields) if isinstance(step, ReviewStep) else HANDING_OVER


def filled_in(step: Step, outcome: str, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values normalised; raises Rejected with every problem.

    A required field may stay empty for an outcome that takes a written reason instead (declining, sending back).
    """
    required = step.required if isinstance(step, ReviewStep) and outcome not in step.reason_for else ()
    if not values and not required:
        return {}
    schema = {
        "type": "object",
        "properties": fields_of_step(step),
        "required": list(required),
        "additionalProperties": False,
    }
    validating = validator(schema)
    given = normalise(
        schema, dict(values), lambda condition, value: validating.evolve(schema=condition).is_valid(value)
    )
    explainer = Explainer({field.pointer: field for field in fields_of(schema)}, lambda _place: [])
    with within(Context(given, today, {})):
        problems = list(explainer.explain(validating.iter_errors(given)))
    if problems:
        raise Rejected("fields", "some of what was filled in cannot be taken", faults(problems))
    return dict(given)


def faults(problems: Iterable[Problem]) -> tuple[FormFault, ...]:
    """Problems of a form or file as the engine and the doors carry them."""
    return tuple(
        FormFault(pointer=each.pointer, code=each.code, vi=each.message_vi, en=each.message_en) for each in problems
    )
