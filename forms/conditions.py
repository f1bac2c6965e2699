"""Which fields depend on which answers, read from the schema's `if`/`else`, for the page to say and a script to follow."""

from collections.abc import Iterator
from typing import Any

from forms.schemas import Node, Schema, all_of

Condition = dict[str, list[Any]]
"""Pointer -> the values it must have one of; all entries must hold. In lists a pointer has `*` for the row."""


def conditions(schema: Schema) -> dict[str, Condition]:
    """For each field that some case forbids: when it may be filled in. Conditions of another shape are left out."""
    return dict(_inside("", all_of([schema])))


def _inside(pointer: str, node: Node) -> Iterator[tuple[str, Condition]]:
    found: dict[str, Condition] = {}
    for part in node.schemas:
        condition = _readable(pointer, part.get("if"))
        forbidden = part.get("else", {}).get("properties", {}) if condition else {}
        for name in (name for name, said in forbidden.items() if said is False):
            found.setdefault(f"{pointer}/{name}", {}).update(condition or {})
    yield from found.items()
    for name, said in node.properties().items():
        yield from _inside(f"{pointer}/{name}", all_of(said))
    if rows := node.items():
        yield from _inside(f"{pointer}/*", all_of(rows))


def _readable(pointer: str, condition: Any) -> Condition | None:
    """The condition as pointers and values, or None if it says more than that."""
    if not isinstance(condition, dict) or not condition.keys() <= {"properties", "required", "$comment"}:
        return None
    found: Condition = {}
    for name, said in condition.get("properties", {}).items():
        if not isinstance(said, dict) or not said or not said.keys() <= {"const", "enum"}:
            return None
        found[f"{pointer}/{name}"] = said["enum"] if "enum" in said else [said["const"]]
    return found or None
