"""The published schema of the language: no false alarm on what is sound, and an alarm at the place of what is misspelt."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.workflow.compiler.corpus import Broken, all_broken
from tests.workflow.toy import INTAKE, PLAIN, head
from workflow.definition.models import STEP_KINDS, Definition
from workflow.definition.places import DefinitionError
from workflow.definition.reading import read, read_text
from workflow.definition.schema import graph_schema, procedure_schema

ROOT = Path(__file__).parents[2]
PROCEDURE, GRAPH = Draft7Validator(procedure_schema()), Draft7Validator(graph_schema())
DEFINITIONS = sorted((ROOT / "procedures").glob("*/*/procedure.yaml"))
GRAPHS = sorted((ROOT / "procedures/common/graphs").glob("*.yaml"))


def as_an_editor_reads(file: Path) -> Any:
    """The file as JSON: days are text there."""
    return json.loads(json.dumps(read(file).plain(), default=str))


def alarms(schema: Draft7Validator, text: str) -> list[str]:
    """Where the schema finds something wrong in a text."""
    tree = json.loads(json.dumps(read_text(text, "text").plain(), default=str))
    return ["/".join(map(str, error.absolute_path)) for error in schema.iter_errors(tree)]


def with_steps(steps: str) -> str:
    return f"{head()}steps:\n  {steps}\n"


@pytest.mark.parametrize("schema", [PROCEDURE, GRAPH])
def test_the_schema_is_a_schema(schema: Draft7Validator) -> None:
    Draft7Validator.check_schema(schema.schema)


@pytest.mark.parametrize("file", DEFINITIONS, ids=lambda file: file.parent.name)
def test_our_definitions_raise_no_alarm(file: Path) -> None:
    assert [error.message for error in PROCEDURE.iter_errors(as_an_editor_reads(file))] == []


@pytest.mark.parametrize("file", GRAPHS, ids=lambda file: file.stem)
def test_our_shared_graphs_raise_no_alarm(file: Path) -> None:
    assert [error.message for error in GRAPH.iter_errors(as_an_editor_reads(file))] == []


@pytest.mark.parametrize("file", [*DEFINITIONS, *GRAPHS], ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_our_definitions_name_their_schema(file: Path) -> None:
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    kind = "graph" if file in GRAPHS else "procedure"
    assert (file.parent / named).resolve() == ROOT / "docs/reference" / f"{kind}.schema.json"


def test_toys_raise_no_alarm() -> None:
    assert alarms(PROCEDURE, head() + PLAIN) == []
    assert alarms(GRAPH, INTAKE) == []


@pytest.mark.parametrize(
    "text",
    [
        with_steps("rest: { until: form.day }"),
        with_steps("rest: { event: paid }"),
        with_steps("check: { review: head, within: [{ from: 2025-01-01, value: 2 working days, basis: law }] }"),
        with_steps("check: { review: head, within: [{ from: 2025-01-01, nothing: true }] }"),
        with_steps("check: [{ from: 2025-01-01, review: head }, { from: 2026-01-01, pay: form.lines }]"),
        with_steps("check: { decide: [[{ from: 2025-01-01, when: form.a, then: b }], { otherwise: c }] }"),
        with_steps("ask: { parallel: { law: { start: say, steps: { say: { end: said } } } }, until: 1 }"),
        with_steps("ask: { parallel: { law: [{ from: 2025-01-01, say: { end: said } }] } }"),
        with_steps("ask: { parallel: { law: [{ from: 2025-01-01, steps: { say: { end: said } } }] } }"),
        with_steps("check: { review: head, then: [{ from: 2025-01-01, value: b }, { from: 2026-01-01, ok: c }] }"),
    ],
)
def test_what_the_language_allows_raises_no_alarm(text: str) -> None:
    assert alarms(PROCEDURE, text) == []


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ("check: { review: head, witin: 2 working days }", "steps/check"),
        ("check: { reveiw: head }", "steps/check"),
        ("check: { review: head, pay: form.lines }", "steps/check"),
        ("check: { review: head, within: 2 workdays }", "steps/check/within"),
        ("check: { review: head, within: [{ from: 2025-01-01, value: 2 workdays }] }", "steps/check/within/0/value"),
        ("check: { review: head, within: [{ from: soon, value: 2 hours }] }", "steps/check/within/0/from"),
        ("check: [{ from: 2025-01-01, review: head, unti: BEN }]", "steps/check/0"),
        ("check: { review: head, unit: 5 }", "steps/check/unit"),
        ("check: { validate: everything }", "steps/check/validate"),
        ("ask: { parallel: { law: { say: { reveiw: head } } } }", "steps/ask/parallel/law/say"),
        ("check: { decide: [{ when: form.a }] }", "steps/check/decide/0"),
        ("call: { call: common/intake, graph: { steps: { a: { end: a } } } }", "steps/call"),
    ],
)
def test_what_is_misspelt_raises_an_alarm_at_its_place(steps: str, place: str) -> None:
    assert place in alarms(PROCEDURE, with_steps(steps))


def _of_structure() -> list[Broken]:
    codes = {"unknown-key", "missing-key", "no-kind", "two-kinds"}
    return [
        each
        for each in all_broken()
        if {one.code for one in each.expected} & codes and "# file:" not in each.file.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("broken", _of_structure(), ids=lambda broken: broken.file.stem)
def test_what_the_compiler_refuses_for_its_keys_the_schema_refuses_too(broken: Broken, tmp_path: Path) -> None:
    try:
        tree = as_an_editor_reads(broken.write(tmp_path) / "toy/toy/procedure.yaml")
    except DefinitionError:
        pytest.skip("not even YAML")
    assert not PROCEDURE.is_valid(tree)


def test_every_kind_and_every_key_is_explained_to_who_types_it() -> None:
    definitions: dict[str, Any] = procedure_schema()["definitions"]
    assert {kind for kind in STEP_KINDS if definitions["Step"]["properties"][kind]["description"]} == set(STEP_KINDS)
    models = [kind.__name__ for kind in STEP_KINDS.values()]
    unsaid = [
        f"{name}.{key}"
        for name in (*models, "Choice", "Component", "Act", "Deadline", "TimeLimit", "SupplementRule", "Attachments")
        for key, said in definitions[name]["properties"].items()
        if not said.get("description")
    ]
    assert unsaid == []
    assert [key for key, said in procedure_schema()["properties"].items() if not said.get("description")] == []
    assert procedure_schema()["properties"].keys() == {
        info.alias or key for key, info in Definition.model_fields.items()
    }
