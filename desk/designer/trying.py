"""Walking through a procedure on the web: file something, decide for everybody, let time pass, and keep it all as a case."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors, showing
from desk.designer.acts_posted import act_posted
from desk.designer.bench import Bench
from desk.dossier_clock import Times, face
from desk.files import file_response
from desk.forms_shown import answered, read_only, to_fill_in
from desk.guarding import posted_form
from desk.labels import enum_label, plain
from desk.naming import names_of
from desk.officer.dossier import TONES
from desk.officer.review_fields import field_errors, typed_fields
from desk.pages import form_values, notice, page, words_for
from desk.visitors import Office, Officer
from desk.words import Words
from forms import Form
from forms.pointers import get, split

router = APIRouter(include_in_schema=False, prefix="/procedures/{slug}/try")
Posted = Annotated[FormData, Depends(posted_form)]
UNITS = ("working days", "working hours", "days", "months")
REFUSALS = (doors.Refused, doors.NotTried)


@dataclass(frozen=True)
class Again:
    """What was typed for an act that could not happen, and why."""

    problem: str
    path: str = ""
    fields: Mapping[str, str] | None = None
    reason: str = ""
    errors: Mapping[str, str] | None = None


@router.get("")
def show(request: Request, slug: str, office: Office, officer: Officer, bench: Bench) -> Response:
    """The walk as it stands, or what one may begin with."""
    return _page(request, slug, office, officer, bench)


@router.post("/begin")
def begin(request: Request, slug: str, posted: Posted, office: Office, officer: Officer, bench: Bench) -> Response:
    """File what was chosen, on the day that was chosen."""
    key, on = str(posted.get("with") or ""), _moment(posted.get("on"))
    try:
        doors.begin_walk(office, bench, officer.id, slug, key, on)
    except doors.NotTried as error:
        return _page(request, slug, office, officer, bench, Again(_reason(error, words_for(request))))
    return _back(slug)


@router.get("/form")
def form(
    request: Request, slug: str, office: Office, officer: Officer, bench: Bench,
    with_: Annotated[str, Query(alias="with")] = "", on: str = "",
) -> Response:  # fmt: skip
    """The form with the answers of a case in it, to be changed before it is filed."""
    try:
        found, answers, moment = doors.form_to_fill(office, bench, officer.id, slug, with_, _moment(on))
    except doors.NotTried as error:
        return _page(request, slug, office, officer, bench, Again(_reason(error, words_for(request))))
    return _form_page(request, slug, office, found, answers, with_, moment)


@router.post("/form")
def file_form(request: Request, slug: str, posted: Posted, office: Office, officer: Officer, bench: Bench) -> Response:
    """File the form as it was filled in; faults in it are for the procedure to deal with. A removed row comes back first."""
    key, on = str(posted.get("with") or ""), _moment(posted.get("on"))
    try:
        found, _, moment = doors.form_to_fill(office, bench, officer.id, slug, key, on)
    except doors.NotTried as error:
        return _page(request, slug, office, officer, bench, Again(_reason(error, words_for(request))))
    answers = answered(found, posted)
    if "_remove" in posted:
        return _form_page(request, slug, office, found, answers, key, moment)
    try:
        doors.begin_walk(office, bench, officer.id, slug, key, on, answers)
    except doors.NotTried as error:
        again = Again(_reason(error, words_for(request)))
        return _form_page(request, slug, office, found, answers, key, moment, again)
    return _back(slug)


@router.post("/act")
def act(request: Request, slug: str, posted: Posted, office: Office, officer: Officer, bench: Bench) -> Response:
    """Let something happen; when it cannot, the page says why and has what was typed."""
    words = words_for(request)
    try:
        doors.go_on(office, bench, officer.id, slug, act_posted(posted), _seen(posted))
    except REFUSALS as error:
        given = form_values(posted, "path", "reason")
        errors = field_errors(error, words)
        again = Again(_reason(error, words), given["path"], typed_fields(posted), given["reason"], errors)
        return _page(request, slug, office, officer, bench, again)
    return _back(slug)


@router.post("/undo")
def undo(request: Request, slug: str, posted: Posted, office: Office, officer: Officer, bench: Bench) -> Response:
    """Take the last act back."""
    try:
        doors.take_back(office, bench, officer.id, slug, _seen(posted))
    except REFUSALS as error:
        return _page(request, slug, office, officer, bench, Again(_reason(error, words_for(request))))
    return _back(slug)


@router.post("/end")
def end(slug: str, posted: Posted, office: Office, officer: Officer, bench: Bench) -> Response:
    """Put the walk away and choose another beginning."""
    doors.end_walk(office, bench, officer.id, slug)
    return _back(slug)


@router.post("/save")
def save(request: Request, slug: str, posted: Posted, office: Office, officer: Officer, bench: Bench) -> Response:
    """Keep the walk as a case among the designer's drafts."""
    words, given = words_for(request), form_values(posted, "file", "sentence")
    try:
        name = doors.save_walk(
            office, bench, officer.id, slug, given["file"] or "tried", given["sentence"] or words("try.sentence_usual")
        )
    except REFUSALS as error:
        return _page(request, slug, office, officer, bench, Again(_reason(error, words)))
    notice(request, "done", words("try.saved", file=name))
    return _back(slug)


