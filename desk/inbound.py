"""Where outside systems knock: the portal's pushes, events told by bodies outside, the callbacks of post and bank.

The receivers come with the settings; they verify, store and hasten, and never do more. Here is only the way in and out.
"""

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from desk.problems import Problem

router = APIRouter(include_in_schema=False)
PORTAL = "/VXPAdapter/RestService/forward"


@router.post(PORTAL + "/{path:path}")
async def portal(request: Request, path: str) -> Response:
    """A message of the national portal."""
    return await _received(request, "portal", path)


@router.post("/callbacks/post")
async def post(request: Request) -> Response:
    """What became of a parcel."""
    return await _received(request, "post", "")


@router.post("/callbacks/bank")
async def bank(request: Request) -> Response:
    """What became of a payment order."""
    return await _received(request, "bank", "")


@router.post("/callbacks/events")
async def events(request: Request) -> Response:
    """Something a dossier waits for has happened outside: a facility signed, another agency answered."""
    return await _received(request, "events", "")


async def _received(request: Request, sender: str, path: str) -> Response:
    receiver = request.app.state.settings.receivers.get(sender)
    if receiver is None:
        raise Problem(404, "not-found")
    headers = {name.lower(): value for name, value in request.headers.items()}
    content = await request.body()
    status, answer = await run_in_threadpool(receiver, path, headers, content)
    if status >= 400:
        raise _refused(status, answer)
    return JSONResponse(answer, status)


def _refused(status: int, answer: dict[str, Any]) -> Problem:
    """The answer as problem details; members beside code and detail (the portal's own error code) stay in the body."""
    rest = {name: value for name, value in answer.items() if name not in ("code", "detail")}
    return Problem(status, str(answer.get("code", "not-taken")), answer.get("detail"), **rest)
