"""Everything that can go wrong, as RFC 9457 problem details: a status, a stable code, and words from the catalogue."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from desk import doors
from desk.words import Words, catalogue

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A problem the desk itself finds; `extra` members go into the body as they are."""

    def __init__(self, status: int, code: str, detail: str | None = None, **extra: Any) -> None:
        super().__init__(detail or code)
        self.status = status
        self.code = code
        self.detail = detail
        self.extra = extra
        self.headers: dict[str, str] = {}


class NotSignedIn(Problem):
    """An officer's page or door was asked for without a session or token."""

    def __init__(self, code: str = "not-signed-in") -> None:
        super().__init__(401, code)
        self.headers = {"www-authenticate": "Bearer"}


STATUS: dict[type[Exception], int] = {
    doors.NotSignedIn: 401,
    doors.NotPermitted: 403,
    doors.NotFound: 404,
    doors.Conflict: 409,
    doors.Invalid: 422,
}
CODES = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "unsupported"}


def status_of(refusal: Exception) -> int:
    """The HTTP status of what a door refused."""
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 500)


def of_refusal(refusal: doors.Refused, words: Words) -> Problem:
    """A door's refusal as a problem, with each single fault where it names several."""
    faults = getattr(refusal, "problems", ())
    extra = {"problems": [fault.model_dump() for fault in faults]} if faults else {}
    return Problem(status_of(refusal), refusal.code, words.refusal(refusal), **extra)


def of_http(status: int, headers: Mapping[str, str] | None) -> Problem:
    """What the framework found: no such address, not this method, a body too large."""
    problem = Problem(status, CODES.get(status, f"http-{status}"))
    problem.headers = dict(headers or {})
    return problem


def body(problem: Problem, words: Words, instance: str) -> dict[str, Any]:
    """The problem+json body; `type` is a relative reference that the documentation of the API explains."""
    return {
        "type": f"/api/docs#{problem.code}",
        "title": title(problem, words),
        "status": problem.status,
        "detail": detail(problem, words),
        "instance": instance,
        "code": problem.code,
        **problem.extra,
    }


def title(problem: Problem, words: Words) -> str:
    """A short name of the kind of problem."""
    return words.of("problem.title", problem.status) if _known(problem) else HTTPStatus(problem.status).phrase


def detail(problem: Problem, words: Words) -> str:
    """One sentence on this occurrence, in the reader's language where the catalogue has words for the code."""
    known: Mapping[str, Mapping[str, str]] = catalogue()
    for group in ("problem.detail", "refusal"):
        if f"{group}.{problem.code}" in known:
            return words(f"{group}.{problem.code}")
    return problem.detail or title(problem, words)


def _known(problem: Problem) -> bool:
    return f"problem.title.{problem.status}" in catalogue()
