"""From a template and its data to a PDF/A-3 document. The same data, template digest and date give the same bytes.

A `Renderer` keeps what is costly to set up (compiled templates, parsed styles, fonts, pictures) and nothing of the
documents it has made; keep one per process.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pydyf  # type: ignore[import-untyped] # pydyf has no type information
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup
from weasyprint import CSS, Attachment, Document  # type: ignore[import-untyped] # WeasyPrint has no type information
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped] # the same
from weasyprint.urls import (  # type: ignore[import-untyped] # the same
    FatalURLFetchingError,
    URLFetcher,
    URLFetcherResponse,
)

from outputs import codes, lists, wording
from outputs.catalogue import BASE, TEMPLATES, Catalogue, Template
from outputs.errors import DataInvalid, Fault, ForbiddenAddress, TemplateBroken
from outputs.shortcuts import KeptStyles, Page

VARIANT = "pdf/a-3a"  # level A: tagged
DATA_NAME = "data.json"


@dataclass(frozen=True)
class Rendered:
    """A laid-out document, not yet signed."""

    pdf: bytes = field(repr=False)
    pages: int
    template_digest: str
    html: str = field(repr=False)


class Renderer:
    """Makes documents from the templates of a folder. May be shared by threads; they take turns."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self.catalogue = Catalogue(folder)
        self._environment = _environment(folder)
        self._fonts = FontConfiguration()
        self._styles: dict[str, list[CSS]] = {}
        self._kept: KeptStyles = {}
        self._pictures: dict[str, Any] = {}
        self._turn = threading.Lock()

    def render(self, template_id: str, data: Mapping[str, Any], *, issued_on: date, preview: bool = False) -> Rendered:
        """Lay the document out as of `issued_on`; a preview is marked so on every page.

        The data are the common groups of `templates/_base/data.schema.json` (agency, document, dossier, applicant,
        signer, verify_url: all may be offered, a template takes what it names) and the template's own fields.
        `issued_on` replaces `document.issued_on`.
        Raises UnknownTemplate, DataInvalid, TemplateBroken and ForbiddenAddress.
        """
        template = self.catalogue[template_id]
        fit = template.fitting(_issued(data, issued_on))
        html = self._fill(template, fit, preview=preview, styles="")
        with self._turn:
            pdf, pages = self._lay_out(template, html, fit, issued_on)
        return Rendered(pdf, pages, template.digest, html)

    def html(
        self, template_id: str, data: Mapping[str, Any], *, issued_on: date | None = None, preview: bool = False
    ) -> str:
        """The document as one self-contained HTML page, styles included, for the screen. Raises like `render`."""
        template = self.catalogue[template_id]
        fit = template.fitting(_issued(data, issued_on) if issued_on else data)
        styles = "\n".join(path.read_text("utf-8") for path in template.stylesheets)
        # Styles are our own files and must not be escaped: inside <style> nothing is unescaped again.
        return self._fill(template, fit, preview=preview, styles=Markup(styles))

    def _fill(self, template: Template, data: dict[str, Any], *, preview: bool, styles: str) -> str:
        try:
            page = self._environment.get_template(f"{template.id}/document.html.j2")
            return page.render(data, template_id=template.id, preview=preview, styles=styles)
        except TemplateError as error:
            raise TemplateBroken(template.id, str(error)) from error

    def _lay_out(self, template: Template, html: str, data: dict[str, Any], issued_on: date) -> tuple[bytes, int]:
        fetcher = ClosedFetcher(template.folder)
        # A copy, so that only pictures of the template's folder outlive this document.
        pictures = dict(self._pictures)
        try:
            page = Page(html, self._kept, base_url=f"{template.folder.as_uri()}/", url_fetcher=fetcher)
            document = page.render(
                font_config=self._fonts,
                stylesheets=self._styles_of(template, fetcher),
                cache=pictures,
                pdf_variant=VARIANT,
            )
        except FatalURLFetchingError as error:
            raise ForbiddenAddress(template.id, str(error.__cause__ or error)) from error
        self._pictures.update((url, picture) for url, picture in pictures.items() if url.startswith("file:"))
        document.metadata.created = document.metadata.modified = issued_on.isoformat()
        pdf = document.write_pdf(
            attachments=[_attachment(data, issued_on)], pdf_variant=VARIANT, pdf_identifier=True, finisher=_make_once
        )
        return pdf, len(document.pages)

    def _styles_of(self, template: Template, fetcher: "ClosedFetcher") -> list[CSS]:
        if template.id not in self._styles:
            self._styles[template.id] = [
                CSS(filename=path, font_config=self._fonts, url_fetcher=fetcher) for path in template.stylesheets
            ]
        return self._styles[template.id]


class ClosedFetcher(URLFetcher):  # type: ignore[misc] # untyped base
    """Reads files of one template's folder and of `_base`; anything else stops the document."""

    def __init__(self, folder: Path) -> None:
        super().__init__(fail_on_errors=True)
        self._roots = (folder.resolve(), BASE.resolve())

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The file behind a `file:` address, or the content of a `data:` one. Raises ValueError otherwise."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not any(path.is_relative_to(root) for root in self._roots):
            raise ValueError(f"{url} is out of reach")
        return URLFetcherResponse(url, path.read_bytes(), EmailMessage())


class _Made(pydyf.Object):  # type: ignore[misc] # untyped base
    """An object of the file whose bytes are known."""

    compressible = False
    data = b""

    def __init__(self, object_: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation = object_.number, object_.generation
        self.data, self.compressible = object_.data, object_.compressible


def _make_once(_: Document, pdf: pydyf.PDF) -> None:
    """Otherwise the bytes of everything, compressed, are made twice: to be written, and for the file's identifier."""
    pdf.objects = [object_ if object_.free == "f" else _Made(object_) for object_ in pdf.objects]


def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(wording.FILTERS | lists.FILTERS | {"spaced_s10": codes.spaced_s10})
    environment.globals.update(qr=codes.qr, code128=codes.code128)
    return environment


def _issued(data: Mapping[str, Any], issued_on: date) -> dict[str, Any]:
    document = data.get("document", {})
    if not isinstance(document, Mapping):
        raise DataInvalid("document", [Fault("document", "does not fit: it must be an object")])
    return {**data, "document": {**document, "issued_on": issued_on}}


def _attachment(data: dict[str, Any], issued_on: date) -> Attachment:
    midnight = datetime.combine(issued_on, time())
    return Attachment(
        string=json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1),
        name=DATA_NAME,
        description="Dữ liệu của văn bản",
        created=midnight,
        modified=midnight,
        relationship="Data",
    )
