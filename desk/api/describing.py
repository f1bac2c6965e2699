"""A page that describes the API for people, made from its own OpenAPI document, with every problem code it may answer."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.pages import page, words_for
from desk.words import catalogue

router = APIRouter(include_in_schema=False, prefix="/api")


@router.get("/docs")
def describe(request: Request) -> Response:
    """Operations and problem codes on one page."""
    schema: dict[str, Any] = request.app.openapi()
    words = words_for(request)
    operations = [
        {"method": method.upper(), "path": path, "text": said.get("description") or said.get("summary", "")}
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
    ]
    codes = [
        (key.rsplit(".", 1)[1], words(key)) for key in catalogue() if key.startswith(("refusal.", "problem.detail."))
    ]
    return page(request, "public/api.html", section="api", operations=operations, codes=sorted(codes))
