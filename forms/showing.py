"""Answers as people read them, and as an input shows them for editing."""

from datetime import date
from typing import Any

from forms.codes import CodeList
from forms.dates import as_written
from forms.schemas import Node

_DATES = ("date", "partial_date", "period")


def shown(value: Any, node: Node, codes: dict[str, CodeList], lang: str, day: date) -> str:
    """One answer as text: names for codes, `20/11/2025`, `1.234.567 đ`, yes and no; lists of values with commas."""
    if isinstance(value, list):
        return ", ".join(shown(each, node, codes, lang, day) for each in value)
    if isinstance(value, bool):
        return {"vi": ("Không", "Có"), "en": ("No", "Yes")}[lang][value]
    labels = node.get("x-labels", {})
    if str(value) in labels:
        return str(labels[str(value)][lang])
    name = node.get("x-code-list")
    if isinstance(value, str) and name in codes:
        return codes[name].name_of(value, day, lang)
    text = typed(value, node)
    return f"{text} đ" if node.get("format") == "money" and isinstance(value, int) else text


def typed(value: Any, node: Node) -> str:
    """One answer as a person would type it; what could not be understood comes back as it was."""
    said = node.get("format")
    if isinstance(value, str):
        return as_written(value) if said in _DATES else value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    if said == "money":
        return f"{value:,}".replace(",", ".")
    return str(value).replace(".", ",")
