"""What every answer and every request passes: security headers, a limit on bodies, and the token that proves a form is ours."""

import hmac
import secrets
from typing import Any

from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.problems import Problem

TOKEN_FIELD = "csrf_token"
TOKEN_HEADER = "x-csrf-token"
FORM_FIELDS = 40_000  # an employer's list of some hundred rows is one form
FORM_FILES = 200

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# A browser shows a PDF with its own viewer, which lays itself out with inline styles.
DOCUMENT_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class SecurityHeaders:
    """Adds the headers to every answer; a handler may have set its own policy, which then stays."""

    def __init__(self, app: ASGIApp, https_only: bool) -> None:
        self.app = app
        self.fixed = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }
        if https_only:
            self.fixed["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.fixed.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", PAGE_POLICY)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


class BodyLimit:
    """Refuses bodies above `limit` bytes, whether their length is announced or not."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        seen = int(announced) if announced.isdecimal() and int(announced) > self.limit else 0

        async def counted() -> Message:
            nonlocal seen
            if seen <= self.limit:
                message = await receive()
                seen += len(message.get("body", b""))
                if seen <= self.limit:
                    return message
            raise HTTPException(413)

        await self.app(scope, counted, send)


def form_token(request: Request) -> str:
    """The token of this session, made when first asked for."""
    token = request.session.get(TOKEN_FIELD)
    if not isinstance(token, str):
        token = request.session[TOKEN_FIELD] = secrets.token_urlsafe(24)
    return token


def check_token(request: Request, given: Any) -> None:
    """Raises Problem 403 unless `given` is the token of this session."""
    expected = request.session.get(TOKEN_FIELD)
    if not (isinstance(given, str) and isinstance(expected, str) and hmac.compare_digest(given, expected)):
        raise Problem(403, "form-token")


async def posted_form(request: Request) -> FormData:
    """Dependency of every page that takes a form: what was posted, once the token is checked."""
    posted = await request.form(max_files=FORM_FILES, max_fields=FORM_FIELDS)
    check_token(request, posted.get(TOKEN_FIELD))
    return posted
