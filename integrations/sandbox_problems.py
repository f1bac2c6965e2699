"""For sandboxes whose contract is our own: a bearer token at the door and errors as problem details (RFC 9457)."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from secrets import compare_digest

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException


def bearer(token: str) -> Callable[[Request], Awaitable[None]]:
    """Return a dependency that answers 401 to a call without this token."""
    expected = f"Bearer {token}".encode()

    async def check(request: Request) -> None:
        if not compare_digest(request.headers.get("Authorization", "").encode(), expected):
            raise HTTPException(401, "the token is missing or wrong", {"WWW-Authenticate": "Bearer"})

    return check


def add_problems(app: FastAPI) -> None:
    """Make the app answer errors as `application/problem+json`, with every faulty field of a request."""

    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, StarletteHTTPException)
        return _problem(error.status_code, str(error.detail), headers=dict(error.headers or {}))

    async def malformed(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors = [{"pointer": _pointer(e["loc"][1:]), "detail": e["msg"]} for e in error.errors()]
        first = f"{errors[0]['pointer']}: {errors[0]['detail']}"
        return _problem(422, first, errors=errors)

    app.add_exception_handler(StarletteHTTPException, refused)
    app.add_exception_handler(RequestValidationError, malformed)


def _problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: object) -> JSONResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _pointer(location: tuple[int | str, ...]) -> str:
    return "/" + "/".join(str(part) for part in location)
