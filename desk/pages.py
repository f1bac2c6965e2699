"""Turns a template and what it shows into a page: language, signed-in officer, form token and notices are always there."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from desk import showing
from desk.guarding import form_token
from desk.visitors import is_designer, is_receiver, is_supervisor
from desk.words import LANGUAGES, Language, Words, language_of

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
LANGUAGE_COOKIE = "language"


@cache
def environment() -> Environment:
    """The templates; a name that is not given is an error, everything is escaped."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.filters["size"] = showing.size
    return made


@cache
def static(name: str) -> str:
    """The address of a static file, which changes with its content."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"


def words_for(request: Request) -> Words:
    """The words in the language of this visitor: what they chose, or Vietnamese."""
    return Words(language_of(request.cookies.get(LANGUAGE_COOKIE)))


def page(request: Request, template: str, status: int = 200, /, **shown: Any) -> HTMLResponse:
    """Render `template`. Notices are shown once."""
    words = words_for(request)
    context = {**common(request, words), **shown}
    return HTMLResponse(environment().get_template(template).render(context), status)


def notice(request: Request, kind: str, text: str) -> None:
    """Keep a line for the next page: kind is done, warning or problem."""
    request.session["notices"] = [*request.session.get("notices", []), [kind, text]]


def common(request: Request, words: Words) -> dict[str, Any]:
    """What every template may use."""
    language: Language = words.language
    office = request.app.state.office
    officer = getattr(request.state, "officer", None)
    now = office.now()
    return {
        "t": words,
        "language": language,
        "languages": LANGUAGES,
        "agency": office.organisation.agency.name,
        "section": "",
        "here": local_address(request),
        "officer": officer,
        "designer": officer is not None and is_designer(officer),
        "receiver": officer is not None and is_receiver(officer),
        "supervisor": officer is not None and is_supervisor(officer),
        "form_token": lambda: form_token(request),
        "notices": lambda: request.session.pop("notices", []) if "notices" in request.session else [],
        "now": now,
        "day": lambda value: showing.day(value, language),
        "moment": lambda value: showing.moment(value, language),
        "near": lambda value: showing.near(value, now, words),
        "left": lambda value: showing.left(value, now, words),
        "money": lambda value: showing.money(value, language),
    }


def local_address(request: Request) -> str:
    """Path and query of a page one can come back to; the start page for anything that was posted."""
    if request.method not in ("GET", "HEAD"):
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query


def safe_address(wish: object, otherwise: str) -> str:
    """`wish` when it is a path of this site, else `otherwise`: nobody is sent elsewhere by a link."""
    if isinstance(wish, str) and wish.startswith("/") and not wish.startswith(("//", "/\\")) and wish.isprintable():
        return wish
    return otherwise


def form_values(posted: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The text fields of a posted form, stripped; a missing one is empty."""
    return {name: str(posted.get(name) or "").strip() for name in names}
