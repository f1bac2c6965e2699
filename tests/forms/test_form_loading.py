"""Faults in a form's own files: each is refused with the file, the place and the reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from form_samples import FOLDERS, make_form

from forms import Form, FormError
from forms.codes import load_codes

LAYOUT = {"title": {"vi": "T", "en": "T"}, "sections": [{"id": "s", "title": {"vi": "S", "en": "S"}, "fields": ["/a"]}]}
ROOT: dict[str, Any] = {"$schema": "urn:motcua:form:1", "type": "object"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a sound form of one field, and one fragment beside it."""
    (tmp_path / "common/forms").mkdir(parents=True)
    (tmp_path / "common/codes").mkdir()
    fragment = {
        "$schema": "urn:motcua:form:1",
        "title": "Người",
        "type": "object",
        "properties": {"n": {"type": "string"}},
    }
    (tmp_path / "common/forms/one.schema.json").write_text(json.dumps(fragment))
    write(tmp_path, {"a": {"type": "string"}})
    return tmp_path


def write(place: Path, properties: dict[str, Any], layout: Any = LAYOUT, **more: Any) -> None:
    (place / "form.schema.json").write_text(json.dumps({**ROOT, "properties": properties, **more}))
    (place / "form.layout.yaml").write_text(json.dumps(layout))


def load(place: Path) -> Form:
    return Form.load(place / "form.schema.json", place / "form.layout.yaml", place / "common")


def refusal(place: Path) -> str:
    with pytest.raises(FormError) as raised:
        load(place)
    return str(raised.value).replace(str(place), "")


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            {"a": {"$ref": "two.schema.json"}},
            "/form.schema.json#/properties/a: there is no shared fragment 'two.schema",
        ),
        (
            {"a": {"$ref": "https://example.vn/x.json"}},
            "/form.schema.json#/properties/a: 'https://example.vn/x.json' is no",
        ),
        (
            {"a": {"$ref": "../one.schema.json"}},
            "/form.schema.json#/properties/a: '../one.schema.json' is not a shared",
        ),
        ({"a": {"$ref": "one.schema.json#/properties/x"}}, "names nothing: one.schema.json has no '/properties/x'"),
        (
            {"a": {"properties": {"b": {"$ref": "#/properties/a"}}}},
            "/form.schema.json#/properties/a/properties/b: '#/prop",
        ),
        (
            {"a": {"type": "string", "x-not-before": "b"}},
            "/form.schema.json#/a: x-not-before names 'b', which is no field",
        ),
        ({"a": {"type": "string", "x-same-name-as": "/b/c"}}, "/form.schema.json#/a: x-same-name-as names '/b/c'"),
        ({"a": {"type": "array", "items": {"properties": {}}, "x-unique-by": ["b"]}}, "#/a: x-unique-by names 'b'"),
        ({"a": {"enum": ["x"], "x-labels": {"y": {"vi": "Y", "en": "Y"}}}}, "#/a: x-labels must name exactly"),
        (
            {"a": {"type": "string", "x-code-list": "nowhere"}},
            "#/properties/a/x-code-list: there is no code list 'nowhere'",
        ),
        ({"a": {"type": "strin"}}, "/form.schema.json#/properties/a/type"),
    ],
)
def test_a_faulty_schema_is_refused_with_its_place(place, properties, message):
    write(place, properties)
    assert message in refusal(place)


def test_a_reference_that_comes_back_to_itself_says_so(place):
    write(place, {"a": {"properties": {"b": {"$ref": "#/properties/a"}}}})
    assert "leads back to itself" in refusal(place)


def test_a_fault_in_a_fragment_names_the_fragment(place):
    write(place, {"a": {"$ref": "one.schema.json"}})
    broken = place / "common/forms/one.schema.json"
    broken.write_text(json.dumps({**ROOT, "properties": {"n": {"typ": "string"}}}))
    assert "/common/forms/one.schema.json#/properties/n: unknown keyword 'typ'" in refusal(place)
    broken.write_text("{")
    assert "/common/forms/one.schema.json#: is not readable JSON" in refusal(place)


