"""What the tests of forms share: where the real forms lie, a day, and a builder of small forms."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms import Form

PROCEDURES = Path(__file__).parents[2] / "procedures"
COMMON = PROCEDURES / "common"
FOLDERS = {
    "sickness": PROCEDURES / "si/settle-sickness-benefit",
    "lump_sum": PROCEDURES / "si/settle-lump-sum-social-insurance",
    "book": PROCEDURES / "books/reissue-adjust-insurance-book-and-health-card",
}
TODAY = date(2025, 11, 20)


def load(folder: Path) -> Form:
    """The form of a procedure."""
    return Form.load(folder / "form.schema.json", folder / "form.layout.yaml", COMMON)


def example(name: str, stem: str = "valid") -> dict[str, Any]:
    """The example answers of one of FOLDERS."""
    answers: dict[str, Any] = json.loads((FOLDERS[name] / "examples" / f"{stem}.json").read_text(encoding="utf-8"))
    return answers


def examples() -> list[Any]:
    """(form, example) for every example answer of the procedures, as test parameters."""
    return [
        pytest.param(name, file.stem, id=f"{name}-{file.stem}")
        for name, folder in FOLDERS.items()
        for file in sorted((folder / "examples").glob("*.json"))
    ]


def make_form(folder: Path, properties: dict[str, Any], **more: Any) -> Form:
    """A form of these properties, written to `folder`; other keywords of the root may follow."""
    schema = {"$schema": "urn:motcua:form:1", "type": "object", "properties": properties, **more}
    (folder / "form.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    sections = [{"id": "all", "title": {"vi": "Phần", "en": "Part"}, "fields": [f"/{name}" for name in properties]}]
    layout = {"title": {"vi": "Tờ khai", "en": "Form"}, "sections": sections}
    (folder / "form.layout.yaml").write_text(json.dumps(layout), encoding="utf-8")
    return Form.load(folder / "form.schema.json", folder / "form.layout.yaml", COMMON)


def pairs_of(form: Form, answers: Any, **options: Any) -> list[tuple[str, str]]:
    """(pointer, code) of every problem."""
    return [(each.pointer, each.code) for each in form.validate(answers, today=TODAY, **options)]
