"""Files with lines of cells: XLSX read without loading it whole, CSV as offices here write it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.attachments import check

MAX_LINES = 60_000
MAX_COLUMNS = 200
MAX_BYTES = 20 * 2**20
_MARKS = (",", ";", "\t")


class Unreadable(Exception):
    """The file cannot be read as a list; the argument is the code of the message."""


@dataclass(frozen=True)
class Sheet:
    """One sheet; `name` is empty for CSV. Lines come once, in order."""

    name: str
    lines: Iterator[tuple[Any, ...]]

    def cell(self, line: int, column: int | None) -> str:
        """How people name a cell (`Sheet1!C17`, `'Danh sách'!C17`), or without a column the line."""
        letters = "" if column is None else _letters(column)
        name = self.name if self.name.isalnum() else f"'{self.name}'"
        return f"{name}!{letters}{line}" if self.name else f"{letters}{line}"


def sheets_of(name: str, content: bytes) -> Iterator[Sheet]:
    """The visible sheets of a file; raises Unreadable. A workbook is looked into as any attachment is before it is read."""
    if content.startswith(b"PK\x03\x04"):
        if found := check(name, content, accepts=("xlsx",), max_bytes=MAX_BYTES):
            raise Unreadable(found.code)
        yield from _workbook(content)
    else:
        yield Sheet("", _limited(_table(content)))


def _letters(column: int) -> str:
    """What spreadsheets call a column: A to Z, then AA."""
    before, letter = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + letter)


def _workbook(content: bytes) -> Iterator[Sheet]:
    import openpyxl  # type: ignore[import-untyped] # it has no type information; importing takes 0.2 s

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # the library has no error of its own for a workbook that is none
        raise Unreadable("list_unreadable") from error
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what a file says about its size may be wrong
            yield Sheet(sheet.title, _limited(_lines(sheet)))


def _lines(sheet: Any) -> Iterator[tuple[Any, ...]]:
    try:
        yield from sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    except Exception as error:  # as above
        raise Unreadable("list_unreadable") from error


def _limited(lines: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for number, line in enumerate(lines):
        if number >= MAX_LINES:
            raise Unreadable("list_too_long")
        yield line


def _table(content: bytes) -> Iterator[tuple[Any, ...]]:
    text = _decoded(content)
    start = text[:20_000]
    mark = max(_MARKS, key=start.count)
    try:
        yield from (tuple(line[:MAX_COLUMNS]) for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise Unreadable("list_unreadable") from error


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16; older code pages are refused, since a guess would change names."""
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("list_unreadable") from error
    if "\0" in text:
        raise Unreadable("list_unreadable")
    return text
