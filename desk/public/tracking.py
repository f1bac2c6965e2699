"""The applicant's pages: look a dossier up with its code and four digits, read where it stands, fetch results."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.dossier_clock import Times, face
from desk.files import file_response
from desk.guarding import posted_form
from desk.labels import asked
from desk.pages import form_values, page, words_for
from desk.problems import Problem
from desk.public.stages import stages
from desk.visitors import Office, address_of

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted_form)]
TRACKED = "tracked"
"""Session key: dossier code -> the four digits that opened it. The cookie is signed, and the digits are the visitor's own."""
TONES = {2: "busy", 3: "grave", 4: "busy", 5: "asked", 6: "asked", 7: "grave", 8: "grave", 9: "good", 10: "good"}
KEPT = 5


class NotTracked(Exception):
    """The visitor has not shown that this dossier is theirs; the argument is its code."""


@router.get("/")
def home(request: Request) -> Response:
    """The public start page."""
    return page(request, "public/home.html", section="home")


@router.get("/track")
def ask(request: Request, code: str = "") -> Response:
    """The box alone; a receipt's QR code may bring the dossier code along."""
    return page(request, "public/track.html", section="track", code=code[:60])


@router.post("/track")
def look_up(request: Request, posted: Posted, office: Office) -> Response:
    """Check code and digits; the session remembers them, so that they never stand in an address."""
    given = form_values(posted, "code", "last_four")
    code = given["code"].upper()
    words = words_for(request)
    gate, place = request.app.state.tracking_gate, address_of(request)
    if seconds := gate.enter(code, place):
        problem = words("track.too_many", minutes=-(-seconds // 60))
        shown = page(request, "public/track.html", 429, section="track", code=code, problem=problem)
        shown.headers["retry-after"] = str(seconds)
        return shown
    try:
        doors.track(office, code, given["last_four"])
    except (doors.NotFound, doors.NotPermitted, doors.Invalid):
        return page(request, "public/track.html", 404, section="track", code=code, problem=words("track.not_found"))
    gate.opened(code, place)
    kept = {**request.session.get(TRACKED, {}), code: given["last_four"]}
    request.session[TRACKED] = dict(list(kept.items())[-KEPT:])
    return RedirectResponse(f"/track/{code}", 303)


@router.post("/track/leave")
def leave(request: Request, posted: Posted) -> Response:
    """Forget what was looked up: for computers used by many."""
    request.session.pop(TRACKED, None)
    return RedirectResponse("/", 303)


@router.get("/track/{code}")
def show(request: Request, code: str, office: Office) -> Response:
    """Where the dossier stands."""
    view = tracked(request, office, code)
    words = words_for(request)
    return page(
        request,
        "public/dossier.html",
        section="track",
        view=view,
        tone=TONES.get(int(view.status or 0), ""),
        clock=face(_times(view), office.now(), words),
        stages=stages(view, words),
        asked=asked(view.supplement, view.form, view.procedure.definition.components, words),
    )


@router.get("/track/{code}/documents/{visit}")
def document(request: Request, code: str, visit: int, office: Office) -> Response:
    """A result or slip the applicant may have electronically."""
    view = tracked(request, office, code)
    content, name = doors.public_document(office, view.code, digits_for(request, code), visit)
    return file_response(content, name)


def digits_for(request: Request, code: str) -> str:
    """The digits that opened this dossier in this session; raises NotTracked."""
    kept = request.session.get(TRACKED, {})
    digits = kept.get(code) if isinstance(kept, dict) else None
    if not isinstance(digits, str):
        raise NotTracked(code)
    return digits


def tracked(request: Request, office: doors.Office, code: str) -> doors.PublicView:
    """The public view of a dossier this session has opened; raises NotTracked, Problem."""
    try:
        return doors.track(office, code, digits_for(request, code))
    except doors.NotFound as error:
        raise Problem(404, "not-found") from error


def _times(view: doors.PublicView) -> Times:
    late = view.settled_at > view.due_at if view.settled_at and view.due_at else None
    return Times(
        state=_state(view),
        accepted_at=view.accepted_at,
        due_at=view.due_at,
        suspended=view.supplement is None,
        stopped_at=view.settled_at,
        late=late,
        ended=view.ending is not None,
    )


def _state(view: doors.PublicView) -> str:
    if view.settled_at:
        return "stopped"
    if view.supplement or (view.status == doors.PublicStatus.STOPPED and not view.ending):
        return "paused"
    return "running" if view.due_at and not view.ending else "not_started"
