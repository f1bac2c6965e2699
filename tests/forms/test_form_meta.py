"""What a form's schema may say: the meta-schema in one piece judges as the standard's own documents do."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY

from forms.meta import in_one_piece

ONE_PIECE = Draft202012Validator(in_one_piece({}))
STANDARD = Draft202012Validator(Draft202012Validator.META_SCHEMA)
BAD: list[Any] = [
    {"type": "nope"},
    {"properties": {"a": {"minLength": -1}}},
    {"items": [1]},
    {"$defs": {"a": 3}},
    {"required": ["a", "a"]},
    {"dependentRequired": {"a": "b"}},
    {"if": 3},
    {"allOf": []},
    {"prefixItems": [{"maxItems": 1.5}]},
    {"$ref": 3},
    {"$anchor": "0"},
    {"dependencies": {"a": [1]}},
    3,
]


@pytest.mark.parametrize("schema", BAD, ids=str)
def test_what_the_standard_refuses_is_refused_at_the_same_place(schema: Any) -> None:
    ours = {(error.json_path, error.message) for error in ONE_PIECE.iter_errors(schema)}
    assert ours
    assert ours == {(error.json_path, error.message) for error in STANDARD.iter_errors(schema)}


@pytest.mark.parametrize("part", ["schema", "meta/core", "meta/applicator", "meta/validation", "meta/unevaluated"])
def test_what_the_standard_allows_is_allowed(part: str) -> None:
    schema = REGISTRY.contents(f"https://json-schema.org/draft/2020-12/{part}")
    assert STANDARD.is_valid(schema)
    assert ONE_PIECE.is_valid(schema)
