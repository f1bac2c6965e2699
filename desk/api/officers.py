"""The API of officers: the same doors as the pages, as JSON."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.security import HTTPBearer
from starlette.requests import Request

from desk import doors, problems
from desk.api import models as m
from desk.files import file_response
from desk.guarding import form_token
from desk.officer.dossier import previewed
from desk.officer.queue import Chosen
from desk.pages import words_for
from desk.problems import MEDIA_TYPE, NotSignedIn, Problem
from desk.visitors import Caller, Office, address_of, new_token

PROBLEM = {
    "model": m.ProblemOut,
    "description": "Problem details (RFC 9457)",
    "content": {MEDIA_TYPE: {}},
}
router = APIRouter(
    prefix="/api",
    tags=["officers"],
    responses=dict.fromkeys((401, 403, 404, 409, 422), PROBLEM),
    dependencies=[Depends(HTTPBearer(auto_error=False, description="A token from POST /api/sign-in"))],
)
Key = Annotated[str | None, Header(max_length=200, description="the same key again gets the first answer")]
IfMatch = Annotated[str | None, Header(description="ETag of the dossier as it was seen")]
VISIT = "/dossiers/{code}/visits/{visit}"


@router.post("/sign-in", tags=["session"])
def sign_in(request: Request, office: Office, given: m.Credentials) -> m.Token:
    """Get a bearer token."""
    gate, place = request.app.state.sign_in_gate, address_of(request)
    if seconds := gate.enter(given.name.casefold(), place):
        problem = Problem(429, "too-many-attempts")
        problem.headers = {"retry-after": str(seconds)}
        raise problem
    try:
        officer = doors.sign_in(office, given.name, given.password)
    except doors.NotSignedIn as error:
        raise NotSignedIn("wrong-credentials") from error
    gate.opened(given.name.casefold(), place)
    seconds = request.app.state.settings.token_hours * 3600
    return m.Token(
        token=new_token(request, officer.id), expires_in=seconds, officer=m.OfficerOut.model_validate(officer)
    )


@router.get("/me", tags=["session"])
def me(request: Request, officer: Caller) -> m.Me:
    """Who I am; with a session also the form token."""
    by_session = "authorization" not in request.headers
    return m.Me(officer=m.OfficerOut.model_validate(officer), form_token=form_token(request) if by_session else None)


@router.get("/queue")
def queue(office: Office, officer: Caller, chosen: Annotated[Chosen, Depends()]) -> list[m.QueueLine]:
    """What waits for me, most urgent first."""
    rows = doors.queue(office, officer.id)
    return [m.QueueLine.model_validate(row) for row in rows if chosen.keeps(row, officer.id)]


@router.get("/search")
def search(office: Office, officer: Caller, q: Annotated[str, Query(min_length=1, max_length=200)]) -> list[m.Found]:
    """Dossiers by code, name, id number or phone."""
    return [m.Found.model_validate(row) for row in doors.search(office, officer.id, q)]


@router.get("/dossiers/{code}")
def dossier(
    code: str,
    office: Office,
    officer: Caller,
    response: Response,
    if_none_match: Annotated[str | None, Header()] = None,
) -> m.Dossier:
    """One dossier; that I looked is journalled."""
    view = doors.dossier(office, code, officer.id)
    if if_none_match == etag(view.sequence):
        raise NotModified(etag(view.sequence))
    response.headers["etag"] = etag(view.sequence)
    return m.dossier_out(view)


@router.get("/dossiers/{code}/documents/{visit}", response_class=Response)
def document(code: str, visit: int, office: Office, officer: Caller) -> Response:
    """The PDF of a document."""
    return file_response(*doors.document(office, code, visit, officer.id))


@router.get("/dossiers/{code}/papers/{sha256}", response_class=Response)
def paper(code: str, sha256: str, office: Office, officer: Caller) -> Response:
    """A paper that was handed in."""
    return file_response(*doors.paper(office, code, sha256, officer.id))


@router.post(VISIT + "/claim")
def claim(code: str, visit: int, office: Office, officer: Caller, given: m.OnBehalf | None = None) -> m.Done:
    """Take a review."""
    return done(code, doors.claim(office, code, visit, officer.id, given.on_behalf_of if given else None))


@router.post(VISIT + "/release")
def release(code: str, visit: int, office: Office, officer: Caller) -> m.Done:
    """Give a review back."""
    return done(code, doors.release(office, code, visit, officer.id))


@router.post(VISIT + "/decide")
def decide(
    code: str,
    visit: int,
    office: Office,
    officer: Caller,
    given: m.Decision,
    idempotency_key: Key = None,
    if_match: IfMatch = None,
) -> m.Done:
    """Decide a review. With If-Match or `seen_sequence` a dossier that changed meanwhile is not decided blindly."""
    try:
        applied = doors.decide(
            office,
            code,
            visit,
            officer.id,
            given.outcome,
            fields=given.fields,
            reason=given.reason,
            checked=tuple(given.checked),
            on_behalf_of=given.on_behalf_of,
            seen_sequence=_seen(if_match) if if_match else given.seen_sequence,
            key=idempotency_key,
        )
    except doors.Conflict as refusal:
        if if_match and refusal.code == "changed-meanwhile":
            raise Problem(412, refusal.code) from refusal
        raise
    return done(code, applied)


@router.post("/decisions")
def decide_together(
    request: Request, office: Office, officer: Caller, given: m.Decisions, idempotency_key: Key = None
) -> list[m.OneOfManyDone]:
    """Decide many reviews at once, with an answer for each in the same order; one that is refused stops no other.

    Only those that ask for nothing but an outcome, and that I have looked at in their present state: at the preview of the result
    where the review leads to one, else at the dossier. Sent again under the same Idempotency-Key, what was decided gets its first
    answer, and what was refused is tried again.
    """
    decisions = [
        doors.Decision(
            each.code,
            each.visit,
            officer.id,
            each.outcome,
            on_behalf_of=each.on_behalf_of,
            seen_sequence=each.seen_sequence,
        )
        for each in given.decisions
    ]
    words = words_for(request)
    answers = []
    for decision, answer in zip(decisions, doors.decide_together(office, decisions, idempotency_key), strict=True):
        told = m.OneOfManyDone(code=decision.code, visit=decision.visit)
        if isinstance(answer, doors.Refused):
            here = f"/api/dossiers/{decision.code}/visits/{decision.visit}/decide"
            said = problems.body(problems.of_refusal(answer, words), words, here)
            told.problem = m.ProblemOut.model_validate(said)
        else:
            told.sequence = answer.sequence
        answers.append(told)
    return answers


@router.get(VISIT + "/preview", response_class=Response)
def preview(request: Request, code: str, visit: int, office: Office, officer: Caller) -> Response:
    """The PDF a review leads to, before it is numbered and signed; that I looked is logged."""
    return previewed(request, code, visit, office, officer)


@router.put(VISIT + "/draft", status_code=204)
def draft(code: str, visit: int, office: Office, officer: Caller, given: m.Draft) -> None:
    """Keep what is filled in so far."""
    doors.save_draft(office, code, visit, officer.id, given.values)


@router.post(VISIT + "/supplement")
def supplement(code: str, visit: int, office: Office, officer: Caller, given: m.SupplementRequest) -> m.Done:
    """Ask the applicant to complete the dossier."""
    items = [doors.SupplementItem(**item.model_dump()) for item in given.items]
    return done(code, doors.ask_supplement(office, code, visit, officer.id, items, given.note, given.on_behalf_of))


@router.post(VISIT + "/reassign")
def reassign(code: str, visit: int, office: Office, officer: Caller, given: m.HandOver) -> m.Done:
    """Hand a review to another officer."""
    return done(code, doors.reassign(office, code, visit, officer.id, given.to, given.reason))


@router.post(VISIT + "/transfer")
def transfer(code: str, visit: int, office: Office, officer: Caller, given: m.Move) -> m.Done:
    """Move a review to another unit."""
    return done(code, doors.transfer(office, code, visit, officer.id, given.unit, given.reason))


class NotModified(Exception):
    """The dossier is as the caller knows it; the argument is its ETag."""


def etag(sequence: int) -> str:
    """The ETag of a dossier in this state."""
    return f'"{sequence}"'


def done(code: str, applied: Any) -> m.Done:
    """What an act on a dossier answers."""
    return m.Done(code=code, sequence=applied.sequence)


def _seen(if_match: str) -> int:
    number = if_match.strip().removeprefix("W/").strip('"')
    if not number.isdecimal():
        raise Problem(412, "changed-meanwhile")
    return int(number)
