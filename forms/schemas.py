"""Walking JSON Schemas: where schemas lie inside a schema, and which of them speak about a given value."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from forms.pointers import join

Schema = dict[str, Any]

ANNOTATIONS = frozenset(
    (
        *("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$comment"),
        *("x-title-en", "x-description-en"),
    )
)
"""Keywords that say something and forbid nothing."""

_ONE = frozenset(("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames")) | {
    "unevaluatedItems",
    "unevaluatedProperties",
}
_LISTS = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_MAPS = frozenset(("properties", "patternProperties", "dependentSchemas", "$defs"))


def map_children(schema: Schema, change: Callable[[Any, str], Any]) -> Schema:
    """`schema` with every schema directly inside replaced by `change(schema, its pointer)`."""
    changed = dict(schema)
    for keyword in _ONE & schema.keys():
        changed[keyword] = change(schema[keyword], join(keyword))
    for keyword in _LISTS & schema.keys():
        changed[keyword] = [change(each, join(keyword, place)) for place, each in enumerate(schema[keyword])]
    for keyword in _MAPS & schema.keys():
        changed[keyword] = {name: change(each, join(keyword, name)) for name, each in schema[keyword].items()}
    return changed


def inside(schema: Any) -> list[tuple[str, Schema]]:
    """(pointer, schema) of `schema` and everything in it, outermost first; data such as `enum` is not schema."""
    found: list[tuple[str, Schema]] = []

    def visit(each: Any, pointer: str) -> Any:
        if isinstance(each, dict):
            found.append((pointer, each))
            map_children(each, lambda child, tail: visit(child, pointer + tail))
        return each

    visit(schema, "")
    return found


@dataclass(frozen=True)
class Node:
    """The schemas that speak about one place: a property is said once, and narrowed by the conditions that hold."""

    schemas: tuple[Schema, ...]
    forbidden: bool = False

    def get(self, keyword: str, default: Any = None) -> Any:
        """The keyword's value in the first schema that has it."""
        return next((each[keyword] for each in self.schemas if keyword in each), default)

    def required(self) -> frozenset[str]:
        """The names every schema here asks for, taken together."""
        return frozenset(name for each in self.schemas for name in each.get("required", ()))

    def enum(self) -> list[Any] | None:
        """The values all schemas here allow, in the order of the first; None if any value will do."""
        lists = [each["enum"] for each in self.schemas if "enum" in each]
        lists += [[each["const"]] for each in self.schemas if "const" in each]
        return [value for value in lists[0] if all(value in other for other in lists[1:])] if lists else None

    def properties(self) -> dict[str, list[Any]]:
        """What is said about each property, in the order they are first named."""
        found: dict[str, list[Any]] = {}
        for part in self.schemas:
            for name, each in part.get("properties", {}).items():
                found.setdefault(name, []).append(each)
        return found

    def items(self) -> list[Any]:
        """What is said about each row."""
        return [part["items"] for part in self.schemas if "items" in part]


def all_of(schemas: list[Any]) -> Node:
    """The node of all these schemas could ever say: with their `allOf` and both branches of their conditions."""
    return Node(tuple(part for each in schemas for part in _every_part(each)), forbidden=schemas == [False])


def holding(schemas: list[Any], value: Any, holds: Callable[[Any, Any], bool]) -> Node:
    """The node of what these schemas say about this `value`: of each condition only the branch that holds."""
    parts = tuple(part for each in schemas for part in _holding_parts(each, value, holds))
    return Node(parts, forbidden=False in schemas)


def _every_part(schema: Any) -> Iterator[Schema]:
    if isinstance(schema, dict):
        yield schema
        for each in (*schema.get("allOf", ()), schema.get("then"), schema.get("else")):
            yield from _every_part(each)


def _holding_parts(schema: Any, value: Any, holds: Callable[[Any, Any], bool]) -> Iterator[Schema]:
    if isinstance(schema, dict):
        yield schema
        for each in schema.get("allOf", ()):
            yield from _holding_parts(each, value, holds)
        if "if" in schema:
            yield from _holding_parts(schema.get("then" if holds(schema["if"], value) else "else"), value, holds)
