"""Finds the list in a file: the headings, the rows below them, and for every value the cell it came from."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from forms.form import Form
from forms.keywords import bare_name
from forms.lists.columns import ListLayout
from forms.lists.sheets import MAX_LINES, Sheet, Unreadable, sheets_of
from forms.lists.values import Reader, reader_of
from forms.pointers import join
from forms.problems import Problem, problem

_HEADINGS_WITHIN = 40
_NUMBERING = re.compile(r"\(?\s*([0-9]{1,2}|[A-ZĐ]|[IVX]+)\s*\)?\.?")


@dataclass(frozen=True)
class Reading:
    """Rows as they were written, and where. `problems` are of the file itself; then there are no rows to judge."""

    layout: ListLayout
    rows: list[dict[str, Any]]
    problems: tuple[Problem, ...] = ()
    sheet: Sheet | None = None
    lines: list[int] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)

    def cell(self, row: int, name: str) -> str:
        """The cell of a field of a row; in JSON its pointer."""
        if self.sheet is None:
            return join(row, *name.split("/")) if name else join(row)
        return self.sheet.cell(self.lines[row], self.columns.get(name))

    def line(self, row: int) -> int:
        """The number people know a row by: its line in the sheet, in JSON its place from 1."""
        return self.lines[row] if self.lines else row + 1


def read_list(form: Form, layout: ListLayout, name: str, content: bytes, *, today: date) -> Reading:
    """The list in a file called `name`; `today` picks the names of codes. What is wrong comes as problems, never raised."""
    try:
        if content.lstrip()[:1] in (b"[", b"{"):
            return Reading(layout, _rows_of_json(layout, content))
        return _of_sheets(form, layout, name, content, today)
    except Unreadable as error:
        words = {"label": name, "limit": f"{MAX_LINES}", "accepted": "xlsx, csv, json"}
        return Reading(layout, [], (problem(layout.field, str(error), words),))


def _rows_of_json(layout: ListLayout, content: bytes) -> list[dict[str, Any]]:
    """A list of rows, or an object that holds it under the name of the field."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("list_unreadable") from error
    if isinstance(found, dict):
        found = found.get(layout.field.rpartition("/")[2])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Unreadable("list_unreadable")
    if len(found) > MAX_LINES:
        raise Unreadable("list_too_long")
    if not found:
        raise Unreadable("list_empty")
    return found


def _of_sheets(form: Form, layout: ListLayout, name: str, content: bytes, today: date) -> Reading:
    """The first sheet that has the headings."""
    words = {"label": name, "form_no": layout.form_no}
    for sheet in sheets_of(name, content):
        start = list(islice(sheet.lines, _HEADINGS_WITHIN))
        columns, first = _headings(layout, start)
        if not columns:
            continue
        if missing := _missing(form, layout, columns):
            return Reading(layout, [], (problem(layout.field, "list_without_columns", {**words, "missing": missing}),))
        reading = Reading(layout, [], (), sheet, [], columns)
        _gather(reading, _numbered(start[first:], sheet.lines, first + 1), _readers(form, layout, columns, today))
        if not reading.rows:
            return Reading(layout, [], (problem(layout.field, "list_empty", words),))
        return reading
    return Reading(layout, [], (problem(layout.field, "list_without_headings", words),))


def _headings(layout: ListLayout, start: list[tuple[Any, ...]]) -> tuple[dict[str, int], int]:
    """Field -> column, and the number of lines down to the last heading. Headings may stand on two lines."""
    best: tuple[dict[str, int], int] = ({}, 0)
    for place, line in enumerate(start):
        below = start[place + 1] if place + 1 < len(start) else ()
        for titles, lines in ((_titles(line), 1), (_two_lines(line, below), 2)):
            found = _columns(layout, titles)
            if len(found) > max(len(best[0]), 1):
                best = (found, place + lines)
    return best


def _titles(line: tuple[Any, ...]) -> list[tuple[str, ...]]:
    return [(bare_name(str(cell)),) if cell is not None else () for cell in line]


