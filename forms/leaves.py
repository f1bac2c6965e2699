"""How one answer is asked for: which kind of input, with which choices, shape and hints."""

from datetime import date
from typing import Any

from forms.codes import CodeList
from forms.items import Option
from forms.layout import Entry
from forms.schemas import Node
from forms.showing import shown

_INPUTS = {"phone": ("tel", "tel"), "email_address": ("email", "email")}
_DIGITS = frozenset(
    (
        *("personal_id", "si_number", "bank_account", "bank_code", "facility_code", "agency_code", "ward_code"),
        *("phone", "date", "partial_date", "period"),
    )
)
_SHAPES = {"date": ("ngày/tháng/năm", "day/month/year"), "period": ("tháng/năm", "month/year")}


def kind_of_input(node: Node, several: bool, options: list[Option], entry: Entry | None, required: bool) -> str:
    """line, area, select, radio, codes (a line with suggestions), tick, ticks or texts."""
    if several:
        return "ticks" if options else "texts"
    if node.get("type") == "boolean":
        # An unticked box posts nothing; where "no" is an answer, both must be offered.
        must_be_true = any(each.get("const") is True for each in node.schemas)
        return "radio" if required and not must_be_true else "tick"
    if options:
        return entry.widget if entry and entry.widget else "select"
    if node.get("x-code-list"):
        return "codes"
    return "area" if node.get("format") == "text" else "line"


def hints(node: Node, lang: str) -> dict[str, Any]:
    """What helps while typing: the keyboard, the browser's memory, the shape, the length."""
    said, kind = node.get("format", ""), node.get("type")
    input_type, autocomplete = _INPUTS.get(said, ("text", ""))
    mode = {"integer": "numeric", "number": "decimal"}.get(kind, "numeric" if said in _DIGITS else "")
    return {
        "input_type": input_type,
        "autocomplete": autocomplete,
        "input_mode": mode,
        "placeholder": _SHAPES.get(said, ("", ""))[lang == "en"],
        "max_length": node.get("maxLength"),
        "is_number": kind in ("integer", "number"),
    }


def options_of(node: Node, value: Any, codes: dict[str, CodeList], lang: str, day: date) -> list[Option]:
    """The values to choose from; none where anything may be written, or more codes exist than the list names."""
    chosen = value if isinstance(value, list) else [value]
    if node.get("type") == "boolean":
        pairs = [(True, "true"), (False, "false")]
        return [Option(text, shown(truth, node, {}, lang, day), value is truth) for truth, text in pairs]
    if values := node.enum():
        return [Option(str(each), shown(each, node, codes, lang, day), each in chosen) for each in values]
    listed = codes.get(node.get("x-code-list", ""))
    if listed is None or listed.open or listed.complete_for:
        return []
    return [Option(o.value, o.label, o.value in chosen) for o in code_options(listed, lang, day)]


def code_options(codes: CodeList, lang: str, day: date) -> list[Option]:
    """Every code of a list that holds on `day`."""
    return [Option(each.code, each.en if lang == "en" else each.vi) for each in codes.in_force(day)]
