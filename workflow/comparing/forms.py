"""Changes of the form: what the applicant must fill in, what is checked, what may be chosen."""

from collections.abc import Iterator
from typing import Any

from forms import Form
from forms.codes import CodeList
from forms.fields import Field
from workflow.comparing.words import Change, Heading, replaced

ASKED = {
    "required": "must always be filled in",
    "conditional": "depends on the case",
    "type": "kind of value",
    "format": "how it is written",
    "enum": "values to choose from",
    "code_list": "code list",
}
TOLD = {"label": "label", "label_en": "English label"}
SAID_BY_FIELDS = frozenset({"type", "format", "enum", "x-code-list", "title", "x-title-en", "$id", "$comment"})
"""Keywords that the comparison of fields speaks of already."""
WORDS = frozenset({"description", "x-help", "x-help-en", "x-messages"})


def changes_of_form(before: Form, after: Form) -> Iterator[Change]:
    """Fields first, then checks, code lists and layout."""
    old, new = ({field.pointer: field for field in form.fields()} for form in (before, after))
    for pointer, field in old.items():
        if pointer not in new and not _inside_another(pointer, old, new):
            yield Change(Heading.APPLICANT, f"field {pointer} is no longer asked for: {field.label_en}")
    for pointer, field in new.items():
        if pointer in old:
            yield from _field(old[pointer], field)
        elif not _inside_another(pointer, new, old):
            must = ", and must be filled in" if field.required else ""
            yield Change(Heading.APPLICANT, f"field {pointer} is new{must}: {field.label_en}")
    yield from _checks(before.schema, after.schema, "")
    for name in sorted(before.codes.keys() & after.codes.keys()):
        yield from _codes(before.codes[name], after.codes[name])
    if before.layout != after.layout:
        yield Change(Heading.WORDING, "the form is laid out in another way")


def _inside_another(pointer: str, here: dict[str, Field], there: dict[str, Field]) -> bool:
    """Whether the group around the field is told of already."""
    outer = pointer.rpartition("/")[0]
    return outer in here and outer not in there


def _field(before: Field, after: Field) -> Iterator[Change]:
    for name, what in ASKED.items():
        old, new = getattr(before, name), getattr(after, name)
        yield from replaced(Heading.APPLICANT, f"field {after.pointer}: {what}", old, new)
    for name, what in TOLD.items():
        old, new = getattr(before, name), getattr(after, name)
        yield from replaced(Heading.WORDING, f"field {after.pointer}: {what}", old, new)


def _checks(before: Any, after: Any, place: str) -> Iterator[Change]:
    """What else the schema says, keyword by keyword; fields that come or go are told of as fields."""
    if isinstance(before, dict) and isinstance(after, dict):
        fields = place.endswith("/properties")
        for key in [*before, *(key for key in after if key not in before)]:
            if fields and (key not in before or key not in after):
                continue
            if not fields and (key in SAID_BY_FIELDS or (key == "required" and "/allOf" not in place)):
                continue
            yield from _checks(before.get(key), after.get(key), f"{place}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _checks(old, new, f"{place}/{number}")
    elif before != after:
        heading = Heading.WORDING if place.rpartition("/")[2] in WORDS else Heading.APPLICANT
        yield from replaced(heading, f"form, {place}", before, after)


def _codes(before: CodeList, after: CodeList) -> Iterator[Change]:
    gone = [code for code in before.entries if code not in after.entries]
    new = [code for code in after.entries if code not in before.entries]
    changed = [code for code, said in before.entries.items() if after.entries.get(code, said) != said]
    for codes, what in ((gone, "without"), (new, "with the new"), (changed, "with other words or days for")):
        if codes:
            shown = ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")
            yield Change(Heading.APPLICANT, f"code list '{after.name}' {what} {shown}")
    yield from replaced(Heading.APPLICANT, f"code list '{after.name}' takes other codes too", before.open, after.open)
    yield from replaced(
        Heading.APPLICANT, f"code list '{after.name}' is complete for", before.complete_for, after.complete_for
    )
