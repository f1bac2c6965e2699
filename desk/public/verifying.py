"""Whether a document is genuine: by the code printed on it, or by the signatures in the file itself."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from desk import doors
from desk.files import file_response
from desk.guarding import posted_form
from desk.pages import page, words_for
from desk.showing import moment
from desk.visitors import Office
from desk.words import Words

router = APIRouter(include_in_schema=False)


async def posted_file(posted: Annotated[FormData, Depends(posted_form)]) -> bytes:
    """The content of the uploaded file; empty when there is none."""
    file = posted.get("file")
    return await file.read() if isinstance(file, UploadFile) else b""


@router.get("/v/{token}")
def by_token(request: Request, token: str, office: Office) -> Response:
    """The page the QR code on a document leads to."""
    try:
        document = doors.verification(office, token)
    except doors.NotFound:
        return _page(request, _verdict("unknown", words_for(request), bad=True), status=404)
    state = "replaced" if document.replaced else "genuine" if document.signed else "unsigned"
    return _page(request, _verdict(state, words_for(request), bad=state != "genuine"), document)


@router.get("/results/{token}/{proof}")
def file(token: str, proof: str, office: Office) -> Response:
    """The signed file, for whom the office gave its full address: the portal."""
    return file_response(*doors.result_file(office, token, proof), "application/pdf")


@router.get("/verify")
def ask(request: Request) -> Response:
    """The box for a file."""
    return _page(request)


@router.post("/verify")
def by_file(request: Request, office: Office, content: Annotated[bytes, Depends(posted_file)]) -> Response:
    """Check an uploaded PDF: its signatures, and whether this agency issued exactly this file. It is not kept."""
    words = words_for(request)
    found = request.app.state.settings.verify_file(content)
    document = _issued(office, content)
    checks = [
        {
            "good": each.valid,
            "text": words("verify.signature", signer=each.signer, at=moment(each.at, words.language))
            if each.at
            else each.signer,
        }
        for each in found.signatures
    ]
    checks += [{"good": False, "text": problem} for problem in found.problems]
    checks.append(
        {"good": document is not None, "text": words("verify.file_ours" if document else "verify.file_not_ours")}
    )
    state = "replaced" if document and document.replaced else "file_good" if found.valid else "file_bad"
    return _page(request, _verdict(state, words, bad=state != "file_good"), document, checks)


def _issued(office: doors.Office, content: bytes) -> doors.PublicDocument | None:
    try:
        return doors.document_by_sha256(office, hashlib.sha256(content).hexdigest())
    except doors.NotFound:
        return None


def _verdict(state: str, words: Words, bad: bool) -> dict[str, Any]:
    return {"title": words(f"verify.{state}"), "text": words(f"verify.{state}_text"), "bad": bad}


def _page(
    request: Request,
    verdict: dict[str, Any] | None = None,
    document: doors.PublicDocument | None = None,
    checks: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "public/verification.html",
        status,
        section="verify",
        verdict=verdict,
        document=document,
        checks=checks or [],
    )
