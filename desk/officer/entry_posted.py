"""What the counter's page posts: the form, who files, papers and list files, put over what was kept before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from desk import doors
from desk.forms_shown import answered
from desk.guarding import FORM_FIELDS, FORM_FILES
from desk.pages import form_values
from forms import Answers, Form
from forms.pointers import ABSENT, covers, get, split

PAPER, LIST, HELD = "paper:", "list:", "held"
ROWS_ON_PAGE = 25
"""A longer list is shown as read from its file, and not to be typed in: thousands of rows are no page."""

APPLICANT = ("kind", "name", "id_number", "phone", "email", "address")


@dataclass(frozen=True)
class Posted:
    """A posted page: the entry as typed, files read into memory, and the button."""

    entry: doors.CounterEntry
    papers: tuple[doors.Attachment, ...]
    lists: tuple[tuple[str, str, bytes], ...]
    """(field, name, content)"""
    act: str
    argument: str


@dataclass(frozen=True)
class Raw:
    """What came over the wire, files read into memory; nobody has looked yet who sent it."""

    form: FormData
    files: tuple[tuple[str, str, bytes], ...]
    """(name of the input, name of the file, content)"""


async def raw_form(request: Request) -> Raw:
    """Dependency that reads a page of the counter; the token is checked by whoever takes it."""
    form = await request.form(max_files=FORM_FILES, max_fields=FORM_FIELDS)
    files = [
        (name, value.filename, await value.read())
        for name, value in form.multi_items()
        if isinstance(value, UploadFile) and value.filename
    ]
    return Raw(form, tuple(files))


def posted_over(raw: Raw, before: doors.CounterEntry, form: Form) -> Posted:
    """The page put over what was kept before; lists too long for a page stay as they were."""
    answers = answered(form, raw.form)
    for pointer in map(str, raw.form.getlist(HELD)):
        rows = get(before.answers, split(pointer))
        if form.field(pointer) is not None and rows is not ABSENT:
            answers = placed(answers, pointer, rows)
    given = form_values(raw.form, *(f"applicant.{name}" for name in APPLICANT), "return_way", "act")
    act, _, argument = given["act"].partition(" ")
    entry = replace(
        before,
        answers=answers,
        applicant={name: given[f"applicant.{name}"] for name in APPLICANT},
        return_way=given["return_way"],
    )
    papers = [
        doors.Attachment(name.removeprefix(PAPER), file, content)
        for name, file, content in raw.files
        if name.startswith(PAPER)
    ]
    lists = [(name.removeprefix(LIST), file, content) for name, file, content in raw.files if name.startswith(LIST)]
    return Posted(entry, tuple(papers), tuple(lists), "row" if "_remove" in raw.form else act, argument)


def placed(answers: Answers, pointer: str, value: Any) -> Answers:
    """The answers with a value at a pointer; ABSENT takes it away."""
    *around, last = split(pointer)
    made: Answers = dict(answers)
    group = made
    for name in around:
        inner = group.get(name)
        group[name] = group = dict(inner) if isinstance(inner, dict) else {}
    if value is ABSENT:
        group.pop(last, None)
    else:
        group[last] = value
    return made


def held(entry: doors.CounterEntry, layouts: Iterable[doors.ListLayout]) -> dict[str, int]:
    """The lists of an entry that are too long to be typed in, each with its number of rows."""
    found = {layout.field: get(entry.answers, split(layout.field)) for layout in layouts}
    return {name: len(rows) for name, rows in found.items() if isinstance(rows, list) and len(rows) > ROWS_ON_PAGE}


def around(form: Form, pointers: Iterable[str]) -> list[str]:
    """Every field of the form but those at or in `pointers`, groups as a whole where they can be."""
    wanted = list(pointers)
    found: list[str] = []
    for field in form.fields():
        place = field.pointer
        if "*" in place or covers(found, place) or covers(wanted, place):
            continue
        if not any(covers([place], each) for each in wanted):
            found.append(place)
    return found