def _two_lines(upper: tuple[Any, ...], lower: tuple[Any, ...]) -> list[tuple[str, ...]]:
    """For each column the ways to say its heading: both lines, the lower, or the upper where nothing is below."""
    found: list[tuple[str, ...]] = []
    spanning = ""
    for place in range(max(len(upper), len(lower))):
        above, below = (line[place] if place < len(line) else None for line in (upper, lower))
        spanning = bare_name(str(above)) if above is not None else spanning
        own = bare_name(str(below)) if below is not None else ""
        found.append((spanning + own, own) if own else (spanning,) if above is not None else ())
    return found


def _columns(layout: ListLayout, titles: list[tuple[str, ...]]) -> dict[str, int]:
    """The first column that bears a heading of a field; exact headings only, so that no column is taken for another."""
    wanted = {bare_name(heading): column.field for column in layout.columns for heading in column.headings}
    found: dict[str, int] = {}
    for place, ways in enumerate(titles):
        for way in ways:
            if way in wanted:
                found.setdefault(wanted[way], place)
                break
    return found


def _missing(form: Form, layout: ListLayout, columns: dict[str, int]) -> str:
    """Headings of the fields that every row needs and no column or group gives."""
    given = {*columns, *(name for group in layout.groups for name in group.gives)}
    asked = (column for column in layout.columns if column.field not in given)
    needed = (column for column in asked if (said := form.field(f"{layout.field}/*/{column.field}")) and said.required)
    return ", ".join(column.headings[0] for column in needed if "/" not in column.field)


def _readers(form: Form, layout: ListLayout, columns: dict[str, int], today: date) -> list[tuple[str, int, Reader]]:
    readers = []
    for column in layout.columns:
        if column.field in columns:
            pointer = f"{layout.field}/*/{column.field}"
            said, inner = form.field(pointer), form.field(f"{pointer}/*")
            assert said is not None
            node = form.node({}, (inner or said).pointer.replace("*", "0"))
            readers.append((column.field, columns[column.field], reader_of(column, said, node, form.codes, today)))
    return readers


def _numbered(
    start: list[tuple[Any, ...]], rest: Iterator[tuple[Any, ...]], first: int
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    number = first
    for line in start:
        yield number, line
        number += 1
    for line in rest:
        yield number, line
        number += 1


def _gather(
    reading: Reading, lines: Iterator[tuple[int, tuple[Any, ...]]], readers: list[tuple[str, int, Reader]]
) -> None:
    layout = reading.layout
    ends = tuple(bare_name(text) for text in layout.ends_at)
    groups = [(bare_name(group.begins), group.gives) for group in layout.groups]
    given: dict[str, Any] = {}
    for number, line in lines:
        filled = [cell for cell in line if cell is not None and cell != ""]
        title = _title(filled)
        if not filled or (title is None and not reading.rows):
            continue  # an empty line, or the one that numbers the columns
        if title and title.startswith(ends):
            break
        if title and len(filled) <= 2 and (group := next((g for start, g in groups if title.startswith(start)), None)):
            given = group
            continue
        row: dict[str, Any] = {}
        for name, column, read in readers:
            if column < len(line) and (value := read(line[column])) is not None:
                _put(row, name, value)
        if row:
            for name, value in given.items():
                _put(row, name, value, over=False)
            reading.rows.append(row)
            reading.lines.append(number)


def _title(filled: list[Any]) -> str | None:
    """The first text of a line that is no number of a row or column, bare of accents and case."""
    for cell in filled:
        if not isinstance(cell, int) and not _NUMBERING.fullmatch(text := str(cell).strip()):
            return bare_name(text)
    return None


def _put(row: dict[str, Any], name: str, value: Any, *, over: bool = True) -> None:
    *around, last = name.split("/")
    for group in around:
        row = row.setdefault(group, {})
    if over or last not in row:
        row[last] = value
