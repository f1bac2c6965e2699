"""Resolves `$ref` before anything runs, from the form itself and the shared fragments, never from elsewhere.

A schema without references is faster on lists of thousands of rows, and every reader of it stays simple. The price:
a schema may not refer to itself.
"""

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from forms.errors import FormError
from forms.pointers import ABSENT, get, split
from forms.reading import json_in, read_text
from forms.schemas import ANNOTATIONS, Schema, inside, map_children
from forms.vocabulary import check_schema

_FRAGMENT = re.compile(r"[a-z][a-z0-9_]*\.schema\.json")

Place = tuple[Path, str]


class Fragments:
    """The form's schema and the fragments beside it, each read once; `files` names those that were used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents: dict[Path, Any] = {}

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self._documents)

    def whole(self, file: Path) -> Any:
        """The schema in `file` with every reference replaced by what it names; raises FormError."""
        return self._expand(self._document(file), (file, ""), ())

    def check_code_lists(self, folder: Path, names: Iterable[str]) -> None:
        """Raise FormError where a list is named that `folder` does not hold."""
        missing = {name for name in names if not (folder / f"{name}.yaml").is_file()}
        for file, document in self._documents.items():
            for pointer, each in inside(document):
                if (name := each.get("x-code-list")) in missing:
                    near = difflib.get_close_matches(name, [each.stem for each in folder.glob("*.yaml")], 1)
                    meant = f"; did you mean '{near[0]}'?" if near else ""
                    reason = f"there is no code list '{name}' in {folder.name}/{meant}"
                    raise FormError(file, f"{pointer}/x-code-list", reason, code="unknown-code-list")

    def _document(self, file: Path) -> Any:
        if file not in self._documents:
            self._documents[file] = _checked(file, read_text(file))
        return self._documents[file]

    def _expand(self, schema: Any, place: Place, trail: tuple[Place, ...]) -> Any:
        if not isinstance(schema, dict):
            return schema
        file, pointer = place
        own = {key: value for key, value in schema.items() if key not in ("$ref", "$defs")}
        here = map_children(own, lambda child, tail: self._expand(child, (file, pointer + tail), trail))
        return _joined(self._referred(schema["$ref"], place, trail), here, place) if "$ref" in schema else here

    def _referred(self, reference: str, place: Place, trail: tuple[Place, ...]) -> Any:
        file, pointer = place
        name, _, within = reference.partition("#")
        if name and not _FRAGMENT.fullmatch(name):
            raise FormError(file, pointer, f"'{reference}' is not a shared fragment such as 'person.schema.json'")
        source = self._folder / name if name else file
        if name and not source.is_file():
            raise FormError(file, pointer, f"there is no shared fragment '{name}' in {self._folder.name}/")
        target = get(self._document(source), split(within))
        if target is ABSENT:
            raise FormError(file, pointer, f"'{reference}' names nothing: {source.name} has no '{within}'")
        if (source, within) in trail:
            raise FormError(file, pointer, f"'{reference}' leads back to itself")
        return self._expand(target, (source, within), (*trail, (source, within)))


@lru_cache(maxsize=256)  # forms share their fragments, and versions of a procedure their form
def _checked(file: Path, text: str) -> Any:
    document = json_in(text, file)
    check_schema(document, file)
    return document


def _joined(target: Any, here: Schema, place: Place) -> Any:
    """The fragment with what its user adds: names and x- keywords in place, further demands beside it in `allOf`."""
    if not here:
        return target
    gentle = all(key in ANNOTATIONS or key.startswith("x-") for key in here)
    if gentle and isinstance(target, dict):
        twice = sorted(key for key in here.keys() & target.keys() if key not in ANNOTATIONS)
        if twice:
            raise FormError(*place, f"'{twice[0]}' is already said by the fragment")
        return {**target, **here}
    outside = {key: value for key, value in here.items() if key in ANNOTATIONS or key.startswith(("x-", "unevaluated"))}
    demands = {key: value for key, value in here.items() if key not in outside}
    # The fragment first: its fields keep their order, and what is added narrows them.
    return {**_names(target), **outside, "allOf": [target, demands] if demands else [target]}


def _names(target: Any) -> Schema:
    return {key: value for key, value in target.items() if key in ANNOTATIONS} if isinstance(target, dict) else {}
