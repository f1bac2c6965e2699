"""What officers do with one open review: claim, release, decide, keep a draft, hand over. Each is a plain HTML form."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.guarding import posted_form
from desk.officer.dossier import Typed, dossier_page
from desk.officer.review_fields import field_errors, typed_fields
from desk.pages import form_values, notice, words_for
from desk.problems import status_of
from desk.visitors import Office, Officer

router = APIRouter(include_in_schema=False, prefix="/dossiers/{code}/visits/{visit}")
Posted = Annotated[FormData, Depends(posted_form)]
REFUSALS = (doors.NotPermitted, doors.Conflict, doors.Invalid)


@router.post("/claim")
def claim(request: Request, code: str, visit: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Take the review; from the queue one comes back to the dossier all the same, to begin reading."""
    for_whom = str(posted.get("on_behalf_of") or "") or None
    return _done(
        request,
        code,
        lambda: doors.claim(office, code, visit, officer.id, for_whom),
        "decide.claimed",
        f"/dossiers/{code}?visit={visit}",
    )


@router.post("/release")
def release(request: Request, code: str, visit: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Put it back into the queue."""
    return _done(request, code, lambda: doors.release(office, code, visit, officer.id), "decide.released", "/queue")


@router.post("/reassign")
def reassign(request: Request, code: str, visit: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Hand it to another officer, with a reason."""
    given = form_values(posted, "to", "reason")
    return _done(
        request,
        code,
        lambda: doors.reassign(office, code, visit, officer.id, given["to"], given["reason"]),
        "decide.reassigned",
    )


@router.post("/transfer")
def transfer(request: Request, code: str, visit: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Move it to another unit, with a reason."""
    given = form_values(posted, "unit", "reason")
    return _done(
        request,
        code,
        lambda: doors.transfer(office, code, visit, officer.id, given["unit"], given["reason"]),
        "decide.transferred",
    )


@router.post("/draft")
def draft(code: str, visit: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Keep what is typed so far; the page sends this by itself while one types."""
    doors.save_draft(office, code, visit, officer.id, _typed(posted))
    return Response(status_code=204)


@router.post("/decide")
def decide(request: Request, code: str, visit: int, posted: Posted, office: Office, officer: Officer) -> Response:
    """Record the decision; when it cannot be, the page comes back with everything that was typed and the reason why."""
    given = form_values(posted, "outcome", "reason", "seen_sequence", "on_behalf_of")
    words = words_for(request)
    typed = _typed(posted)
    try:
        doors.decide(
            office,
            code,
            visit,
            officer.id,
            given["outcome"],
            fields=typed["fields"],
            reason=given["reason"] or None,
            checked=typed["checked"],
            on_behalf_of=given["on_behalf_of"] or None,
            seen_sequence=int(given["seen_sequence"]) if given["seen_sequence"].isdecimal() else None,
        )
    except REFUSALS as refusal:
        moved_on = isinstance(refusal, doors.Conflict)
        again = Typed(
            visit, typed, None if moved_on else words.refusal(refusal), field_errors(refusal, words), moved_on
        )
        view = doors.dossier(office, code, officer.id)
        return dossier_page(request, office, officer, view, status_of(refusal), again)
    notice(request, "done", words("decide.decided", code=code))
    return RedirectResponse("/queue", 303)


def _done(request: Request, code: str, act: Callable[[], object], said: str, goes_to: str | None = None) -> Response:
    """Do it and say so, or say on the dossier's page why it could not be done."""
    words = words_for(request)
    try:
        act()
    except REFUSALS as refusal:
        notice(request, "warning", words.refusal(refusal))
        return RedirectResponse(f"/dossiers/{code}", 303)
    notice(request, "done", words(said))
    return RedirectResponse(goes_to or f"/dossiers/{code}", 303)


def _typed(posted: FormData) -> dict[str, Any]:
    given = form_values(posted, "outcome", "reason")
    checked = [int(each) for each in map(str, posted.getlist("checked")) if each.isdecimal()]
    return {**given, "checked": checked, "fields": typed_fields(posted)}
