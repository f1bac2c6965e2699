"""What the fields and papers of a dossier are called, and how single answers read."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from desk import doors, showing
from desk.words import Words
from forms import Form


def item_label(item: doors.SupplementItem, form: Form, components: Mapping[str, Any], words: Words) -> str:
    """The name of what a supplement request asks for: a field (with its row) or a paper."""
    if item.component is not None:
        component = components.get(item.component)
        return words.pick(component.title) if component is not None else item.component
    return field_label(form, item.field or "", words)


def field_label(form: Form, pointer: str, words: Words) -> str:
    """The label of a field, with the numbers of the rows it lies in, counted from 1."""
    field = form.field(pointer)
    name = pointer if field is None else field.label_en if words.language == "en" else field.label
    rows = [words("ask.row", number=int(token) + 1) for token in pointer.split("/") if token.isdecimal()]
    return f"{name} ({', '.join(rows)})" if rows else name


def asked(
    supplement: doors.Supplement | None, form: Form, components: Mapping[str, Any], words: Words
) -> list[dict[str, str | None]]:
    """The items of an open supplement request with their names."""
    items: Iterable[doors.SupplementItem] = supplement.items if supplement else ()
    return [
        {
            "label": item_label(item, form, components, words),
            "reason": item.reason,
            "field": item.field,
            "component": item.component,
        }
        for item in items
    ]


def plain(value: Any, words: Words) -> str:
    """A JSON value on one line; an address is its parts, most particular first."""
    if isinstance(value, bool):
        return words("answer.affirmative" if value else "answer.negative")
    if isinstance(value, Mapping):
        return ", ".join(text for each in value.values() if (text := plain(each, words)))
    if isinstance(value, list | tuple):
        return ", ".join(plain(each, words) for each in value)
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        return _day(value, words)
    return "" if value is None else str(value)


def _day(text: str, words: Words) -> str:
    try:
        return showing.day(date.fromisoformat(text), words.language)
    except ValueError:
        return text


def enum_label(said: Mapping[str, Any], value: Any, words: Words) -> str:
    """How a value of a field that officers choose from reads."""
    labels = said.get("x-enum-labels", {})
    return words.pick(labels[value]) if value in labels else str(value)
