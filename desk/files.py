"""Answers with a stored file. What a browser may run (HTML, SVG) is never shown, only saved."""

from urllib.parse import quote

from starlette.responses import Response

from desk.guarding import DOCUMENT_POLICY

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})


def file_response(content: bytes, name: str, media_type: str = "application/pdf") -> Response:
    """The file under its own name; PDF and pictures open in the browser, everything else is saved."""
    shown = media_type in SHOWN
    disposition = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        content,
        media_type=media_type if shown else "application/octet-stream",
        headers={"content-disposition": disposition, "content-security-policy": DOCUMENT_POLICY},
    )
