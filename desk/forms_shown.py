"""The applicant's form inside the desk's pages: to read, and to correct where a supplement asks for it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from markupsafe import Markup
from starlette.datastructures import FormData

from forms import Answers, Form, Problem, from_html
from forms.html import render
from forms.items import Page
from forms.page import PageBuilder


def read_only(form: Form, answers: Any, lang: str, today: date) -> Markup:
    """The form to read."""
    return render(form, answers, lang=lang, readonly=True, today=today)


def to_fill_in(
    form: Form, lang: str, today: date, answers: Answers | None = None, problems: Iterable[Problem] = ()
) -> Markup:
    """The form as an applicant will meet it, empty or with answers to change and what is wrong with them."""
    return render(form, answers or {}, problems, lang=lang, today=today)


def answered(form: Form, posted: FormData) -> Answers:
    """The answers of a form that was filled in as a whole."""
    return from_html(form, posted)


def editable_part(
    form: Form, answers: Any, problems: Iterable[Problem], fields: Collection[str], lang: str, today: date
) -> Markup:
    """The form with only `fields` open."""
    return render(form, answers, problems, lang=lang, editable=fields, today=today)


def answers_posted(form: Form, posted: FormData, before: Answers, fields: Collection[str]) -> Answers:
    """The answers of before with what was posted for `fields`; whatever else was posted is ignored."""
    return from_html(form, posted, before=before, editable=fields)


def laid_out(form: Form, answers: Any, lang: str, today: date) -> Page:
    """The form as plain values, section by section, with each answer in words."""
    return PageBuilder(form, answers, (), lang=lang, editable=None, today=today, blank_rows=False).page()
