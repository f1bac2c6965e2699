"""Which fields depend on which answers, read from the schema's `if`, for the page to say and a script to follow."""

from collections.abc import Iterable, Iterator
from typing import Any

from forms.schemas import Node, Schema, all_of

Condition = dict[str, list[Any]]
"""Pointer -> the values it must have one of, None for no answer; all entries must hold. In lists a pointer has `*`."""


def conditions(schema: Schema) -> dict[str, Condition]:
    """For each field that some case forbids: when it may be filled in. Conditions of another shape are left out."""
    return dict(_inside("", [schema]))


def _inside(pointer: str, said: list[Any]) -> Iterator[tuple[str, Condition]]:
    # What a branch says holds in that branch only, so its own conditions are not those of the form.
    node = Node(tuple(part for each in said for part in _always(each)))
    found: dict[str, Condition] = {}
    unreadable: set[str] = set()
    for part in (part for part in node.schemas if "if" in part):
        for name, condition in _allowing(pointer, node, part):
            if condition is None:
                unreadable.add(f"{pointer}/{name}")
            else:
                _narrow(found.setdefault(f"{pointer}/{name}", {}), condition)
    yield from ((name, condition) for name, condition in found.items() if name not in unreadable)
    for name, inner in node.properties().items():
        yield from _inside(f"{pointer}/{name}", inner)
    if rows := node.items():
        yield from _inside(f"{pointer}/*", rows)


def _always(schema: Any) -> Iterator[Schema]:
    if isinstance(schema, dict):
        yield schema
        for each in schema.get("allOf", ()):
            yield from _always(each)


def _allowing(pointer: str, node: Node, part: Schema) -> Iterator[tuple[str, Condition | None]]:
    """For each field that a branch of this part forbids: when it is allowed, or None if that cannot be said so."""
    condition = _readable(pointer, part["if"])
    for branch, allowed in (("else", condition), ("then", _negated(pointer, node, part["if"], condition))):
        at_once = set(_forbidden(_always(part.get(branch))))
        for name in at_once | set(_forbidden(all_of([part.get(branch)]).schemas)):
            yield name, allowed if name in at_once else None


def _forbidden(parts: Iterable[Schema]) -> Iterator[str]:
    for part in parts:
        yield from (name for name, said in part.get("properties", {}).items() if said is False)


def _readable(pointer: str, condition: Any) -> Condition | None:
    """The condition as pointers and values, or None if it says more than that."""
    if not isinstance(condition, dict) or not condition.keys() <= {"properties", "required", "$comment"}:
        return None
    properties, required = condition.get("properties", {}), condition.get("required", [])
    if not set(required) <= properties.keys():
        return None
    found: Condition = {}
    for name, said in properties.items():
        if not isinstance(said, dict) or not said or not said.keys() <= {"const", "enum"}:
            return None
        values = list(said["enum"]) if "enum" in said else [said["const"]]
        # A property that is not there meets what is said about it.
        found[f"{pointer}/{name}"] = values if name in required else [*values, None]
    return found or None


def _negated(pointer: str, node: Node, condition: Any, readable: Condition | None) -> Condition | None:
    """When the condition does not hold; only of one field with values to choose from can that be said."""
    if readable is None or len(readable) != 1:
        return None
    (place, values), (name,) = *readable.items(), condition["properties"]
    field = all_of(node.properties().get(name, []))
    offered = [True, False] if field.get("type") == "boolean" else field.enum()
    return None if offered is None else {place: [each for each in [*offered, None] if each not in values]}


def _narrow(condition: Condition, other: Condition) -> None:
    """Let `condition` ask for `other` as well."""
    for pointer, values in other.items():
        earlier = condition.get(pointer, values)
        condition[pointer] = [each for each in earlier if each in values]
