"""What is wrong with a form is told at its line: fields nothing reads, places the layout lacks, lists that do not exist."""

from pathlib import Path

import pytest

from tests.workflow.toy import context_of, head, write_library
from workflow.definition.library import read_library
from workflow.definition.places import Fault
from workflow.service.form_faults import form_faults
from workflow.service.procedures import Procedures

STEPS = """
steps:
  receipt: { produce: receipt, result: false, clock: start }
  settled: { end: settled }
"""
SCHEMA = """{
  "$schema": "urn:motcua:form:1",
  "$defs": {
    "place": { "type": "object", "properties": {
      "street": { "type": "string", "format": "line" },
      "house": { "type": "string", "format": "line" }
    } }
  },
  "type": "object",
  "properties": {
    "case": { "type": "string", "enum": ["a", "b"] },
    "proof": { "type": "boolean" },
    "home": { "$ref": "#/$defs/place" },
    "office": { "$ref": "#/$defs/place" },
    "rows": { "type": "array", "maxItems": 5, "items": { "type": "object", "properties": {
      "kind": { "type": "string", "format": "line" },
      "remark": { "type": "string", "format": "line" }
    } } },
    "loss": { "type": "string", "format": "line", "x-record": "Officers read it." }
  },
  "if": { "properties": { "case": { "const": "a" } } },
  "else": { "properties": { "loss": false } }
}
"""
FIELDS = ("/case", "/proof", "/home", "/office", "/rows", "/loss")


def faults_of(
    folder: Path, *, subject: str = '""', schema: str = SCHEMA, fields: tuple[str, ...] = FIELDS, fragment: str = ""
) -> list[Fault]:
    """The faults of the form of a toy whose subject is this expression."""
    root = write_library(folder, {"toy": f"{head()}subject: '{subject}'\n{STEPS}"})
    layout = (
        f"title: {{ vi: A, en: A }}\nsections:\n  - id: a\n    title: {{ vi: A, en: A }}\n    fields:\n{_lines(fields)}"
    )
    files = {"form.schema.json": schema, "form.layout.yaml": layout}
    for name, text in files.items():
        (root / "toy/toy" / name).write_text(text, encoding="utf-8")
    (root / "common/forms").mkdir(parents=True)
    (root / "common/codes").mkdir()
    (root / "common/codes/genders.yaml").write_text("source: a\ncodes: []\n", encoding="utf-8")
    (root / "common/forms/person.schema.json").write_text(fragment, encoding="utf-8")
    library = read_library(root)
    return list(form_faults(library.sources["toy"], Procedures(library, context_of(library))))


def _lines(fields: tuple[str, ...]) -> str:
    return "".join(f"      - {field}\n" for field in fields)


def told(faults: list[Fault]) -> list[tuple[str, int, str]]:
    return [(Path(fault.place.file).name, fault.place.line, fault.code) for fault in faults]


def test_a_field_nothing_reads_is_told_at_its_line_and_a_group_once(tmp_path: Path) -> None:
    found = faults_of(tmp_path, subject="form.home.street")
    # `case` steers, `proof` is read by a paper, `loss` is kept; of `home` only the house number is left over.
    assert told(found) == [("form.schema.json", line, "unused-field") for line in (6, 14, 15)]
    assert [fault.reason.split("'")[1] for fault in found] == ["/home/house", "/office", "/rows"]


@pytest.mark.parametrize("subject", ["form.rows[0].kind", 'form.rows.exists(row, row.kind == "a") ? "x" : "y"'])
def test_who_reads_a_list_or_a_group_may_read_all_in_it(subject: str, tmp_path: Path) -> None:
    used = {fault.reason.split("'")[1] for fault in faults_of(tmp_path, subject=subject)}
    assert used == {"/home", "/office"}


def test_a_shared_fragment_is_read_when_anything_in_it_is(tmp_path: Path) -> None:
    person = '{ "$schema": "urn:motcua:form:1", "type": "object", "properties": '
    fragment = person + '{ "a": { "type": "string" }, "b": { "type": "string" } } }'
    schema = SCHEMA.replace('"home": { "$ref": "#/$defs/place" }', '"home": { "$ref": "person.schema.json" }')
    read = faults_of(tmp_path / "read", subject="form.home.a + form.office.street", schema=schema, fragment=fragment)
    assert [fault.reason.split("'")[1] for fault in read] == ["/office/house", "/rows"]
    unread = faults_of(tmp_path / "unread", subject="form.office.street", schema=schema, fragment=fragment)
    assert told(unread)[0] == ("form.schema.json", 13, "unused-field")
    assert "'/home'" in unread[0].reason


def test_a_misplaced_field_is_told_at_its_line_of_the_layout(tmp_path: Path) -> None:
    found = faults_of(tmp_path, fields=(*FIELDS[:3], "/wrok", *FIELDS[3:]))
    assert told(found) == [("form.layout.yaml", 9, "unknown-field-in-layout")]
    assert "'/wrok'" in found[0].reason


def test_a_field_without_a_place_is_told_in_the_layout(tmp_path: Path) -> None:
    found = faults_of(tmp_path, fields=FIELDS[1:])
    assert told(found) == [("form.layout.yaml", 2, "field-not-laid-out")]
    assert "'/case'" in found[0].reason


def test_a_code_list_that_does_not_exist_is_told_where_it_is_named_even_in_a_fragment(tmp_path: Path) -> None:
    person = '{ "$schema": "urn:motcua:form:1", "type": "object", "properties": {\n'
    fragment = person + ' "g": { "type": "string",\n  "x-code-list": "gender" } } }'
    schema = SCHEMA.replace('"#/$defs/place" },\n    "office"', '"person.schema.json" },\n    "office"')
    found = faults_of(tmp_path, schema=schema, fragment=fragment)
    assert told(found) == [("person.schema.json", 3, "unknown-code-list")]
    assert "did you mean 'genders'?" in found[0].reason


def test_a_place_in_a_form_that_cannot_work_has_its_line(tmp_path: Path) -> None:
    found = faults_of(tmp_path, schema=SCHEMA.replace('"enum": ["a", "b"]', '"format": "cases"'))
    assert told(found) == [("form.schema.json", 11, "form")]
