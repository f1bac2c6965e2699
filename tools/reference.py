"""`make reference`: what docs/reference and editors are told of the language, written anew from models and catalogue."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workflow.definition.fault_codes import Code, load_codes
from workflow.definition.models import STEP_KINDS, Definition
from workflow.definition.schema import graph_schema, procedure_schema, text_of

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
MADE = "<!-- Written by `make reference`; change the models or the catalogue instead. -->"


def pages() -> dict[str, str]:
    """Each generated file of docs/reference with its text."""
    return {
        "procedure.schema.json": text_of(procedure_schema()),
        "graph.schema.json": text_of(graph_schema()),
        "steps.md": "\n".join(_steps()),
        "faults.md": "\n".join(_faults(load_codes())),
    }


def _steps() -> Iterator[str]:
    yield from ("# Steps, key by key", "", MADE, "")
    yield "What each kind does and gives is told in [the language of definitions](definition.md#steps); here is every key of it."
    yield "Any value may be dated. Every kind has these:"
    yield ""
    models = Definition.model_json_schema(ref_template="{model}")["$defs"]
    schemas = {kind: models[model.__name__] for kind, model in STEP_KINDS.items()}
    shared = set.intersection(*(set(schema["properties"]) for schema in schemas.values()))
    yield from _keys(schemas["end"], lambda key: key in shared)
    for kind, schema in schemas.items():
        yield from ("", f"## {kind}", "", " ".join(schema["description"].split()))
        outcomes = STEP_KINDS[kind].fixed_outcomes
        if outcomes:
            yield f"Outcomes: {', '.join(f'`{outcome}`' for outcome in outcomes)}."
        yield ""
        yield from _keys(schema, lambda key: key not in shared)
    for name in ("Choice", "Text"):
        yield from ("", f"## {_TYPES[name]}", "", models[name]["description"], "")
        yield from _keys(models[name], lambda key: True)
    yield ""


def _keys(schema: dict[str, Any], wanted: Any) -> Iterator[str]:
    yield from ("| key | value | unless said | meaning |", "|---|---|---|---|")
    for key, said in schema["properties"].items():
        if wanted(key):
            default = "must be said" if key in schema.get("required", ()) else _default(said.get("default"))
            yield f"| `{key}` | {_type(said)} | {default} | {said['description']} |"


_TYPES = {
    "Text": "text in two languages", "Choice": "branch of a decide", "Step": "step", "StepGraph": "steps", "Branch": "steps",
    "ReturnWay": "`post`, `counter`, `electronic`", "boolean": "true or false", "integer": "whole number",
    "string": "text", "array": "list", "object": "mapping",
}  # fmt: skip


def _type(said: dict[str, Any]) -> str:
    """What may be written, in a few words."""
    if "anyOf" in said:
        return " or ".join(dict.fromkeys(_type(each) for each in said["anyOf"] if each.get("type") != "null"))
    if "oneOf" in said:
        return "step"
    if "$ref" in said:
        return _TYPES[said["$ref"]]
    if "const" in said or "enum" in said:
        return ", ".join(f"`{value}`" for value in said.get("enum", [said.get("const")]))
    if "pattern" in said:
        return "time"
    if isinstance(said.get("type"), list):
        return "expression"
    inside = said.get("items") or said.get("additionalProperties")
    of = f" of {_type(inside)}" if isinstance(inside, dict) and inside else ""
    return f"{_TYPES.get(said.get('type', ''), 'anything')}{of}"


def _default(value: Any) -> str:
    if value in (None, [], {}):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _faults(codes: dict[str, Code]) -> Iterator[str]:
    yield from ("# Faults, code by code", "", MADE, "")
    yield "What `motcua check` can find wrong, with a bad example and a good one. `motcua explain CODE` tells one of them."
    yield ""
    for name, code in codes.items():
        yield from (f"## {name}", "", " ".join(code.means.split()), "", f"*{' '.join(code.vi.split())}*", "")
        for word, example in (("Bad", code.bad), ("Good", code.good)):
            yield from (f"{word}:", "", "```text" if code.told else "```yaml", example.rstrip(), "```", "")


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
