"""Shapes from JSON Schema: of forms, rules, registers and papers. What a schema only says on some condition is not relied on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workflow.compiler.shapes import ANYTHING, EVERY_KIND, TRUSTED, Field, Kind, Presence, Shape, either

Schema = Mapping[str, Any]

KINDS = {
    "number": Kind.NUMBER, "integer": Kind.NUMBER, "string": Kind.TEXT, "boolean": Kind.BOOLEAN, "array": Kind.LIST,
    "object": Kind.MAPPING, "null": Kind.NULL,
}  # fmt: skip
SAYING = frozenset(
    {
        "type",
        "enum",
        "const",
        "properties",
        "required",
        "additionalProperties",
        "unevaluatedProperties",
        "items",
        "format",
    }
)
"""Keywords that a shape is made of; of lengths and patterns it knows nothing."""
DEEPEST = 24
"""Levels followed; a schema that refers to itself is anything below."""


def shape_of(schema: Any, shared: Mapping[str, Any] | None = None) -> Shape:
    """What values a schema lets through; `shared` are documents that it refers to by name."""
    return _shape(schema, schema, shared or {}, 0)


def _shape(schema: Any, document: Any, shared: Mapping[str, Any], depth: int) -> Shape:
    if not isinstance(schema, Mapping) or depth > DEEPEST:
        return ANYTHING

    def inner(part: Any) -> Shape:
        return _shape(part, document, shared, depth + 1)

    found = _own(schema, inner)
    if isinstance(schema.get("$ref"), str):
        target, home = _referred(schema["$ref"], document, shared)
        found = both(_shape(target, home, shared, depth + 1), found)
    for part in _list(schema.get("allOf")):
        found = both(found, inner(part))
    for keyword in ("anyOf", "oneOf"):
        branches = _list(schema.get(keyword))
        if branches:
            found = either(both(found, inner(part)) for part in branches)
    for keyword in ("then", "else"):
        found = _with_names(found, inner(schema.get(keyword)))
    return found


def _own(schema: Schema, inner: Any) -> Shape:
    """What the schema's own keywords say."""
    if not SAYING & schema.keys():
        return ANYTHING
    types = schema.get("type")
    listed = (
        schema["enum"] if isinstance(schema.get("enum"), list) else [schema["const"]] if "const" in schema else None
    )
    kinds = frozenset(KINDS[name] for name in ([types] if isinstance(types, str) else _list(types)) if name in KINDS)
    if listed is not None:
        kinds = kinds or frozenset(map(_kind_of, listed))
    if not kinds:
        kinds = frozenset({Kind.MAPPING}) if isinstance(schema.get("properties"), Mapping) else EVERY_KIND
    fields, rest = _fields(schema, inner)
    return Shape(
        kinds=kinds,
        values=frozenset(value for value in listed if isinstance(value, str | int | float))
        if listed is not None
        else None,
        format=schema["format"] if isinstance(schema.get("format"), str) else None,
        items=inner(schema["items"]) if "items" in schema else None,
        fields=fields,
        rest=rest,
    )


def _fields(schema: Schema, inner: Any) -> tuple[dict[str, Field], Field | None]:
    properties, required = schema.get("properties"), _list(schema.get("required"))
    named = properties if isinstance(properties, Mapping) else {}
    fields = {
        name: Field(inner(part), Presence.ALWAYS if name in required else Presence.MAYBE)
        for name, part in named.items()
    }
    fields |= {name: TRUSTED for name in required if isinstance(name, str) and name not in fields}
    other = schema.get("additionalProperties", schema.get("unevaluatedProperties"))
    if other is False:
        return fields, None
    return fields, Field(inner(other), Presence.MAYBE) if isinstance(other, Mapping) else TRUSTED


def both(one: Shape, other: Shape) -> Shape:
    """What a value can be that must have both shapes."""
    if ANYTHING in (one, other):
        return other if one == ANYTHING else one
    kinds = one.kinds & other.kinds
    known = [shape.values for shape in (one, other) if shape.values is not None]
    return Shape(
        kinds=kinds or one.kinds,
        values=frozenset.intersection(*known) if known else None,
        format=one.format or other.format,
        items=both(one.items, other.items) if one.items and other.items else one.items or other.items,
        fields={name: _both_field(one, other, name) for name in {**one.fields, **other.fields}},
        rest=None if one.rest is None or other.rest is None else one.rest if one.rest != TRUSTED else other.rest,
        variants=one.variants or other.variants,
    )


def _both_field(one: Shape, other: Shape, name: str) -> Field:
    """A field both speak of, or one; one that is not named here may still be there (`required` beside a reference)."""
    ours, theirs = one.fields.get(name), other.fields.get(name)
    if ours is None or theirs is None:
        known = ours or theirs
        assert known is not None
        return known
    is_always = Presence.ALWAYS in (ours.presence, theirs.presence)
    return Field(both(ours.shape, theirs.shape), Presence.ALWAYS if is_always else ours.presence)


def _with_names(shape: Shape, on_condition: Shape) -> Shape:
    """The shape with fields that are only said on some condition: they may be there."""
    more = {name: Field(ANYTHING, Presence.MAYBE) for name in on_condition.fields if name not in shape.fields}
    return replace(shape, fields={**shape.fields, **more}, rest=shape.rest or TRUSTED) if more else shape


def _referred(reference: str, document: Any, shared: Mapping[str, Any]) -> tuple[Any, Any]:
    name, _, pointer = reference.partition("#")
    home = shared.get(name) if name else document
    target = home
    for token in pointer.split("/")[1:]:
        target = target.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(target, Mapping) else None
    return target, home


def _kind_of(value: Any) -> Kind:
    if value is None:
        return Kind.NULL
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, int | float):
        return Kind.NUMBER
    return Kind.TEXT if isinstance(value, str) else Kind.LIST if isinstance(value, list) else Kind.MAPPING


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
