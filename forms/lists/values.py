"""From what a cell holds to what a person would have typed into the field: days, identifiers, names of codes."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from forms.codes import CodeList
from forms.fields import Field
from forms.keywords import bare_name
from forms.lists.columns import Column
from forms.normalising import cleaned
from forms.schemas import Node

Reader = Callable[[Any], Any]

# Identifiers that a spreadsheet turns into numbers and so robs of their leading zeros.
_DIGITS = {
    **{"personal_id": 12, "si_number": 10, "facility_code": 5, "agency_code": 5, "bank_code": 8},
    **{"ward_code": 5, "province_code": 2, "tax_code": 10, "phone": 10},
}
_EXCEL_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 80_000)  # 1927 to 2119
_SEVERAL = re.compile(r"[;,/\n]")


def reader_of(column: Column, field: Field, node: Node, codes: dict[str, CodeList], today: date) -> Reader:
    """What turns cells of a column into values of its field; None is an empty cell."""
    named = _names(column, field, node, codes, today)
    many = field.type == "array"

    def read(cell: Any) -> Any:
        text = _plain(cell, field)
        if not isinstance(text, str) or not named:
            return [text] if many and text is not None else text
        if not many:
            return named.get(bare_name(text), text)
        return [named.get(bare_name(each), each.strip()) for each in _SEVERAL.split(text) if each.strip()]

    return read


def _names(column: Column, field: Field, node: Node, codes: dict[str, CodeList], today: date) -> dict[str, Any]:
    """Every way to write a value that has a fixed set of them, bare of accents and case -> the value."""
    found: dict[str, Any] = {}
    for value in node.enum() or ():
        found[bare_name(str(value))] = value
        found.update({bare_name(text): value for text in node.get("x-labels", {}).get(str(value), {}).values()})
    listed = codes.get(field.code_list or "")
    for entry in listed.in_force(today) if listed else ():
        found |= dict.fromkeys((bare_name(entry.vi), bare_name(entry.en), bare_name(entry.code)), entry.code)
    return found | {bare_name(text): value for text, value in column.values.items()}


def _plain(cell: Any, field: Field) -> Any:
    if isinstance(cell, str):
        return cleaned(cell) or None
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()[:7] if field.format == "period" else cell.isoformat()
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or field.type in ("integer", "number", "boolean"):
        return cell
    if field.format in ("date", "partial_date") and int(cell) in _EXCEL_DAYS:
        return (_EXCEL_ZERO + timedelta(days=int(cell))).isoformat()
    return str(cell).zfill(_DIGITS.get(field.format or "", 0))
