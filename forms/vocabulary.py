"""The validator of forms: jsonschema's own for 2020-12, with our formats and the x- keywords added and nothing else changed."""

import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

from forms.compiled import Check, compiled
from forms.errors import FormError
from forms.formats import FORMATS, checker
from forms.keywords import KEYWORDS, Fault, code_within
from forms.meta import in_one_piece
from forms.schemas import ANNOTATIONS, Schema, inside

DIALECT = "urn:motcua:form:1"
_META: Schema = json.loads((Path(__file__).parent / "vocabulary.schema.json").read_text(encoding="utf-8"))
_BESIDE = frozenset(("$schema", "$id", "$ref", "$defs", "then", "else", "minContains", "maxContains", *ANNOTATIONS))
_FORMATS = frozenset(FORMATS) | {"money", "date"}


def _properties(validator: Any, properties: Schema, instance: Any, schema: Schema) -> Iterator[ValidationError]:
    """The standard `properties`, then the x- keywords of each: they need the object around the value."""
    # jsonschema forgets the name of a property whose schema is `false`; we say it ourselves.
    allowed = {name: each for name, each in properties.items() if each is not False}
    yield from Draft202012Validator.VALIDATORS["properties"](validator, allowed, instance, schema)
    if not validator.is_type(instance, "object"):
        return
    for name, each in properties.items():
        if name not in instance:
            continue
        for error in _forbidden(instance[name]) if each is False else _cross_field(instance[name], each, instance):
            error.path.appendleft(name)
            error.schema_path.appendleft(name)
            yield error


def _forbidden(value: Any) -> Iterator[ValidationError]:
    yield ValidationError("is not allowed here", validator="false", validator_value=False, instance=value, schema=False)


def _cross_field(value: Any, schema: Any, parent: dict[str, Any]) -> Iterator[ValidationError]:
    if not isinstance(schema, dict):
        return
    for keyword in schema.keys() & KEYWORDS.keys():
        for fault in KEYWORDS[keyword](value, schema[keyword], parent):
            yield _error(keyword, fault, value)
    if "x-code-within" in schema:
        for fault in code_within(value, schema, parent):
            yield _error("x-code-within", fault, value)


def _error(keyword: str, fault: Fault, value: Any) -> ValidationError:
    code, params = fault
    place = params.pop("place", None)
    path = () if place is None else (place,)
    return ValidationError(code, validator=keyword, validator_value=params, instance=value, path=path, cause=None)


_extend: Any = validators.extend  # untyped in the library
_Extended = _extend(Draft202012Validator, {"properties": _properties}, version="motcua-form-1")
_Meta = validator_for(_META)


def validator(schema: Any) -> Validator:
    """A validator of `schema` that asserts formats and x- keywords (those need `forms.context.within`)."""
    made: Validator = _Extended(schema, format_checker=_checker())
    rows = [each["items"] for _, each in inside(schema) if isinstance(each.get("items"), dict)]
    quick = {id(row): check for row in rows if (check := compiled(row, made))}
    if quick:
        # The checks are of this schema alone, so they live in a class that goes when its validator goes.
        made = _extend(_Extended, {"items": partial(_items, quick)})(schema, format_checker=_checker())
    return made


def _items(quick: dict[int, Check], validator: Any, items: Any, instance: Any, schema: Schema) -> Iterator[Any]:
    """The standard `items`, which explains a row; rows that a quick check finds sound need no explaining."""
    check = quick.get(id(items))
    if check is None or "prefixItems" in schema or not validator.is_type(instance, "array"):
        yield from Draft202012Validator.VALIDATORS["items"](validator, items, instance, schema)
        return
    for place, row in enumerate(instance):
        if not check(row):
            yield from validator.descend(instance=row, schema=items, path=place)


def check_schema(schema: Any, file: Path) -> None:
    """Raise FormError, with its place, for the first thing in `schema` that the vocabulary does not allow."""
    if not isinstance(schema, dict) or schema.get("$schema") != DIALECT:
        raise FormError(file, "/$schema", f"must be '{DIALECT}'")
    for error in _meta_validator().iter_errors(schema):
        raise FormError(file, "".join(f"/{token}" for token in error.absolute_path), error.message)
    for pointer, each in inside(schema):
        for keyword in each.keys() - _known():
            raise FormError(file, pointer, f"unknown keyword '{keyword}'")
        if "format" in each and each["format"] not in _FORMATS:
            raise FormError(file, pointer, f"unknown format '{each['format']}'")


@cache
def _known() -> frozenset[str]:
    return frozenset(Draft202012Validator.VALIDATORS) | frozenset(_META["properties"]) | _BESIDE


@cache
def _checker() -> Any:
    return checker()


@cache
def _meta_validator() -> Validator:
    made: Validator = _Meta(in_one_piece(_META), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return made
