"""Which answers differ, and how a supplement changes only what it may."""

import copy

import pytest
from form_samples import example, make_form

from forms.changing import changed, merge

CHANGES = [
    ({"a": 1}, {"a": 1}, set()),
    ({"a": 1}, {"a": 1.0}, set()),
    ({"a": 1}, {"a": True}, {"/a"}),
    ({"a": 1}, {"a": 2}, {"/a"}),
    ({"a": 1}, {}, {"/a"}),
    ({}, {"a": {"b": 1, "c": {"d": 2}}}, {"/a/b", "/a/c/d"}),
    ({"a": {"b": 1}}, {}, {"/a/b"}),
    ({"a": [1, 2]}, {"a": [1, 3, 4]}, {"/a/1", "/a/2"}),
    ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 2}]}, {"/a/0/b", "/a/1/b"}),
    ({"a": 1}, {"a": {"b": 1}}, {"/a"}),
    ({"a": {}}, {}, {"/a"}),
    ({"a/b": 1, "c~d": 1}, {}, {"/a~1b", "/c~0d"}),
]


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_the_leaves_that_differ(before, after, expected):
    assert changed(before, after) == expected
    assert changed(after, before) == expected or not isinstance(before.get("a"), type(after.get("a")))


MERGES = [
    ({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"/a"}, {"a": 2, "b": 1}),
    ({"a": 1, "b": 1}, {"b": 2}, {"/a"}, {"b": 1}),
    ({"b": 1}, {"a": 2, "c": 3}, {"/a"}, {"b": 1, "a": 2}),
    ({"g": {"x": 1, "y": 1}}, {"g": {"x": 2, "y": 2}}, {"/g/y"}, {"g": {"x": 1, "y": 2}}),
    ({}, {"g": {"x": 2, "y": 2}}, {"/g/y"}, {"g": {"y": 2}}),
    ({}, {"g": {"x": 2}}, {"/g/y"}, {}),
    ({"g": {"x": 1}}, {}, {"/g"}, {}),
    ({"r": [{"x": 1}, {"x": 1}]}, {"r": [{"x": 2}, {"x": 2}]}, {"/r/1/x"}, {"r": [{"x": 1}, {"x": 2}]}),
    ({"r": [{"x": 1, "y": 1}]}, {"r": [{"x": 2, "y": 2}]}, {"/r/*/y"}, {"r": [{"x": 1, "y": 2}]}),
    ({"r": [{"x": 1}]}, {"r": [{"x": 2}, {"x": 3}]}, {"/r"}, {"r": [{"x": 2}, {"x": 3}]}),
    ({"r": [{"x": 1}, {"x": 1}]}, {"r": []}, {"/r/0/x"}, {"r": [{}, {"x": 1}]}),
    ({"a": 1}, {"a": 2}, set(), {"a": 1}),
]


@pytest.mark.parametrize(("before", "after", "editable", "expected"), MERGES)
def test_only_what_is_editable_is_taken_over(before, after, editable, expected):
    kept = copy.deepcopy(before)
    assert merge(before, after, editable) == expected
    assert before == kept


def test_a_supplement_changes_only_the_fields_it_names(real_forms):
    form = real_forms["sickness"]
    before = example("sickness")
    after = copy.deepcopy(before)
    after["rows"][1]["personal_id"] = "022091100329"
    after["rows"][1]["wage_base"] = 99_000_000
    after["employer"]["name"] = "Công ty khác"
    merged = form.merge(before, after, {"/rows/1/personal_id"})
    assert form.changed(before, merged) == {"/rows/1/personal_id"}
    assert form.changed(before, after) == {"/rows/1/personal_id", "/rows/1/wage_base", "/employer/name"}


def test_what_a_case_rules_out_is_left_out_also_when_it_ruled_something_else_in(real_forms):
    form = real_forms["lump_sum"]
    answers = example("lump_sum") | {"foreign_ground": "contract_or_permit_ended", "permit_ended_on": "2025-05-01"}
    assert form.applicable(answers) == example("lump_sum")
    assert form.applicable(example("lump_sum")) == example("lump_sum")


def test_what_is_applicable_in_a_row_depends_on_that_row(tmp_path):
    row = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "if": {"properties": {"a": {"const": "yes"}}, "required": ["a"]},
        "else": {"properties": {"b": False}},
    }
    form = make_form(tmp_path, {"rows": {"type": "array", "items": row}})
    rows = [{"a": "yes", "b": "1"}, {"a": "no", "b": "1"}]
    assert form.applicable({"rows": rows}) == {"rows": [{"a": "yes", "b": "1"}, {"a": "no"}]}
