"""What becomes of every exception: problem+json for programs, a page in kind words for people."""

import logging
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk import doors, problems
from desk.api.officers import NotModified
from desk.inbound import PORTAL
from desk.pages import page, safe_address, words_for
from desk.problems import NotSignedIn, Problem
from desk.public.tracking import NotTracked

log = logging.getLogger(__name__)
PROGRAMS = ("/api/", "/callbacks/", f"{PORTAL}/")


def add_handlers(app: FastAPI) -> None:
    """Let the app answer every error in the caller's way."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(doors.Refused, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(NotTracked, _not_tracked)
    app.add_exception_handler(NotModified, _not_modified)


def answer(request: Request, problem: Problem) -> Response:
    """The problem as JSON or as a page."""
    words = words_for(request)
    if is_program(request):
        content = problems.body(problem, words, request.url.path)
        return JSONResponse(content, problem.status, problem.headers, media_type=problems.MEDIA_TYPE)
    if isinstance(problem, NotSignedIn):
        return _to_sign_in(request)
    shown = page(
        request,
        "problem.html",
        problem.status,
        section="",
        status=problem.status,
        heading=problems.title(problem, words),
        text=problems.detail(problem, words),
    )
    shown.headers.update(problem.headers)
    return shown


def is_program(request: Request) -> bool:
    """Whether a program asks rather than a person's browser."""
    accepts = request.headers.get("accept", "")
    return request.url.path.startswith(PROGRAMS) or ("json" in accepts and "text/html" not in accepts)


def _to_sign_in(request: Request) -> Response:
    """After signing in one comes back: to the page, or to the page whose form was sent."""
    came_from = request.headers.get("referer", "").removeprefix(str(request.base_url).rstrip("/"))
    address = request.url.path if request.method == "GET" else safe_address(came_from, "/queue")
    return RedirectResponse(f"/sign-in?{urlencode({'next': address})}", 303)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(request, error)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, doors.Refused)
    return answer(request, problems.of_refusal(error, words_for(request)))


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        {"pointer": "/" + "/".join(map(str, each["loc"])), "code": each["type"], "text": each["msg"]}
        for each in error.errors()
    ]
    return answer(request, Problem(422, "request-not-valid", problems=faults))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer(request, problems.of_http(error.status_code, error.headers))


def _not_tracked(request: Request, error: Exception) -> Response:
    return RedirectResponse(f"/track?{urlencode({'code': str(error)})}", 303)


def _not_modified(request: Request, error: Exception) -> Response:
    return Response(status_code=304, headers={"etag": str(error)})


class Faults:
    """The last net: whatever nobody foresaw is logged, and answered without a word about our inside.

    A middleware and not a handler, because the framework calls a handler for Exception outside of all middleware,
    where answers get neither session nor security headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or began:
                raise
            request = Request(scope, receive)
            log.error("%s %s", request.method, request.url.path, exc_info=error)
            await answer(request, Problem(500, "internal"))(scope, receive, send)
