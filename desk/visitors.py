"""Who is asking: the officer of this session (pages) or of this session or bearer token (API)."""

from typing import Annotated, Any

from fastapi import Depends
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request

from desk import doors
from desk.guarding import TOKEN_HEADER, check_token
from desk.problems import NotSignedIn

SESSION_KEY = "officer"
SUPERVISORS = frozenset({doors.SUPERVISOR, doors.DIRECTOR})
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def office_of(request: Request) -> doors.Office:
    """The office this desk stands in."""
    found: doors.Office = request.app.state.office
    return found


def signed_in(request: Request) -> doors.OfficerView:
    """The officer of this session; raises NotSignedIn. Looked up each time, so a closed account is out at once."""
    return _known(request, request.session.get(SESSION_KEY))


def caller(request: Request) -> doors.OfficerView:
    """The officer of a bearer token, or of the session, which then must also send the form token when it changes things."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _known(request, read_token(request, token))
    officer = signed_in(request)
    if request.method in UNSAFE:
        check_token(request, request.headers.get(TOKEN_HEADER))
    return officer


def is_supervisor(officer: doors.OfficerView) -> bool:
    """Whether the officer heads a unit or the agency."""
    return any(role in SUPERVISORS for _, role in officer.posts)


def is_designer(officer: doors.OfficerView) -> bool:
    """Whether the officer drafts definitions."""
    return any(role == doors.DESIGNER for _, role in officer.posts)


def is_receiver(officer: doors.OfficerView) -> bool:
    """Whether the officer takes dossiers in at the counter."""
    return any(role == doors.RECEIVER for _, role in officer.posts)


def new_token(request: Request, officer_id: str) -> str:
    """A bearer token for the API, signed, good for `token_hours`."""
    return signer(request.app.state.settings.secret).dumps(officer_id)


def read_token(request: Request, token: str) -> str:
    """The officer id of a bearer token; raises NotSignedIn for a forged or old one."""
    settings = request.app.state.settings
    try:
        return str(signer(settings.secret).loads(token, max_age=settings.token_hours * 3600))
    except BadSignature as error:
        raise NotSignedIn("token-not-valid") from error


def address_of(request: Request) -> str:
    """Where the request came from, for counting attempts."""
    return request.client.host if request.client else "unknown"


def signer(secret: str) -> URLSafeTimedSerializer:
    """What signs bearer tokens."""
    return URLSafeTimedSerializer(secret, salt="desk.api.bearer")


def _known(request: Request, officer_id: Any) -> doors.OfficerView:
    if not isinstance(officer_id, str):
        raise NotSignedIn()
    try:
        found = doors.officer(office_of(request), officer_id)
    except doors.NotFound as error:
        raise NotSignedIn() from error
    request.state.officer = found
    return found


Office = Annotated[doors.Office, Depends(office_of)]
Officer = Annotated[doors.OfficerView, Depends(signed_in)]
Caller = Annotated[doors.OfficerView, Depends(caller)]
