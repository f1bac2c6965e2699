"""Delegation: lending a post to a colleague for a time, and taking it back."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.guarding import posted_form
from desk.naming import names_of
from desk.pages import form_values, notice, page, words_for
from desk.problems import status_of
from desk.visitors import Office, Officer

router = APIRouter(include_in_schema=False, prefix="/delegations")
Posted = Annotated[FormData, Depends(posted_form)]
REFUSALS = (doors.NotPermitted, doors.Conflict, doors.Invalid, doors.NotFound)


@router.get("")
def show(request: Request, office: Office, officer: Officer) -> Response:
    """Delegations given and received, and the form for a new one."""
    return _page(
        request, office, officer, {"post": "", "to": "", "since": office.now().date().isoformat(), "until": ""}
    )


@router.post("")
def delegate(request: Request, posted: Posted, office: Office, officer: Officer) -> Response:
    """Lend a post."""
    given = form_values(posted, "post", "to", "since", "until")
    words = words_for(request)
    unit, _, role = given["post"].partition("/")
    try:
        since, until = date.fromisoformat(given["since"]), date.fromisoformat(given["until"])
        doors.delegate(office, officer.id, given["to"], unit, role, since, until)
    except ValueError:
        return _page(request, office, officer, given, words("delegations.dates"), 422)
    except REFUSALS as refusal:
        return _page(request, office, officer, given, words.refusal(refusal), status_of(refusal))
    notice(request, "done", words("delegations.made"))
    return RedirectResponse("/delegations", 303)


@router.post("/{number}/revoke")
def revoke(request: Request, number: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Take a post back."""
    words = words_for(request)
    try:
        doors.revoke(office, officer.id, number)
    except REFUSALS as refusal:
        notice(request, "warning", words.refusal(refusal))
    else:
        notice(request, "done", words("delegations.revoked"))
    return RedirectResponse("/delegations", 303)


def _page(
    request: Request,
    office: doors.Office,
    officer: doors.OfficerView,
    given: dict[str, str],
    problem: str | None = None,
    status: int = 200,
) -> Response:
    # Who may stand in: everybody who holds a post in one of the officer's own units.
    others = {
        each.id: each
        for unit in {unit for unit, _ in officer.posts}
        for role in office.organisation.roles
        for each in doors.colleagues(office, unit, role)
        if each.id != officer.id
    }
    return page(
        request,
        "officer/delegations.html",
        status,
        section="delegations",
        delegations=doors.delegations(office, officer.id),
        others=sorted(others.values(), key=lambda each: each.name),
        given=given,
        problem=problem,
        **names_of(request, office),
    )