@router.get("/papers/{number}")
def paper(request: Request, slug: str, number: int, office: Office, officer: Officer, bench: Bench) -> Response:
    """One of the papers that were made on the way, marked as a preview."""
    try:
        template, pdf = doors.walked_paper(office, bench, officer.id, slug, number)
    except doors.NotTried as error:
        return _page(request, slug, office, officer, bench, Again(_reason(error, words_for(request))))
    return file_response(pdf, f"{number}-{template}.pdf")


# --- pages ---


def _page(
    request: Request, slug: str, office: doors.Office, officer: doors.OfficerView, bench: doors.Workbench,
    again: Again | None = None,
) -> Response:  # fmt: skip
    words = words_for(request)
    try:
        walk = doors.walk(office, bench, officer.id, slug)
        if walk is None:
            return _start(request, slug, office, officer, bench, again)
    except doors.NotTried as error:
        return _start(request, slug, office, officer, bench, Again(_reason(error, words)))
    view = doors.view_of(walk)
    clock = view.case.clock
    times = Times(
        str(clock.state), clock.accepted_at, clock.promised_at, view.case.suspended, clock.stopped_at,
        clock.overdue if str(clock.state) == "stopped" else None, view.case.ended,
    )  # fmt: skip
    form, day = walk.form, view.now.date()
    return page(
        request,
        "designer/walk.html",
        422 if again else 200,
        section="procedures",
        slug=slug,
        view=view,
        again=again,
        clock=face(times, view.now, words),
        tone=TONES.get(int(view.case.status or 0), ""),
        form_html=read_only(form, view.case.form, words.language, day),
        fields=[
            (each.pointer, each.label_en if words.language == "en" else each.label)
            for each in form.fields()
            if each.is_leaf and "*" not in each.pointer
        ],
        units=UNITS,
        told=lambda acted: _told(acted, words),
        value_at=lambda pointer: get(view.case.form, split(pointer)) or "",
        plain=lambda value: plain(value, words),
        written=lambda value: plain(value, words),
        sum_=lambda value: showing.money(value, words.language),
        as_json=lambda value, indent=None: json.dumps(value, ensure_ascii=False, indent=indent, default=str),
        enum_label=lambda said, value: enum_label(said, value, words),
        **names_of(request, office),
    )  # fmt: skip


def _start(
    request: Request, slug: str, office: doors.Office, officer: doors.OfficerView, bench: doors.Workbench,
    again: Again | None,
) -> Response:  # fmt: skip
    faults: tuple[doors.Fault, ...] = ()
    try:
        found = doors.beginnings(office, bench, officer.id, slug)
    except doors.NotTried as error:
        found, faults = [], error.faults
        again = Again(_reason(error, words_for(request)))
    return page(
        request,
        "designer/try.html",
        422 if again else 200,
        section="procedures",
        slug=slug,
        title=doors.title_of(office, slug, office.now().date()) or slug,
        beginnings=found,
        faults=faults,
        in_folder=lambda fault: doors.name_in_folder(fault, slug),
        again=again,
    )


def _form_page(
    request: Request, slug: str, office: doors.Office, form: Form, answers: Any, key: str, moment: datetime,
    again: Again | None = None,
) -> Response:  # fmt: skip
    words, day = words_for(request), moment.date()
    problems = form.validate(answers, today=day) if again else ()
    return page(
        request,
        "designer/try_form.html",
        422 if again else 200,
        section="procedures",
        slug=slug,
        key=key,
        on=f"{moment:%Y-%m-%dT%H:%M}",
        filed=moment,
        again=again,
        title=doors.title_of(office, slug, day) or slug,
        form_html=to_fill_in(form, words.language, day, answers, problems),
    )


def _back(slug: str) -> Response:
    return RedirectResponse(f"/procedures/{slug}/try", 303)


# --- words ---


def _reason(error: Exception, words: Words) -> str:
    """Why something could not happen; what only designers meet is said as the command line says it."""
    problems = [words.pick(problem) for problem in getattr(error, "problems", ())]
    return "; ".join([words.refusal(error), *problems])


def _told(acted: doors.Acted, words: Words) -> dict[str, str]:
    """An act of the walk in words: what happened, and the particulars."""
    act = acted.act
    what, value = next(iter(act.items()))
    if acted.title is not None:
        outcome = words.pick(acted.outcome) if acted.outcome is not None else words.of("outcome", value)
        more = [*(act.get("fields") or {}).values(), act.get("reason")]
        return {"what": f"{words.pick(acted.title)}: {outcome}", "more": plain([each for each in more if each], words)}
    return {"what": words(f"try.act.{what}"), "more": _particulars(what, value, words)}


def _particulars(what: str, value: Any, words: Words) -> str:
    if what == "expect":
        return ""
    if what == "answer":
        who, said = next(iter(value.items()))
        outcome = said if isinstance(said, str) else said.get("outcome") or next(iter(said))
        return f"{words.of('register', who)}: {words.of('try.answer', outcome)}"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _seen(posted: FormData) -> int:
    given = str(posted.get("seen") or "")
    return int(given) if given.isdecimal() else -1


def _moment(typed: Any) -> str | None:
    """A day and time as browsers send them, as cases write them; None where none was chosen."""
    return str(typed or "").replace("T", " ").strip() or None
