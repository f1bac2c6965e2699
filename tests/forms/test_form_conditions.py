"""Parts that only some cases ask for: the page, its script and the server come to the same verdict, hidden fields included."""

from typing import Any

import pytest
from form_browser import Browser
from form_samples import PROCEDURES, TODAY, load, make_form, pairs_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import Form, from_html
from forms.conditions import conditions
from forms.html import render

LETTERS = {"type": "string", "enum": ["p", "q", "r"]}
TEXT = {"type": "string", "maxLength": 20}


def when(name: str, value: Any, *, asked: bool = True, **branches: Any) -> dict[str, Any]:
    said = {"properties": {name: {"const": value} if not isinstance(value, list) else {"enum": value}}}
    return {"if": said | ({"required": [name]} if asked else {}), **branches}


def none(*names: str) -> dict[str, Any]:
    return {"properties": dict.fromkeys(names, False)}


# properties, rules, what the page must know: the condition of each field that some case forbids
FORMS: dict[str, tuple[dict[str, Any], list[Any], dict[str, Any]]] = {
    "one field decides": (
        {"a": LETTERS, "x": TEXT},
        [when("a", "p", **{"then": {"required": ["x"]}, "else": none("x")})],
        {"/x": {"/a": ["p"]}},
    ),
    "not answering decides": (
        {"a": LETTERS, "x": TEXT},
        [when("a", "p", asked=False, **{"else": none("x")})],
        {"/x": {"/a": ["p", None]}},
    ),
    "a case forbids": (
        {"a": LETTERS, "x": TEXT},
        [when("a", ["p", "q"], **{"then": none("x")})],
        {"/x": {"/a": ["r", None]}},
    ),
    "a box decides": (
        {"a": {"type": "boolean"}, "x": TEXT, "y": TEXT},
        [when("a", True, **{"then": none("y"), "else": none("x")})],
        {"/x": {"/a": [True]}, "/y": {"/a": [False, None]}},
    ),
    "what one field opens opens another": (
        {"a": LETTERS, "b": LETTERS, "x": TEXT},
        [when("a", "p", **{"else": none("b")}), when("b", "q", **{"else": none("x")})],
        {"/b": {"/a": ["p"]}, "/x": {"/b": ["q"]}},
    ),
    "two cases must hold": (
        {"a": LETTERS, "b": LETTERS, "x": TEXT},
        [when("a", ["p", "q"], **{"else": none("x")}), when("a", ["q", "r"], **{"else": none("x")}),
         when("b", "p", **{"else": none("x")})],
        {"/x": {"/a": ["q"], "/b": ["p"]}},
    ),
    "a condition of a branch is none of the form": (
        {"a": LETTERS, "b": LETTERS, "x": TEXT},
        [when("a", "p", **{"then": when("b", "q", **{"else": none("x")})})],
        {},
    ),
    "not to be said by pointers and values": (
        {"a": LETTERS, "b": TEXT, "x": TEXT, "y": TEXT},
        [{"if": {"required": ["b"]}, "else": none("x")},
         {"if": {"properties": {"a": {"const": "p"}, "b": {"const": "1"}}, "required": ["a"]}, "then": none("y")}],
        {},
    ),
    "a group and what lies in it": (
        {"a": LETTERS,
         "g": {"type": "object", "properties": {"b": LETTERS, "x": TEXT},
               **when("b", "p", **{"else": none("x")})}},
        [when("a", "p", **{"else": none("g")})],
        {"/g": {"/a": ["p"]}, "/g/x": {"/g/b": ["p"]}},
    ),
    "rows": (
        {"rows": {"type": "array", "maxItems": 3, "items": {"type": "object", "properties": {"a": LETTERS, "x": TEXT},
                  **when("a", "p", **{"then": {"required": ["x"]}, "else": none("x")})}}},
        [{}],
        {"/rows/*/x": {"/rows/*/a": ["p"]}},
    ),
}  # fmt: skip
REAL = sorted(PROCEDURES.glob("*/*/form.schema.json"))


@pytest.mark.parametrize("name", FORMS)
def test_the_page_knows_the_condition_of_a_field_that_a_case_forbids(tmp_path, name):
    properties, rules, expected = FORMS[name]
    assert conditions(make_form(tmp_path, properties, allOf=rules).schema) == expected


@pytest.fixture(scope="module")
def forms(tmp_path_factory) -> dict[str, Form]:
    """The small forms above, and the form of every procedure."""
    folder = tmp_path_factory.mktemp
    made = {name: make_form(folder("form"), said, allOf=rules) for name, (said, rules, _) in FORMS.items()}
    return made | {path.parent.name: load(path.parent) for path in REAL}


def test_a_group_that_is_asked_for_and_not_yet_possible_is_missing_and_not_out_of_place(tmp_path):
    group = {"type": "object", "properties": {"x": TEXT}, "required": ["x"]}
    rules = [when("a", "p", **{"then": {"required": ["g"]}}), when("b", "q", **{"else": none("g")})]
    form = make_form(tmp_path, {"a": LETTERS, "b": LETTERS, "g": group}, allOf=rules)
    assert pairs_of(form, {"a": "p"}) == [("/g", "required")]
    assert pairs_of(form, {"a": "p", "b": "q"}) == [("/g/x", "required")]
    assert pairs_of(form, {"a": "p", "g": {"x": "1"}}) == [("/g", "not_applicable")]


GENEROUS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=40, **GENEROUS)
@given(data=st.data())
def test_page_script_and_server_agree_over_generated_answers(forms, name, data):
    _agree(forms[name], data.draw(answers_of(forms[name].fields())))


@pytest.mark.parametrize("name", [path.parent.name for path in REAL])
@settings(max_examples=4, **GENEROUS)
@given(data=st.data())
def test_they_agree_about_every_procedure(forms, name, data):
    _agree(forms[name], data.draw(answers_of(forms[name].fields())))


def _agree(form: Form, answers: dict[str, Any]) -> None:
    page = Browser(render(form, answers))
    by_server, by_script = from_html(form, page.posted()), from_html(form, page.posted_by_script())
    assert by_script == by_server
    # Hidden fields included: what the page let through, the server takes without complaint about its place.
    assert "not_applicable" not in {problem.code for problem in form.validate(by_server, today=TODAY)}
    shown = Browser(render(form, by_server))
    assert from_html(form, shown.posted_by_script()) == from_html(form, shown.posted())


def answers_of(fields: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Answers with or without each field, whatever the case; steering fields take one of their values."""

    def inside(pointer: str) -> st.SearchStrategy[dict[str, Any]]:
        near = [f for f in fields if f.pointer.rpartition("/")[0] == pointer]
        return st.fixed_dictionaries({}, optional={f.pointer.rpartition("/")[2]: value(f) for f in near})

    def value(field: Any) -> st.SearchStrategy[Any]:
        if field.type == "object":
            return inside(field.pointer)
        if field.type == "array":
            (row,) = [f for f in fields if f.pointer == f"{field.pointer}/*"]
            return st.lists(value(row), max_size=2)
        if field.enum:
            return st.sampled_from(field.enum)
        return {"boolean": st.booleans(), "integer": st.integers(0, 9)}.get(field.type, st.sampled_from(["1", "A"]))

    return inside("")
