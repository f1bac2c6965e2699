"""The declared layout of a list file, `form.lists.yaml` beside the form's layout: which column holds which field."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forms.errors import FormError
from forms.form import Form
from forms.keywords import bare_name
from forms.layout import Text
from forms.reading import read_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Strict):
    """A column: the field of a row it holds, and the headings it is known by, the official one first.

    `values` are what people write there, each with the value meant; names of codes and labels need not be repeated.
    """

    field: str
    headings: tuple[str, ...] = Field(min_length=1)
    values: dict[str, Any] = {}


class Group(_Strict):
    """A line that stands alone above the rows it is about: what its text begins with and what it says of them."""

    begins: str
    gives: dict[str, Any]


class ListLayout(_Strict):
    """How one list field arrives as a file.

    Rows end at a line that begins with one of `ends_at`. Where `partial` gives a reason, sound rows may be taken though
    others are not.
    """

    field: str
    form_no: str
    columns: tuple[Column, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    ends_at: tuple[str, ...] = ("Cộng", "Tổng cộng", "Tổng số")
    partial: Text | None = None

    def heading(self, field: str) -> str | None:
        """The official heading of a field of the row."""
        return next((column.headings[0] for column in self.columns if column.field == field), None)


class _File(_Strict):
    lists: tuple[ListLayout, ...] = Field(min_length=1)


def load_lists(file: Path, form: Form) -> tuple[ListLayout, ...]:
    """The list layouts of a form; raises FormError if one names a field the form does not have, or a field twice."""
    try:
        lists = _File.model_validate(read_yaml(file)).lists
    except ValidationError as error:
        first = error.errors()[0]
        raise FormError(file, "".join(f"/{token}" for token in first["loc"]), first["msg"]) from error
    for place, layout in enumerate(lists):
        _check(layout, form, file, f"/lists/{place}")
    return lists


def _check(layout: ListLayout, form: Form, file: Path, place: str) -> None:
    rows = form.field(layout.field)
    if rows is None or rows.type != "array":
        raise FormError(file, f"{place}/field", f"the form has no list '{layout.field}'")
    named = [column.field for column in layout.columns]
    for name in (*named, *(name for group in layout.groups for name in group.gives)):
        if form.field(f"{layout.field}/*/{name}") is None:
            raise FormError(file, f"{place}/columns", f"a row of '{layout.field}' has no field '{name}'")
    if twice := next((name for name in named if named.count(name) > 1), None):
        raise FormError(file, f"{place}/columns", f"field '{twice}' has two columns")
    known: dict[str, str] = {}
    for column in layout.columns:
        for heading in column.headings:
            if known.setdefault(bare_name(heading), column.field) != column.field:
                raise FormError(file, f"{place}/columns", f"heading '{heading}' belongs to two fields")
