"""The same page by other tools: headless Chromium and LibreOffice on our HTML, Typst with an equal layout.

Each document has another number, so that nothing kept of the last one is worth anything.
"""

import importlib.util
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil
from weasyprint import CSS, HTML, svg  # type: ignore[import-untyped] # WeasyPrint has no type information
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped] # the same

from benchmarks.peers.counting import spent_by
from benchmarks.peers.procedure import TEMPLATE, page_data
from outputs.codes import qr
from outputs.rendering import VARIANT, ClosedFetcher, Renderer
from outputs.wording import long_date

ISSUED_ON = date(2025, 10, 8)
OURS = "Motcua's renderer"
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
WARMING_UP = 2


@dataclass(frozen=True)
class Page:
    """One document for all: what stands in it, and our HTML of it, with the styles beside it and inside."""

    number: int
    data: dict[str, Any]
    html: str
    whole: str


Make = Callable[[Page], bytes]


@dataclass(frozen=True)
class Made:
    """One tool's documents: seconds on the clock and of CPU each, and the size of the last."""

    wall: list[float]
    cpu: list[float]
    size: int


def tools() -> dict[str, str]:
    """What is installed, and for the rest what is missing."""
    found = {OURS: "", "bare WeasyPrint": ""}
    found |= {f"Chromium, {kind}": "" if shutil.which("chromium") else "not installed" for kind in ("warm", "cold")}
    found |= {"LibreOffice, cold": "" if shutil.which("soffice") else "not installed"}
    return found | {"Typst, warm": "" if importlib.util.find_spec("typst") else "not installed"}


def measure(number: int, keep: Path | None = None) -> dict[str, Made]:
    """So many documents by each tool, in turns; `keep` gets one of each."""
    renderer = Renderer()
    walls: dict[str, list[float]] = {}
    cpus: dict[str, list[float]] = {}
    sizes: dict[str, int] = {}
    with ExitStack() as open_tools, tempfile.TemporaryDirectory(prefix="motcua-peers-") as folder:
        makers = dict(_makers(renderer, Path(folder), open_tools))
        for place in range(-WARMING_UP, number):
            page = _page(renderer, place + WARMING_UP + 1)
            for name in _turned(list(makers), place):
                cpu, wall = _cpu(), time.monotonic()
                pdf = makers[name](page)
                wall, cpu = time.monotonic() - wall, _cpu() - cpu
                assert pdf.startswith(b"%PDF"), name
                sizes[name] = len(pdf)
                if place >= 0:
                    walls.setdefault(name, []).append(wall)
                    cpus.setdefault(name, []).append(cpu)
                elif keep:
                    (keep / f"{name}.pdf").write_bytes(pdf)
    return {name: Made(walls[name], cpus[name], sizes[name]) for name in makers}


def _makers(renderer: Renderer, folder: Path, open_tools: ExitStack) -> Iterator[tuple[str, Make]]:
    yield OURS, lambda page: renderer.render(TEMPLATE, page.data, issued_on=ISSUED_ON).pdf
    yield "bare WeasyPrint", _bare(renderer)
    if shutil.which("chromium"):
        yield "Chromium, warm", open_tools.enter_context(_warm_chromium())
        printing = ("--no-pdf-header-footer", f"--print-to-pdf={folder / 'page.pdf'}")
        yield "Chromium, cold", lambda page: _cold(page, folder, "chromium", "--headless", *CHROMIUM, *printing)
    if shutil.which("soffice"):
        converting = ("--convert-to", "pdf", "--outdir", str(folder))
        yield "LibreOffice, cold", lambda page: _cold(page, folder, "soffice", "--headless", *converting)
    if importlib.util.find_spec("typst"):
        yield "Typst, warm", _typst()


def _turned(names: list[str], by: int) -> list[str]:
    """Each begins once as often as the others."""
    by %= len(names)
    return names[by:] + names[:by]


def _page(renderer: Renderer, number: int) -> Page:
    data = page_data()
    data["document"]["number"] = number
    data["dossier"]["code"] = f"000.00.22.G28-260302-{number:04}"
    beside = renderer.render(TEMPLATE, data, issued_on=ISSUED_ON).html
    return Page(number, data, beside, renderer.html(TEMPLATE, data, issued_on=ISSUED_ON))


def _bare(renderer: Renderer) -> Make:
    template = renderer.catalogue[TEMPLATE]
    fonts, fetcher = FontConfiguration(), ClosedFetcher(template.folder)
    sheets = [CSS(filename=path, font_config=fonts, url_fetcher=fetcher) for path in template.stylesheets]

    def make(page: Page) -> bytes:
        document = HTML(string=page.html, base_url=f"{template.folder.as_uri()}/", url_fetcher=fetcher)
        with patch.dict(svg.TAGS, path=svg.path):  # without our shortcut for QR codes
            laid_out = document.render(font_config=fonts, stylesheets=sheets, pdf_variant=VARIANT)
            return bytes(laid_out.write_pdf(pdf_variant=VARIANT))

    return make


@contextmanager
def _warm_chromium() -> Iterator[Make]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        tab = browser.new_page()

        def make(page: Page) -> bytes:
            tab.set_content(page.whole)
            return tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True)

        yield make
        browser.close()


def _cold(page: Page, folder: Path, *command: str) -> bytes:
    """A process that makes page.pdf of page.html and ends."""
    html, pdf = folder / "page.html", folder / "page.pdf"
    html.write_text(page.whole, encoding="utf-8")
    pdf.unlink(missing_ok=True)
    subprocess.run((*command, str(html)), check=True, capture_output=True, timeout=120)
    return pdf.read_bytes()


def _typst() -> Make:
    typst: Any = importlib.import_module("typst")  # not a dependency: named in PYTHONPATH by whoever wants to compare
    compiler = typst.Compiler(str(Path(__file__).with_name("decline-letter.typ")))

    def make(page: Page) -> bytes:
        received = long_date(page.data["dossier"]["received_at"][:10])
        given = {
            "data": json.dumps(page.data, ensure_ascii=False),
            "code": str(qr(page.data["verify_url"], "")),
            "day": ISSUED_ON.isoformat(),
            "issued": long_date(ISSUED_ON),
            "received": received[:1].upper() + received[1:],
        }
        return bytes(compiler.compile(format="pdf", sys_inputs=given, pdf_standards=["a-3a"]))

    return make


def _cpu() -> float:
    """Of this process and of all it started; what has ended counts where its parent waited for it."""
    me = psutil.Process()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(spent_by(child) for child in me.children())


if __name__ == "__main__":
    for name, made in measure(int(sys.argv[1])).items():
        print(name, made)