def test_a_property_may_be_called_like_a_keyword(place):
    (place / "form.schema.json").write_text(
        json.dumps({**ROOT, "properties": {"a": {"properties": {"enum": {"$ref": "one.schema.json"}, "$defs": {}}}}})
    )
    (place / "form.layout.yaml").write_text(json.dumps(LAYOUT))
    assert [field.pointer for field in load(place).fields()] == ["/a", "/a/enum", "/a/enum/n", "/a/$defs"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (["/a", "/b"], "/form.layout.yaml#/sections/0/fields/1: the form has no field '/b'"),
        (["/a", "/a"], "/form.layout.yaml#/sections: field '/a' is placed twice"),
        ([], "/form.layout.yaml#/sections: field '/a' has no place"),
        ([{"field": "/a", "widget": "slider"}], "/form.layout.yaml#/sections/0/fields/0/widget"),
        ([{"field": "/a", "columns": ["x"]}], "the form has no field '/a/*/x'"),
        (["/a", {"feld": "/a"}], "/form.layout.yaml#/sections/0/fields/1/"),
    ],
)
def test_a_faulty_layout_is_refused_with_its_place(place, fields, message):
    section = {"id": "s", "title": {"vi": "S", "en": "S"}, "fields": fields}
    write(place, {"a": {"type": "string"}}, {**LAYOUT, "sections": [section]})
    assert message in refusal(place)


def test_what_is_kept_for_the_record_says_why_for_all_that_lies_in_it(place):
    inner = {"b": {"type": "string"}, "c": {"type": "string", "x-record": "Own."}}
    write(place, {"a": {"type": "object", "x-record": "Officers read it.", "properties": inner}})
    assert {field.pointer: field.record for field in load(place).fields()} == {
        "/a": "Officers read it.", "/a/b": "Officers read it.", "/a/c": "Own."
    }  # fmt: skip


def test_keys_given_twice_are_refused_in_both_kinds_of_file(place):
    (place / "form.schema.json").write_text('{"$schema": "urn:motcua:form:1", "type": "object", "type": "array"}')
    assert "key 'type' is given twice" in refusal(place)
    write(place, {"a": {"type": "string"}})
    (place / "form.layout.yaml").write_text("title: {vi: T, en: T}\ntitle: {vi: U, en: U}\nsections: []\n")
    assert "is not readable YAML" in refusal(place)


def test_a_missing_file_and_one_that_is_not_text_are_named(place):
    (place / "form.layout.yaml").unlink()
    assert "/form.layout.yaml#: cannot be read" in refusal(place)
    (place / "form.schema.json").write_bytes(b"\xff\xfe\xff")
    assert "/form.schema.json#: cannot be read" in refusal(place)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        ("source: s\ncodes: [{code: 01, vi: A, en: A, from: 2025-01-01}]", "#/codes/0/code"),  # a number: 01 would be 1
        ('source: s\ncodes: [{code: "01", vi: A, from: 2025-01-01}]', "needs a name in both languages"),
        ('source: s\ncodes: [{code: "01", vi: A, en: A}]', "#/codes/0/from"),
        (
            'source: s\ncodes: [{code: "1", vi: A, en: A, from: 2025-01-01}, {code: "1", vi: B, en: B, from: 2025-01-01}]',
            "#/codes/1: code '1' must begin after its earlier entry",
        ),
        ("codes: []", "#/source"),
    ],
)
def test_a_faulty_code_list_is_refused_with_its_place(place, codes, message):
    (place / "common/codes/list.yaml").write_text(codes)
    with pytest.raises(FormError) as raised:
        load_codes(place / "common/codes", "list")
    assert message in str(raised.value)


def test_a_fragment_may_be_named_anew_and_narrowed_and_keeps_the_order_of_its_fields(tmp_path):
    payee = {
        "$ref": "payee.schema.json",
        "title": "Khác",
        "properties": {"way": {"enum": ["bank"]}},
        "required": ["bank_branch"],
    }
    form = make_form(tmp_path, {"payee": payee})
    names = [field.pointer for field in form.fields()]
    assert names[:3] == ["/payee", "/payee/way", "/payee/account_number"]
    found = {field.pointer: field for field in form.fields()}
    assert (found["/payee"].label, found["/payee"].label_en) == ("Khác", "Payment")
    assert found["/payee/bank_branch"].required
    assert form.node({"payee": {"way": "bank"}}, "/payee/way").enum() == ["bank"]


def test_the_files_a_form_was_made_of_are_known(real_forms):
    names = {file.name for file in real_forms["lump_sum"].files}
    assert {"form.schema.json", "form.layout.yaml", "person.schema.json", "provinces.yaml"} <= names
    assert (FOLDERS["lump_sum"] / "form.layout.yaml") in real_forms["lump_sum"].files
