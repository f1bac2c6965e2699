"""Checks at loading time that every cross-field keyword names a field that exists, where the keyword can see it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forms.errors import FormError
from forms.schemas import Node, Schema, all_of

_NAMES = ("x-not-before", "x-not-after", "x-hi-card-of", "x-same-name-as", "x-differs-from", "x-code-within")
_NAMES_IN = {"x-younger-than": ("on",), "x-days-within": ("from", "to"), "x-personal-id-of": ("gender", "dob")}


def check_neighbours(schema: Schema, file: Path) -> None:
    """Raise FormError for the first keyword that names a field the form does not have, or an enum value without a name."""
    root = all_of([schema])
    _check_inside(root, root, "", file)


def _check_inside(root: Node, group: Node, pointer: str, file: Path) -> None:
    for name, said in group.properties().items():
        place, node = f"{pointer}/{name}", all_of(said)
        for schema in node.schemas:
            _check_labels(schema, place, file)
            for keyword, other in _others(schema):
                if not _exists(root if other.startswith("/") else group, other.strip("/").split("/")):
                    raise FormError(file, place, f"{keyword} names '{other}', which is no field beside this one")
            for other in _prefilled(schema):
                if not _exists(node, other.split("/")):
                    raise FormError(file, place, f"x-prefill names '{other}', which is no field of this group")
            for keyword, other in _of_rows(schema):
                if not _exists(all_of(node.items()), other.split("/")):
                    raise FormError(file, place, f"{keyword} names '{other}', which is no field of a row")
        _check_inside(root, node, place, file)
        _check_inside(root, all_of(node.items()), f"{place}/*", file)


def _check_labels(schema: Schema, place: str, file: Path) -> None:
    named = set(schema.get("x-labels", ()))
    if named and named != {str(value) for value in schema.get("enum", ())}:
        raise FormError(file, place, "x-labels must name exactly the values of enum")


def _others(schema: Schema) -> Iterator[tuple[str, str]]:
    for keyword in _NAMES:
        if keyword in schema:
            yield keyword, schema[keyword]
    for keyword, parts in _NAMES_IN.items():
        said: dict[str, Any] = schema.get(keyword, {})
        yield from ((keyword, said[part]) for part in parts if part in said)


def _prefilled(schema: Schema) -> Iterator[str]:
    for each in schema.get("x-prefill", ()):
        yield from (each["key"], *each["fields"])


def _of_rows(schema: Schema) -> Iterator[tuple[str, str]]:
    for said in schema.get("x-unique-by", ()):
        yield from (("x-unique-by", name) for name in (said if isinstance(said, list) else [said]))
    overlap = schema.get("x-no-overlap")
    if overlap:
        names = (*overlap["by"], overlap["from"], overlap["to"], *overlap.get("except", ()))
        yield from (("x-no-overlap", name) for name in names)


def _exists(group: Node, names: list[str]) -> bool:
    for name in names:
        said = group.properties().get(name)
        if said is None:
            return False
        group = all_of(said)
    return True
