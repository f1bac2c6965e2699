"""The layout of a form: sections and the order of the fields in them, checked against the schema's fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from forms.errors import FormError
from forms.fields import Field
from forms.pointers import covers, join
from forms.reading import read_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Strict):
    """A text in both languages."""

    vi: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


class Entry(_Strict):
    """A field, group or list of a section. For a list, `columns` are the fields its table shows; the rest folds away.

    A group with `joined` is read as one line of these fields in this order, as addresses are.
    """

    field: str
    widget: Literal["radio", "select", "textarea"] | None = None
    width: Literal["full", "half", "third"] | None = None
    columns: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


class Section(_Strict):
    """A part of the form under one heading."""

    id: str
    title: Text
    help: Text | None = None
    fields: tuple[Entry, ...]

    @field_validator("fields", mode="before")
    @classmethod
    def _plain_pointers(cls, given: Any) -> Any:
        return (
            [{"field": each} if isinstance(each, str) else each for each in given] if isinstance(given, list) else given
        )


class _File(_Strict):
    title: Text
    intro: Text | None = None
    sections: tuple[Section, ...]
    fields: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True)
class Layout:
    """Sections in the order of the page; `entries` says how single fields inside groups and lists look."""

    title: Text
    intro: Text | None
    sections: tuple[Section, ...]
    entries: dict[str, Entry]

    def order(self, fields: list[Field]) -> dict[str, int]:
        """Pattern -> place on the page, for each field and each group around it."""
        found: dict[str, int] = {"": -1}
        for entry in (entry for section in self.sections for entry in section.fields):
            for field in fields:
                if covers([entry.field], field.pointer):
                    for pointer in _around(field.pointer):
                        found.setdefault(pointer, len(found))
        return found


def load_layout(file: Path, fields: list[Field]) -> Layout:
    """Read a layout; raises FormError if it places a field that is not there, twice, or leaves one out."""
    try:
        read = _File.model_validate(read_yaml(file))
        entries = {pointer: Entry(field=pointer, **said) for pointer, said in read.fields.items()}
    except ValidationError as error:
        first = error.errors()[0]
        raise FormError(file, "".join(f"/{token}" for token in first["loc"]), first["msg"]) from error
    known = {field.pointer: field for field in fields}
    placed = _placed(read.sections, file)
    for pointer in (*placed, *entries, *_columns((*placed.values(), *entries.values()))):
        if pointer not in known:
            reason = f"the form has no field '{pointer}'"
            raise FormError(file, _place(read, pointer), reason, code="unknown-field-in-layout")
    for field in fields:
        if field.is_leaf and not covers(placed, field.pointer):
            reason = f"field '{field.pointer}' has no place"
            raise FormError(file, "/sections", reason, code="field-not-laid-out")
    return Layout(read.title, read.intro, read.sections, {**entries, **placed})


def _placed(sections: tuple[Section, ...], file: Path) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in (entry for section in sections for entry in section.fields):
        if covers(found, entry.field) or any(covers([entry.field], earlier) for earlier in found):
            raise FormError(file, "/sections", f"field '{entry.field}' is placed twice")
        found[entry.field] = entry
    return found


def _place(read: _File, pointer: str) -> str:
    """Where the layout names a field, itself or as a part of what it names."""
    for section, each in enumerate(read.sections):
        for place, entry in enumerate(each.fields):
            if covers([entry.field], pointer):
                return join("sections", section, "fields", place)
    around = [named for named in read.fields if covers([named], pointer)]
    return join("fields", around[0]) if around else "/fields"


def _columns(entries: tuple[Entry, ...]) -> Iterator[str]:
    for entry in entries:
        yield from (f"{entry.field}/{name}" for name in entry.joined)
        yield from (f"{entry.field}/*/{column}" for column in entry.columns)


def _around(pointer: str) -> Iterator[str]:
    tokens = pointer.split("/")
    return ("/".join(tokens[:end]) for end in range(2, len(tokens) + 1))
