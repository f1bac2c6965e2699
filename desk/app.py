"""The desk as one ASGI app: pages for officers and applicants, the API, and the addresses outside systems knock at."""

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from desk import doors, inbound
from desk.api import describing, officers, supervisors
from desk.designer import editing, rehearsing, shelf, trying
from desk.guarding import BodyLimit, SecurityHeaders
from desk.handling import Faults, add_handlers
from desk.officer import (
    acts,
    asking,
    delegating,
    dossier,
    entering,
    queue,
    reporting,
    searching,
    signing_in,
    supervising,
    together,
)
from desk.pages import LANGUAGE_COOKIE, STATIC, safe_address
from desk.public import catalogue, supplementing, tracking, verifying
from desk.settings import DeskSettings
from desk.throttle import Gate
from desk.words import language_of

COOKIE = "motcua_session"
YEAR = 365 * 24 * 3600

PAGES = (
    signing_in,
    queue,
    together,
    dossier,
    acts,
    asking,
    supervising,
    reporting,
    delegating,
    searching,
    entering,
    catalogue,
    tracking,
    supplementing,
    verifying,
    shelf,
    editing,
    trying,
    rehearsing,
)
PROGRAMS = (officers, supervisors, describing, inbound)


def create_app(office: doors.Office, settings: DeskSettings) -> FastAPI:
    """The desk of an office. Nothing is started: the caller serves the app."""
    app = FastAPI(
        title="Motcua",
        summary="Dossiers of administrative procedures",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,  # the usual pages for it load scripts from other origins
        redoc_url=None,
    )
    app.state.office = office
    app.state.settings = settings
    app.state.sign_in_gate = Gate(settings.attempts, settings.attempts_within)
    app.state.tracking_gate = Gate(settings.attempts, settings.attempts_within)
    app.add_middleware(Faults)  # innermost first
    app.add_middleware(
        SessionMiddleware,
        secret_key=settings.secret,
        session_cookie=f"__Host-{COOKIE}" if settings.https_only else COOKIE,
        max_age=settings.session_hours * 3600,
        same_site="lax",
        https_only=settings.https_only,
    )
    app.add_middleware(BodyLimit, limit=settings.body_limit)
    app.add_middleware(SecurityHeaders, https_only=settings.https_only)
    add_handlers(app)
    app.mount("/static", Immutable(directory=STATIC), name="static")
    app.add_api_route("/language/{language}", choose_language, include_in_schema=False)
    app.add_api_route("/health", health, include_in_schema=False)
    for module in (*PAGES, *PROGRAMS):
        app.include_router(module.router)
    return app


def choose_language(request: Request, language: str, to: str = "/") -> Response:
    """Remember the visitor's language and go back to where they were."""
    answer = RedirectResponse(safe_address(to, "/"), 303)
    secure = request.app.state.settings.https_only
    answer.set_cookie(
        LANGUAGE_COOKIE, language_of(language), max_age=YEAR, httponly=True, secure=secure, samesite="lax"
    )
    return answer


class Immutable(StaticFiles):
    """Static files may be kept for ever: their addresses change with their content."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, with a header that says how long it holds."""
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        answer.headers["cache-control"] = f"public, max-age={YEAR}, immutable"
        return answer


def health() -> dict[str, str]:
    """Says that the desk answers; for load balancers and whoever started it."""
    return {"status": "ok"}
