"""The validator says about plain schemas what jsonschema says, and the vocabulary refuses what it does not know."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from forms import FormError
from forms.compiled import compiled
from forms.vocabulary import check_schema, validator

PLAIN = [
    {"type": "object", "properties": {"a": {"type": "integer"}, "b": False}, "required": ["a"]},
    {
        "properties": {"a": {"minimum": 2}},
        "patternProperties": {"^b": {"type": "string"}},
        "additionalProperties": False,
    },
    {
        "if": {"properties": {"a": {"const": 1}}, "required": ["a"]},
        "then": {"required": ["b"]},
        "else": {"maxProperties": 1},
    },
    {"items": {"type": "array", "uniqueItems": True, "prefixItems": [{"type": "integer"}]}, "minItems": 1},
    {"anyOf": [{"type": "integer"}, {"type": "object", "unevaluatedProperties": False, "properties": {"a": True}}]},
    {"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}], "not": {"const": 4}},
    {"$defs": {"n": {"properties": {"a": {"$ref": "#/$defs/n"}}, "required": ["a"]}}, "$ref": "#/$defs/n"},
    {"type": ["string", "null"], "maxLength": 2, "pattern": "^a", "format": "date"},
    {"enum": [1, "a", None, {"a": 1}]},
    {"dependentRequired": {"a": ["b"]}, "propertyNames": {"maxLength": 1}, "contains": {"const": 1}},
    True,
    False,
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 7) | st.sampled_from(["a", "aa", "b", "2025-01-01", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "bb"]), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("schema", PLAIN)
@given(value=VALUES)
def test_a_plain_schema_is_validated_exactly_as_jsonschema_alone_does(schema, value):
    plain = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    ours, quick = validator(schema), compiled(schema, validator(schema))
    assert ours.is_valid(value) == plain.is_valid(value)
    assert quick is None or quick(value) == plain.is_valid(value)
    assert len(list(ours.iter_errors(value))) == len(list(plain.iter_errors(value)))


NAMES = st.sampled_from(["a", "b", "bb", "c"])
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
SMALL = st.integers(0, 3)


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas of any keywords of 2020-12 around others."""
    named, several = st.dictionaries(NAMES, inner, max_size=3), st.lists(inner, min_size=1, max_size=3)
    keywords: dict[str, st.SearchStrategy[Any]] = {
        **dict.fromkeys(("not", "if", "then", "else", "items", "contains", "additionalProperties"), inner),
        **dict.fromkeys(("propertyNames", "unevaluatedItems", "unevaluatedProperties"), inner),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), several),
        **dict.fromkeys(("properties", "dependentSchemas"), named),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$", "."]), inner, max_size=2),
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), st.integers(-2, 5)),
        "multipleOf": st.integers(1, 3),
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), SMALL),
        **dict.fromkeys(("minContains", "maxContains"), SMALL),
        "uniqueItems": st.booleans(),
        "pattern": st.sampled_from(["^a", "b", "^$"]),
        "format": st.sampled_from(["date", "date-time", "ipv4", "regex", "email", "unheard-of"]),
        "required": st.lists(NAMES, max_size=2, unique=True),
        "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=2),
        **dict.fromkeys(("title", "description", "$comment"), st.just("words")),
        "default": VALUES,
        "$ref": st.just("#/$defs/shared"),
    }
    return st.booleans() | st.fixed_dictionaries({}, optional=keywords)


# The shared definition is no reference itself: one that leads back to itself has no end.
SCHEMAS = st.builds(
    lambda schema, shared: {**schema, "$defs": {"shared": shared}},
    st.recursive(st.booleans(), _schemas, max_leaves=8).filter(lambda schema: isinstance(schema, dict)),
    st.sampled_from([True, False, *PLAIN[:5]]),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(schema=SCHEMAS, value=VALUES)
def test_so_is_any_schema_that_can_be_written(schema, value):
    Draft202012Validator.check_schema(schema)
    plain = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert _found(validator(schema), value) == _found(plain, value)
    quick = compiled(schema, validator(schema))
    assert quick is None or quick(value) == plain.is_valid(value)


def _found(judge: Any, value: Any) -> Any:
    """What a validator says, error by error. The name of a property that is `false` is ours alone."""
    errors = list(judge.iter_errors(value))
    of_false = [error for error in errors if error.validator in (None, "false")]
    others = [(list(error.absolute_path), error.validator) for error in errors if error not in of_false]
    return judge.is_valid(value), len(of_false), sorted(others, key=repr)


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "object"}, "#/$schema: must be 'urn:motcua:form:1'"),
        ([], "#/$schema"),
        ({"properties": {"a": {"type": "strin"}}}, "#/properties/a/type: 'strin'"),
        ({"properties": {"a": {"requird": ["b"]}}}, "#/properties/a: unknown keyword 'requird'"),
        ({"properties": {"a": {"x-not-bfore": "b"}}}, "#/properties/a: unknown keyword 'x-not-bfore'"),
        ({"properties": {"a": {"format": "phon"}}}, "#/properties/a: unknown format 'phon'"),
        ({"allOf": [{"then": {"x-not-before": "../b"}}]}, "#/allOf/0/then/x-not-before"),
        ({"properties": {"a": {"x-earliest": "1900-02-30"}}}, "#/properties/a/x-earliest"),
        ({"properties": {"a": {"x-labels": {"b": {"vi": "B"}}}}}, "#/properties/a/x-labels/b: 'en'"),
    ],
)
def test_a_schema_that_the_vocabulary_does_not_know_is_refused_with_its_place(schema, message):
    whole = {"$schema": "urn:motcua:form:1", **schema} if isinstance(schema, dict) and "type" not in schema else schema
    with pytest.raises(FormError) as raised:
        check_schema(whole, Path("form.schema.json"))
    assert f"form.schema.json{message}" in str(raised.value)


def test_data_in_a_schema_is_not_taken_for_schema():
    data = {"$ref": "nowhere", "requird": 1}
    check_schema({"$schema": "urn:motcua:form:1", "enum": [data], "default": data}, Path("form.schema.json"))
