"""Writes a form down as HTML: fieldsets to fill in, or a compact view to read. The page around it belongs to the desk."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from forms.form import Form
from forms.items import runs
from forms.page import PageBuilder
from forms.problems import LANGUAGES, Problem
from forms.reading import read_yaml

_TEMPLATES = Path(__file__).parent / "templates"


def render(
    form: Form,
    answers: Any,
    problems: Iterable[Problem] = (),
    *,
    lang: str = "vi",
    readonly: bool = False,
    editable: Collection[str] | None = None,
    today: date | None = None,
    max_rows: int | None = 200,
) -> Markup:
    """The form as HTML without a `<form>` element, so that the desk adds its own buttons and token.

    `editable` (pointers, `*` for any row) leaves only those fields open, as a supplement request does. `today` picks the
    names of codes; without it the latest are used. To read, a list shows its first `max_rows` rows and those with problems
    (None: all); to edit, always all. Raises ValueError for another language than `vi` and `en`.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no texts in language '{lang}'")
    builder = PageBuilder(
        form,
        answers,
        problems,
        lang=lang,
        editable=editable,
        today=today or date.max,
        blank_rows=not readonly,
        max_rows=max_rows if readonly else None,
    )
    template = _environment().get_template("read.html.j2" if readonly else "edit.html.j2")
    return Markup(template.render(page=builder.page(), words=_words()[lang], lang=lang))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["runs"] = runs
    return made


@cache
def _words() -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = read_yaml(_TEMPLATES / "words.yaml")
    return {lang: {name: texts[lang] for name, texts in entries.items()} for lang in LANGUAGES}
