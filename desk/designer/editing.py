"""Editing one file of a procedure, with its faults beside the line: while one types, or on demand without JavaScript."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk import doors
from desk.designer.bench import Bench
from desk.guarding import posted_form
from desk.pages import notice, page, words_for
from desk.visitors import Office, Officer

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted_form)]


@router.get("/procedures/{slug}/edit/{name:path}")
def show(request: Request, slug: str, name: str, office: Office, officer: Officer, bench: Bench) -> Response:
    """The file, and what is wrong with it as it stands."""
    text = doors.text_of(office, bench, officer.id, slug, name)
    found = doors.examine(office, bench, officer.id, slug, with_cases=False)
    return _shown(request, slug, name, text, found, office, officer, bench)


@router.post("/procedures/{slug}/edit/{name:path}")
def keep(
    request: Request, slug: str, name: str, posted: Posted, office: Office, officer: Officer, bench: Bench
) -> Response:
    """Keep the draft, or only look what is wrong with what was typed; nothing typed is lost either way."""
    text = _text(posted)
    if posted.get("act") == "check":
        found = doors.examine(office, bench, officer.id, slug, unsaved={name: text}, with_cases=False)
        return _shown(request, slug, name, text, found, office, officer, bench)
    doors.keep(office, bench, officer.id, slug, name, text)
    notice(request, "done", words_for(request)("designer.kept"))
    return RedirectResponse(f"/procedures/{slug}/edit/{name}", 303)


@router.post("/procedures/{slug}/check/{name:path}")
def check(slug: str, name: str, posted: Posted, office: Office, officer: Officer, bench: Bench) -> Response:
    """What is wrong with the procedure if this file said what was typed: JSON, asked for while one types."""
    found = doors.examine(office, bench, officer.id, slug, unsaved={name: _text(posted)}, with_cases=False)
    return JSONResponse({"faults": [_plain(fault, slug, name) for fault in found.faults]})


def _shown(
    request: Request, slug: str, name: str, text: str, found: doors.Examined, office: doors.Office,
    officer: doors.OfficerView, bench: doors.Workbench,
) -> Response:  # fmt: skip
    return page(
        request,
        "designer/edit.html",
        section="procedures",
        slug=slug,
        name=name,
        text=text,
        lines=text.count("\n") + 1,
        faults=[_plain(fault, slug, name) for fault in found.faults],
        files=doors.files(office, bench, officer.id, slug),
    )


def _text(posted: FormData) -> str:
    """What was typed, with the line ends of files: browsers send those of the network."""
    return str(posted.get("text") or "").replace("\r\n", "\n")


def _plain(fault: doors.Fault, slug: str, name: str) -> dict[str, Any]:
    """A fault as the page shows it; `here` says whether it is in the file that is open."""
    found = doors.name_in_folder(fault, slug)
    return {
        "file": found or fault.place.file,
        "line": fault.place.line,
        "column": fault.place.column,
        "code": fault.code,
        "reason": fault.reason,
        "hint": fault.hint,
        "here": found == name,
        "editable": found is not None,
    }
