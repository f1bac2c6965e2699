"""Signing in and out: one wrong answer for an unknown name and a wrong password, and only so many tries."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.guarding import posted_form
from desk.pages import form_values, notice, page, safe_address, words_for
from desk.visitors import SESSION_KEY, Office, address_of

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted_form)]


@router.get("/sign-in")
def show(request: Request, next: str = "/queue") -> Response:
    """The sign-in page; `next` is where to go afterwards."""
    return _page(request, 200, safe_address(next, "/queue"))


@router.post("/sign-in")
def sign_in(request: Request, posted: Posted, office: Office) -> Response:
    """Start a session."""
    given = form_values(posted, "name", "next")
    goes_to = safe_address(given["next"], "/queue")
    words = words_for(request)
    who, place = given["name"].casefold(), address_of(request)
    gate = request.app.state.sign_in_gate
    if seconds := gate.enter(who, place):
        text = words("sign_in.too_many", minutes=-(-seconds // 60))
        return _page(request, 429, goes_to, given["name"], text, {"retry-after": str(seconds)})
    try:
        officer = doors.sign_in(office, given["name"], str(posted.get("password") or ""))
    except doors.NotSignedIn:
        return _page(request, 401, goes_to, given["name"], words("sign_in.wrong"))
    gate.opened(who, place)
    request.session.clear()  # nothing of the visit before carries over, not even its form token
    request.session[SESSION_KEY] = officer.id
    return RedirectResponse(goes_to, 303)


@router.post("/sign-out")
def sign_out(request: Request, posted: Posted) -> Response:
    """End the session."""
    request.session.clear()
    notice(request, "done", words_for(request)("sign_in.out"))
    return RedirectResponse("/sign-in", 303)


def _page(
    request: Request,
    status: int,
    goes_to: str,
    name: str = "",
    problem: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    shown = page(request, "officer/sign_in.html", status, next=goes_to, name=name, problem=problem, section="sign-in")
    shown.headers.update(headers or {})
    return shown
