"""The designer's shelf: every procedure, and one page for each with its cases, its form as applicants see it, and its files."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.designer.bench import Bench
from desk.forms_shown import to_fill_in
from desk.guarding import posted_form
from desk.pages import notice, page, words_for
from desk.public.catalogue import MADE_POLICY
from desk.visitors import Office, Officer

router = APIRouter(include_in_schema=False)
MEDIA = {
    doors.Picture.SVG: "image/svg+xml",
    doors.Picture.BPMN: "application/xml",
    doors.Picture.PROSE: "text/html; charset=utf-8",
}
Posted = Annotated[FormData, Depends(posted_form)]


@router.get("/procedures")
def shelf(request: Request, office: Office, officer: Officer, bench: Bench) -> Response:
    """All procedures by sector."""
    items = doors.shelf(office, bench, officer.id)
    titles = {item.slug: _title(office, item.slug) for item in items}
    known = {item.slug: item for item in items}
    sectors = [
        (sector, [known[slug] for slug in sector.procedures])
        for sector in doors.sectors(bench.procedures, {item.slug: item.sector for item in items})
    ]
    return page(
        request,
        "designer/shelf.html",
        section="procedures",
        sectors=sectors,
        titles=titles,
        number=len(items),
    )


@router.get("/procedures/{slug}")
def procedure(request: Request, slug: str, office: Office, officer: Officer, bench: Bench) -> Response:
    """One procedure as its drafts have it: faults, cases, form, files."""
    found = doors.examine(office, bench, officer.id, slug)
    return page(
        request,
        "designer/procedure.html",
        section="procedures",
        slug=slug,
        title=_title(office, slug),
        found=found,
        files=doors.files(office, bench, officer.id, slug),
        in_folder=lambda fault: doors.name_in_folder(fault, slug),
    )


@router.get("/procedures/{slug}/form")
def form(request: Request, slug: str, office: Office, officer: Officer, bench: Bench) -> Response:
    """The form as an applicant will meet it, empty."""
    found = doors.form_of(office, bench, officer.id, slug)
    language, today = words_for(request).language, office.now().date()
    shown = to_fill_in(found, language, today) if found is not None else None
    return page(
        request, "designer/form.html", section="procedures", slug=slug, title=_title(office, slug), form_html=shown
    )


@router.get("/procedures/{slug}/shown/{kind}")
def shown(
    request: Request,
    slug: str,
    kind: doors.Picture,
    office: Office,
    officer: Officer,
    bench: Bench,
    on: date | None = None,
) -> Response:
    """The version of a day as a picture, as BPMN for other modelers, or as a page to read and sign."""
    words = words_for(request)
    day = on or office.now().date()
    text = doors.picture(office, bench, officer.id, slug, day, words.language, words.of, kind)
    headers = {"content-security-policy": MADE_POLICY}
    if kind is doors.Picture.BPMN:
        headers["content-disposition"] = f'attachment; filename="{slug}.bpmn"'
    return Response(text, media_type=MEDIA[kind], headers=headers)


@router.get("/procedures/{slug}/bundle.zip")
def bundle(slug: str, office: Office, officer: Officer, bench: Bench) -> Response:
    """The folder of the procedure, drafts included."""
    content = doors.bundle(office, bench, officer.id, slug)
    headers = {"content-disposition": f'attachment; filename="{slug}.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/procedures/{slug}/discard")
def discard(request: Request, slug: str, posted: Posted, office: Office, officer: Officer, bench: Bench) -> Response:
    """Throw the drafts of a procedure away."""
    doors.discard(office, bench, officer.id, slug)
    notice(request, "done", words_for(request)("designer.discarded"))
    return RedirectResponse(f"/procedures/{slug}", 303)


def _title(office: doors.Office, slug: str) -> Any:
    """The title in force today; the slug where there is none, or it cannot be read."""
    return doors.title_of(office, slug, office.now().date()) or slug
