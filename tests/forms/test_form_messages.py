"""The one catalogue of messages: each code can happen, speaks both languages and names the field, never the answer."""

import string
from typing import Any

import pytest
from form_samples import COMMON, TODAY, make_form

from forms.formats import FORMATS
from forms.problems import catalogue

TEXT: dict[str, Any] = {"type": "string"}
NAMED = {"title": "Mục", "x-title-en": "Field"}


def field(**keywords: Any) -> dict[str, Any]:
    return {"a": {**NAMED, **keywords}}


CASES: dict[str, tuple[dict[str, Any], Any, dict[str, Any]]] = {
    "required": (field(), {}, {"required": ["a"]}),
    "at_least_one": ({**field(), "b": {}}, {}, {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    "not_applicable": (field(), {"a": 1}, {"if": {"required": ["b"]}, "else": {"properties": {"a": False}}}),
    "unknown_field": (field(), {"c": 1}, {"additionalProperties": False}),
    "not_text": (field(type="string"), {"a": 1}, {}),
    "not_a_number": (field(type="number"), {"a": "x"}, {}),
    "not_a_whole_number": (field(type="integer"), {"a": 1.5}, {}),
    "not_yes_or_no": (field(type="boolean"), {"a": "x"}, {}),
    "not_a_list": (field(type="array"), {"a": "x"}, {}),
    "not_a_group": (field(type="object", properties={"b": {}}), {"a": "x"}, {}),
    "not_in_list": (field(enum=["b"]), {"a": "x"}, {}),
    "must_be_confirmed": (field(type="boolean", const=True), {"a": False}, {}),
    "invalid": (field(**{"not": {"const": 1}}), {"a": 1}, {}),
    "too_short": (field(minLength=2), {"a": "x"}, {}),
    "too_long": (field(maxLength=2), {"a": "xxx"}, {}),
    "too_small": (field(minimum=2), {"a": 1}, {}),
    "too_large": (field(maximum=2), {"a": 3}, {}),
    "not_above": (field(exclusiveMinimum=2), {"a": 2}, {}),
    "not_below": (field(exclusiveMaximum=2), {"a": 2}, {}),
    "not_in_steps": (field(multipleOf=0.5), {"a": 0.3}, {}),
    "too_few_rows": (field(minItems=1), {"a": []}, {}),
    "too_many_rows": (field(maxItems=1), {"a": [1, 2]}, {}),
    "repeated_value": (field(uniqueItems=True), {"a": [1, 1]}, {}),
    "duplicate_row": (
        field(type="array", items={"properties": {"b": NAMED}}, **{"x-unique-by": ["b"]}), {"a": [{"b": 1}, {"b": 1}]}, {},
    ),
    "overlapping_row": (
        field(type="array", items={"properties": {"b": NAMED}}, **{"x-no-overlap": {"by": ["b"], "from": "b", "to": "b"}}),
        {"a": [{"b": "2025"}, {"b": "2025"}]}, {},
    ),
    "wrong_pattern": (field(pattern="^b"), {"a": "x"}, {}),
    **{f"wrong_{name}": (field(type="string", format=name), {"a": "\0"}, {}) for name in (*FORMATS, "date")},
    "wrong_money": (field(format="money"), {"a": -1}, {}),
    "before_other": ({"b": TEXT, **field(**{"x-not-before": "b"})}, {"a": "2024", "b": "2025"}, {}),
    "after_other": ({"b": TEXT, **field(**{"x-not-after": "b"})}, {"a": "2025", "b": "2024"}, {}),
    "after_today": (field(**{"x-not-after-today": True}), {"a": "2099"}, {}),
    "too_early": (field(**{"x-earliest": "1900-01-01"}), {"a": "1800"}, {}),
    "too_old": (
        {"b": TEXT, **field(**{"x-younger-than": {"years": 7, "on": "b"}})}, {"a": "2000-01-01", "b": "2025-01-01"}, {},
    ),
    "too_many_days": (
        {"b": TEXT, **field(**{"x-days-within": {"from": "b", "to": "b"}})}, {"a": 2, "b": "2025-01-01"}, {},
    ),
    "personal_id_gender": (
        {"b": TEXT, **field(**{"x-personal-id-of": {"gender": "b"}})}, {"a": "022178100419", "b": "male"}, {},
    ),
    "personal_id_birth_year": (
        {"b": TEXT, **field(**{"x-personal-id-of": {"dob": "b"}})}, {"a": "022178100419", "b": "1979"}, {},
    ),
    "hi_card_of_other": ({"b": TEXT, **field(**{"x-hi-card-of": "b"})}, {"a": "2298100418", "b": "2298100419"}, {}),
    "other_name": ({"b": TEXT, **field(**{"x-same-name-as": "b"})}, {"a": "AN", "b": "BA"}, {}),
    "same_as_other": ({"b": TEXT, **field(**{"x-differs-from": "b"})}, {"a": "x", "b": "x"}, {}),
    "unknown_code": (field(**{"x-code-list": "provinces"}), {"a": "99"}, {}),
    "code_not_in_force": (field(**{"x-code-list": "provinces"}), {"a": "02"}, {}),
    "code_of_other_place": (
        {"b": TEXT, **field(**{"x-code-list": "wards", "x-code-within": "b"})}, {"a": "06685", "b": "01"}, {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_the_code_happens_and_speaks_both_languages(tmp_path, code):
    properties, answers, more = CASES[code]
    problems = make_form(tmp_path, properties, **more).validate(answers, today=TODAY)
    found = {each.code: each for each in problems}
    assert code in found
    one = found[code]
    assert one.message("vi") == one.message_vi != one.message_en == one.message("en")
    assert not any(mark in one.message_vi + one.message_en for mark in "{}")


def test_every_code_of_the_catalogue_happens_in_a_test():
    attachments = {code for code in catalogue() if code.startswith("attachment")}  # in test_attachments.py
    lists = {code for code in catalogue() if code.startswith("list_")}  # in test_lists.py
    assert set(CASES) | attachments | lists | {"row", "cell"} == set(catalogue())


def test_both_languages_of_a_message_ask_for_the_same_values():
    for code, texts in catalogue().items():
        assert set(texts) == {"vi", "en"}, code
        vi, en = ({name for _, name, _, _ in string.Formatter().parse(texts[lang]) if name} for lang in ("vi", "en"))
        assert vi == en, code


def test_a_message_names_the_label_of_its_own_language(tmp_path):
    (one,) = make_form(tmp_path, field(type="integer")).validate({"a": "x"}, today=TODAY)
    assert one.message_vi == "“Mục” phải là số nguyên, ví dụ 1.234.567."
    assert one.message_en == "“Field” must be a whole number, such as 1234567."


def test_a_row_error_names_the_row_from_one_also_inside_a_row(tmp_path):
    inner = {"type": "array", "items": {"type": "object", "properties": field(type="integer")}}
    form = make_form(tmp_path, {"rows": {"type": "array", "items": {"type": "object", "properties": {"in": inner}}}})
    (one,) = form.validate({"rows": [{}, {"in": [{}, {}, {"a": "x"}]}]}, today=TODAY)
    assert (one.pointer, one.params["rows"]) == ("/rows/1/in/2/a", [2, 3])
    assert one.message_vi.startswith("Dòng 2.3: “Mục” phải")
    assert one.message_en.startswith("Row 2.3: “Field” must")


def test_a_problem_never_repeats_what_the_person_wrote(tmp_path):
    form = make_form(
        tmp_path, {"a": {**NAMED, "type": "string", "format": "personal_id", "maxLength": 3, "enum": ["x"]}}
    )
    problems = form.validate({"a": "0123456789"}, today=TODAY)
    assert len(problems) == 3
    assert "0123456789" not in repr(problems)


def test_the_day_of_filing_is_written_as_people_write_it(tmp_path):
    (one,) = make_form(tmp_path, field(**{"x-not-after-today": True})).validate({"a": "2099"}, today=TODAY)
    assert "20/11/2025" in one.message_vi


def test_shared_code_lists_lie_where_the_forms_look():
    assert (COMMON / "codes" / "provinces.yaml").is_file()
