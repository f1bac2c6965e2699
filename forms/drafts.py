"""Answers that are not finished: kept as they are, taken up again later, perhaps under a newer form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from forms.explaining import pattern
from forms.form import Answers, Form
from forms.pointers import ABSENT, covers, split


@dataclass(frozen=True)
class Draft:
    """Unfinished answers with the digest of the form they were given to; plain JSON by `as_json`."""

    answers: Answers
    form: str

    def as_json(self) -> dict[str, Any]:
        """What to store; it holds personal data like the answers themselves."""
        return {"answers": self.answers, "form": self.form}


@dataclass(frozen=True)
class Resumed:
    """Answers to go on with, and the pointers of those the form no longer has a place for."""

    answers: Answers
    lost: tuple[str, ...]


def draft_of(form: Form, answers: Any) -> Draft:
    """What was typed so far, normalised and not judged; other cases' fields stay, as one may still change one's mind."""
    return Draft(form.normalise(answers), digest_of(form))


def resume(form: Form, stored: Mapping[str, Any]) -> Resumed:
    """Take up a stored draft; where the form has changed since, what it has no field for is left out and named."""
    answers = form.normalise(stored["answers"])
    if stored["form"] == digest_of(form):
        return Resumed(answers, ())
    lost = sorted(pointer for pointer in form.changed({}, answers) if _has_no_place(form, pointer))
    return Resumed(form.normalise(_without(answers, "", lost)), tuple(lost))


def progress(form: Form, answers: Answers, *, today: date) -> dict[str, int]:
    """Section of the page -> how many problems stand between it and being complete."""
    places = [problem.pointer for problem in form.validate(answers, today=today)]
    return {
        section.id: sum(covers([entry.field for entry in section.fields], place) for place in places)
        for section in form.layout.sections
    }


def digest_of(form: Form) -> str:
    """SHA-256 over the whole schema."""
    return sha256(json.dumps(form.schema, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _has_no_place(form: Form, pointer: str) -> bool:
    tokens = tuple(int(token) if token.isdecimal() else token for token in split(pointer))
    return form.field(pattern(tokens)) is None


def _without(value: Any, here: str, lost: list[str]) -> Any:
    """The answers without the lost places; rows keep their order."""
    if here in lost:
        return ABSENT
    if isinstance(value, dict):
        kept = {name: _without(each, f"{here}/{name}", lost) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each is not ABSENT}
    if isinstance(value, list):
        rows = (_without(each, f"{here}/{place}", lost) for place, each in enumerate(value))
        return [row for row in rows if row is not ABSENT]
    return value
