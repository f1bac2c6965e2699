"""What heads and directors do: suspend, resume, apologise, and settle incidents of automatic work."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.guarding import posted_form
from desk.pages import form_values, notice, page, words_for
from desk.showing import VIETNAM
from desk.visitors import Office, Officer

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted_form)]


@router.post("/dossiers/{code}/suspend")
def suspend(request: Request, code: str, posted: Posted, office: Office, officer: Officer) -> Response:
    """Stop the legal clock, with a reason."""
    reason = form_values(posted, "reason")["reason"]
    return _done(
        request, f"/dossiers/{code}", "supervise.suspended", lambda: doors.suspend(office, code, officer.id, reason)
    )


@router.post("/dossiers/{code}/resume")
def resume(request: Request, code: str, posted: Posted, office: Office, officer: Officer) -> Response:
    """Let the clock run again, with a reason."""
    reason = form_values(posted, "reason")["reason"]
    return _done(
        request, f"/dossiers/{code}", "supervise.resumed", lambda: doors.resume(office, code, officer.id, reason)
    )


@router.post("/dossiers/{code}/apologise")
def apologise(request: Request, code: str, posted: Posted, office: Office, officer: Officer) -> Response:
    """Apologise for being late and promise one new date; the browser sends Vietnamese wall time."""
    given = form_values(posted, "due_at", "reason")

    def act() -> None:
        try:
            due_at = datetime.fromisoformat(given["due_at"]).replace(tzinfo=VIETNAM)
        except ValueError as error:
            raise doors.Invalid("not-a-moment", words_for(request)("supervise.no_date")) from error
        doors.apologise(office, code, officer.id, due_at, given["reason"])

    return _done(request, f"/dossiers/{code}", "supervise.apologised", act)


@router.get("/incidents")
def incidents(request: Request, office: Office, officer: Officer) -> Response:
    """Automatic work that waits for a person."""
    found = doors.incidents(office, officer.id)
    return page(request, "officer/incidents.html", section="incidents", incidents=found)


@router.post("/incidents/{work}/retry")
def retry(request: Request, work: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Let the work be tried again."""
    reason = form_values(posted, "reason")["reason"]
    return _done(request, "/incidents", "incidents.retried", lambda: doors.retry(office, work, officer.id, reason))


@router.post("/incidents/{work}/skip")
def skip(request: Request, work: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """End the step by hand."""
    given = form_values(posted, "outcome", "reason")
    return _done(
        request,
        "/incidents",
        "incidents.skipped",
        lambda: doors.skip(office, work, officer.id, given["outcome"] or None, given["reason"]),
    )


def _done(request: Request, goes_to: str, said: str, act: Callable[[], object]) -> Response:
    words = words_for(request)
    try:
        act()
    except (doors.NotPermitted, doors.Conflict, doors.Invalid) as refusal:
        notice(request, "warning", words.refusal(refusal))
    else:
        notice(request, "done", words(said))
    return RedirectResponse(goes_to, 303)
