"""Building a supplement request: every paper and every field of the form can be ticked, each with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.forms_shown import laid_out
from desk.guarding import posted_form
from desk.pages import form_values, notice, page, words_for
from desk.problems import status_of
from desk.visitors import Office, Officer
from desk.words import Words
from forms.items import Item

router = APIRouter(include_in_schema=False, prefix="/dossiers/{code}/visits/{visit}/supplement")
Posted = Annotated[FormData, Depends(posted_form)]
PAPER, FIELD = "paper:", "field:"
Reasons = Mapping[str, str]
"""What is ticked: key -> reason. A key is `paper:` and a component, or `field:` and a pointer."""


@dataclass(frozen=True)
class Line:
    """One thing that may be asked for."""

    key: str
    label: str
    value: str
    ticked: bool
    reason: str


@dataclass
class Section:
    """A part of the form; `rows` are the rows of its lists."""

    title: str
    lines: list[Line] = field(default_factory=list)
    rows: list["Row"] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One row of a list, open when something in it is ticked."""

    title: str
    lines: list[Line]

    @property
    def open(self) -> bool:
        return any(line.ticked for line in self.lines)


@router.get("")
def show(request: Request, code: str, visit: int, office: Office, officer: Officer) -> Response:
    """The builder; what validation found wrong is ticked already, with its message as the reason."""
    view = doors.dossier(office, code, officer.id)
    words = words_for(request)
    return _page(request, view, visit, {FIELD + fault.pointer: fault.vi for fault in view.faults}, words)


@router.post("")
def ask(request: Request, code: str, visit: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Send the request."""
    words = words_for(request)
    given = form_values(posted, "note", "on_behalf_of")
    ticked = {key: str(posted.get(f"why:{key}") or "").strip() for key in map(str, posted.getlist("ask"))}
    items = [_item(key, reason) for key, reason in ticked.items()]
    try:
        if not items or not all(ticked.values()):
            raise doors.Invalid("supplement-items", "name each missing field or paper, each with its reason")
        doors.ask_supplement(
            office, code, visit, officer.id, items, given["note"] or None, given["on_behalf_of"] or None
        )
    except (doors.NotPermitted, doors.Conflict, doors.Invalid) as refusal:
        view = doors.dossier(office, code, officer.id)
        problem = words.refusal(refusal)
        return _page(request, view, visit, ticked, words, given["note"], problem, status_of(refusal))
    notice(request, "done", words("decide.asked", code=code))
    return RedirectResponse("/queue", 303)


def _item(key: str, reason: str) -> doors.SupplementItem:
    if key.startswith(PAPER):
        return doors.SupplementItem(component=key.removeprefix(PAPER), reason=reason)
    return doors.SupplementItem(field=key.removeprefix(FIELD), reason=reason)


def _page(
    request: Request,
    view: doors.DossierView,
    visit: int,
    ticked: Reasons,
    words: Words,
    note: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    assignment = next((each for each in view.assignments if each.visit == visit), None)
    return page(
        request,
        "officer/ask.html",
        status,
        section="queue",
        view=view,
        visit=visit,
        papers=[
            Line(
                key,
                words.pick(paper.title),
                paper.name or words("dossier.paper_missing"),
                key in ticked,
                ticked.get(key, ""),
            )
            for paper in view.papers
            for key in [PAPER + paper.component]
        ],
        sections=list(_sections(view, ticked, words, request.app.state.office.now().date())),
        note=note,
        problem=problem,
        on_behalf_of=assignment.on_behalf_of if assignment else None,
    )


def _sections(view: doors.DossierView, ticked: Reasons, words: Words, today: date) -> Iterator[Section]:
    for part, item in laid_out(view.form, view.answers, words.language, today).sections:
        section = Section(words.pick(part.title))
        for each in item.items:
            _add(section, section.lines, each, ticked, words)
        if section.lines or section.rows:
            yield section


def _add(section: Section, lines: list[Line], item: Item, ticked: Reasons, words: Words) -> None:
    """The field, or the fields in the group; each row of a list becomes a part of its own."""
    key = FIELD + item.pointer
    if not item.applies and key not in ticked:
        return  # this case of the procedure does not ask for it
    if item.kind == "group":
        for each in item.items:
            _add(section, lines, each, ticked, words)
        return
    lines.append(Line(key, item.label, item.text, key in ticked, ticked.get(key, "")))
    for number, row in enumerate(item.rows, start=1):
        within: list[Line] = []
        for each in row.items:
            _add(section, within, each, ticked, words)
        told = [line.value for line in within if line.value][:2]
        section.rows.append(Row(" · ".join([words("ask.row", number=number), *told]), within))
