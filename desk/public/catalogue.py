"""The public catalogue: every procedure in the order of the national list, and a page for each with papers, time, results and law."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk import doors
from desk.pages import page, words_for
from desk.visitors import Office

router = APIRouter(include_in_schema=False)
MADE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""Of pictures and pages that stand alone and carry their styles with them."""


@router.get("/catalogue")
def catalogue(request: Request, office: Office) -> Response:
    """All procedures by sector, as in force today."""
    words, day = words_for(request), office.now().date()
    sectors = [
        (sector, list(doors.entries(office.library, sector.procedures, day, words.language, words.of)))
        for sector in doors.sectors_of(office.library)
    ]
    number = sum(len(entries) for _, entries in sectors)
    return page(request, "public/catalogue.html", section="catalogue", sectors=sectors, number=number, day=day)


@router.get("/catalogue/{slug}")
def procedure(request: Request, slug: str, office: Office) -> Response:
    """One procedure: who files, papers, time, results, law, and its picture."""
    found = doors.entry(_found(request, slug, office))
    return page(request, "public/procedure.html", section="catalogue", entry=found)


@router.get("/catalogue/{slug}/picture.svg")
def picture(request: Request, slug: str, office: Office) -> Response:
    """How it is settled, as a picture."""
    made = doors.drawn(_found(request, slug, office))
    return Response(made, media_type="image/svg+xml", headers={"content-security-policy": MADE_POLICY})


@router.get("/catalogue/{slug}/page")
def prose(request: Request, slug: str, office: Office) -> Response:
    """The whole procedure as a page to read and print."""
    made = doors.printed(_found(request, slug, office))
    return Response(made, media_type="text/html; charset=utf-8", headers={"content-security-policy": MADE_POLICY})


def _found(request: Request, slug: str, office: Office) -> doors.Described:
    words = words_for(request)
    try:
        return doors.described(office.library, slug, office.now().date(), words.language, words.of)
    except (doors.NoSuchProcedure, doors.DefinitionError):
        raise doors.NotFound("no-such-procedure", words("catalogue.none")) from None
