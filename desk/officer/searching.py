"""Finding dossiers by code, name, id number or phone."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.naming import names_of
from desk.pages import page
from desk.visitors import Office, Officer

router = APIRouter(include_in_schema=False)


@router.get("/search")
def search(request: Request, office: Office, officer: Officer, q: str = "") -> Response:
    """The search page; a whole dossier code leads straight to its dossier."""
    text = q.strip()[:200]
    rows = doors.search(office, officer.id, text) if text else []
    if len(rows) == 1 and rows[0].code == text.upper():
        return RedirectResponse(f"/dossiers/{rows[0].code}", 303)
    return page(request, "officer/search.html", section="search", q=text, rows=rows, **names_of(request, office))
