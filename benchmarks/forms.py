"""A form of 300 fields: laid out as a page to fill in and to read, and validated."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import procedures
from forms import Form
from forms.html import render

GROUPS, RUNS, WARMING_UP = 20, 15, 2
DAY = date(2025, 11, 20)
COMMON = Path(procedures.__file__).parent / "common"
_KINDS: tuple[tuple[dict[str, Any], Any], ...] = (
    ({"type": "string", "format": "line", "maxLength": 100}, "Công ty Than Hà Tu"),
    ({"type": "string", "format": "date", "x-not-after-today": True}, "2025-03-31"),
    ({"type": "integer", "format": "money"}, 12_500_000),
    ({"type": "string", "format": "personal_id"}, "022178100419"),
    ({"type": "string", "x-code-list": "provinces"}, "22"),
    ({"type": "string", "enum": ["p", "q"], "x-labels": {v: {"vi": v, "en": v} for v in "pq"}}, "p"),
    ({"type": "boolean"}, True),
)
"""Fields as forms have them, each with an answer."""


@dataclass(frozen=True)
class Page:
    """CPU milliseconds, medians."""

    fields: int
    to_fill_in: float
    to_read: float
    validated: float


def measure() -> Page:
    """A page of 20 groups of 15 fields, two of which depend on another, with every answer given."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        form, answers = _form(Path(folder))
    assert form.validate(answers, today=DAY) == []
    return Page(
        fields=sum(field.is_leaf for field in form.fields()),
        to_fill_in=_median(lambda: render(form, answers, today=DAY)),
        to_read=_median(lambda: render(form, answers, readonly=True, today=DAY)),
        validated=_median(lambda: form.validate(answers, today=DAY)),
    )


def _form(folder: Path) -> tuple[Form, dict[str, Any]]:
    group = {f"f{n}": {"title": f"Mục {n}", **_KINDS[n % len(_KINDS)][0]} for n in range(15)}
    answers = {f"f{n}": _KINDS[n % len(_KINDS)][1] for n in range(15)}
    case = {"if": {"properties": {"f5": {"const": "p"}}, "required": ["f5"]}}
    rule = {**case, "then": {"required": ["f0"]}, "else": {"properties": {"f0": False, "f1": False}}}
    names = [f"g{n}" for n in range(GROUPS)]
    properties = {name: {"title": name, "type": "object", "properties": group, **rule} for name in names}
    schema = {"$schema": "urn:motcua:form:1", "type": "object", "properties": properties}
    sections = [{"id": name, "title": {"vi": name, "en": name}, "fields": [f"/{name}"]} for name in names]
    layout = {"title": {"vi": "Tờ khai", "en": "Form"}, "sections": sections}
    for name, content in (("form.schema.json", schema), ("form.layout.yaml", layout)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    form = Form.load(folder / "form.schema.json", folder / "form.layout.yaml", COMMON)
    return form, dict.fromkeys(names, answers)


def _median(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(WARMING_UP + RUNS):
        began = time.process_time()
        act()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken[WARMING_UP:])


if __name__ == "__main__":
    print(measure())
