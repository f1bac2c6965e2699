"""What a value can be, as far as its schema tells: the small value that proofs about conditions and data reckon with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The kinds of values that JSON and conditions know."""

    NUMBER = "a number"
    TEXT = "text"
    BOOLEAN = "true or false"
    LIST = "a list"
    MAPPING = "a mapping"
    NULL = "nothing"


class Presence(StrEnum):
    """Whether a value is there."""

    ALWAYS = "always"
    MAYBE = "maybe"
    NEVER = "never"


EVERY_KIND = frozenset(Kind)
SCALARS = frozenset({Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN})


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value can be: of these kinds, and nothing else that is said here. `Shape()` can be anything."""

    kinds: frozenset[Kind] = EVERY_KIND
    values: frozenset[Any] | None = None
    """The texts, numbers and truth values it can have, where they are known."""
    format: str | None = None
    items: "Shape | None" = None
    """What the elements of the list are."""
    fields: "Mapping[str, Field]" = field(default_factory=dict)
    rest: "Field | None" = None
    """What a field is that `fields` does not name; with None there is no other."""
    rest_names: frozenset[str] | None = None
    """The names such a field can have; None: any."""
    variants: "Mapping[str, Shape]" = field(default_factory=dict)
    """What the mapping is for each value of its `outcome`, where more is known then."""

    def field(self, name: str) -> "Field | None":
        """The field of this name; None when there cannot be one."""
        if self.kinds == EVERY_KIND and not self.fields:
            return TRUSTED
        rest = self.rest if self.rest_names is None or name in self.rest_names else None
        return self.fields.get(name, rest)

    @property
    def is_anything(self) -> bool:
        return self.kinds == EVERY_KIND

    def __str__(self) -> str:
        return " or ".join(kind.value for kind in Kind if kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a mapping, and whether it is there."""

    shape: Shape
    presence: Presence = Presence.ALWAYS


ANYTHING = Shape()
TRUSTED = Field(ANYTHING)
"""A field nothing is known of: taken on trust, because nobody declared it."""
NUMBER = Shape(frozenset({Kind.NUMBER}))
TEXT = Shape(frozenset({Kind.TEXT}))
BOOLEAN = Shape(frozenset({Kind.BOOLEAN}))
NULL = Shape(frozenset({Kind.NULL}))
DAY = Shape(frozenset({Kind.TEXT}), format="date")


def one_of(values: Iterable[str]) -> Shape:
    """One of these texts."""
    return Shape(frozenset({Kind.TEXT}), values=frozenset(values))


def list_of(items: Shape) -> Shape:
    return Shape(frozenset({Kind.LIST}), items=items)


def mapping_of(
    always: Mapping[str, Shape], maybe: Mapping[str, Shape] | None = None, rest: Field | None = None
) -> Shape:
    """A mapping with fields that are always there and fields that may be."""
    fields = {name: Field(shape) for name, shape in always.items()}
    fields |= {name: Field(shape, Presence.MAYBE) for name, shape in (maybe or {}).items()}
    return Shape(frozenset({Kind.MAPPING}), fields=fields, rest=rest)


def by_outcome(variants: Mapping[str, Shape]) -> Shape:
    """A mapping that is one of these, as its `outcome` says; the outcome "" stands for a step not passed."""
    return replace(either(variants.values()), variants=dict(variants))


def absent(shape: Shape) -> Shape:
    """The same mapping with nothing in it."""
    fields = {name: Field(each.shape, Presence.NEVER) for name, each in shape.fields.items()}
    rest = Field(shape.rest.shape, Presence.NEVER) if shape.rest else None
    return Shape(frozenset({Kind.MAPPING}), fields=fields, rest=rest, rest_names=shape.rest_names)


# --- Either of two ---


def either(shapes: Iterable[Shape]) -> Shape:
    """What a value can be that has one of these shapes; anything when there are none."""
    found: Shape | None = None
    for shape in shapes:
        found = shape if found is None else joined(found, shape)
    return found or ANYTHING


def joined(one: Shape, other: Shape) -> Shape:
    """What a value can be that has either shape."""
    if one is other or one == other:
        return one
    if ANYTHING in (one, other):
        return ANYTHING
    scalar = [shape for shape in (one, other) if shape.kinds & SCALARS]
    mappings = [shape for shape in (one, other) if Kind.MAPPING in shape.kinds]
    lists = [shape.items for shape in (one, other) if Kind.LIST in shape.kinds]
    return Shape(
        kinds=one.kinds | other.kinds,
        values=None if any(shape.values is None for shape in scalar) else _all_values(scalar),
        format=scalar[0].format if scalar and all(shape.format == scalar[0].format for shape in scalar) else None,
        items=None if None in lists or not lists else either(each for each in lists if each),
        fields=_either_field(*mappings) if len(mappings) == 2 else mappings[0].fields if mappings else {},
        rest=_either_rest(*mappings) if len(mappings) == 2 else mappings[0].rest if mappings else None,
        rest_names=_either_name([shape for shape in mappings if shape.rest]),
        variants=_either_variant(*mappings) if len(mappings) == 2 else mappings[0].variants if mappings else {},
    )


def _all_values(shapes: list[Shape]) -> frozenset[Any] | None:
    return frozenset(value for shape in shapes for value in shape.values or ()) if shapes else None


def _either_field(one: Shape, other: Shape) -> dict[str, Field]:
    found = {}
    for name in (*one.fields, *(name for name in other.fields if name not in one.fields)):
        found[name] = _one_field(one.field(name), other.field(name))
    return found


def _either_rest(one: Shape, other: Shape) -> Field | None:
    return _one_field(one.rest, other.rest) if one.rest or other.rest else None


def _one_field(one: Field | None, other: Field | None) -> Field:
    """What stays the same stays the very same: the next to compare them then looks no further."""
    if one is not None and one is other:
        return one
    if one is None or other is None:
        known = one or other
        assert known is not None
        return Field(known.shape, Presence.NEVER if known.presence is Presence.NEVER else Presence.MAYBE)
    presence = one.presence if one.presence is other.presence else Presence.MAYBE
    there = [each.shape for each in (one, other) if each.presence is not Presence.NEVER]
    shape = either(there or (one.shape, other.shape))
    return one if shape is one.shape and presence is one.presence else Field(shape, presence)


def _either_name(open_ones: list[Shape]) -> frozenset[str] | None:
    """Any name, where one of them takes any."""
    names = [shape.rest_names for shape in open_ones if shape.rest_names is not None]
    return frozenset().union(*names) if names and len(names) == len(open_ones) else None


def _either_variant(one: Shape, other: Shape) -> dict[str, Shape]:
    """Only where both tell their outcomes apart."""
    if not one.variants or not other.variants:
        return {}
    outcomes = (*one.variants, *(outcome for outcome in other.variants if outcome not in one.variants))
    return {
        outcome: either(shape.variants[outcome] for shape in (one, other) if outcome in shape.variants)
        for outcome in outcomes
    }
