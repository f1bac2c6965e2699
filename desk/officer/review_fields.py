"""What an officer fills in with a decision: inputs named `field.<name>`; the door reads them like any form."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from desk import doors
from desk.words import Words

PREFIX = "field."


def typed_fields(posted: FormData) -> dict[str, str]:
    """The filled-in fields as they were typed; empty ones are left out."""
    return {
        name.removeprefix(PREFIX): str(value).strip()
        for name, value in posted.multi_items()
        if name.startswith(PREFIX) and str(value).strip()
    }


def label_of(properties: Mapping[str, Any], name: str, language: str) -> str:
    """What the field is called."""
    said = properties.get(name, {})
    title = str(said.get("title", name))
    return str(said.get("x-title-en", title)) if language == "en" else title


def field_errors(refusal: Exception, words: Words) -> dict[str, str]:
    """What is wrong with which field, when that is why a decision was refused."""
    if not isinstance(refusal, doors.Rejected):
        return {}
    return {problem.pointer.strip("/").split("/")[0]: words.pick(problem) for problem in refusal.problems}
