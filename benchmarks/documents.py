"""One result laid out by our renderer and by bare WeasyPrint, from the same HTML; and what its two signatures cost."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

from weasyprint import CSS, HTML, svg  # type: ignore[import-untyped] # WeasyPrint has no type information
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped] # the same

from outputs.catalogue import TEMPLATES
from outputs.rendering import VARIANT, ClosedFetcher, Renderer
from outputs.signing import Signer, sign
from workflow.clock import HANOI

RESULTS = ("lump-sum-decision", "decline-letter", "notice", "receipt", "decision")
RUNS, WARMING_UP = 15, 2
ISSUED_ON = date(2025, 10, 8)


@dataclass(frozen=True)
class Rendering:
    """CPU milliseconds, medians of alternating runs."""

    template: str
    pages: int
    ours: float
    bare: float
    ratio: float
    """How many times the bare layout and writing: the median over pairs of neighbouring runs, as a machine others use
    changes its speed from one moment to the next."""


@dataclass(frozen=True)
class Signing:
    """CPU milliseconds, medians."""

    person: float
    both: float


def measure_rendering(runs: int = RUNS) -> list[Rendering]:
    """Our renderer checks the data, fills the template, lays out, attaches the data and writes; the bare one lays out and writes.

    Both are warm, with fonts and style sheets parsed before, and write the same kind of PDF.
    """
    renderer = Renderer()
    return [_rendering(renderer, template, runs) for template in RESULTS]


def measure_signing(runs: int = RUNS) -> Signing:
    """The signature of the person who decided, then the agency's seal (P-256), on a one-page result."""
    pdf = Renderer().render("decline-letter", _sample("decline-letter"), issued_on=ISSUED_ON).pdf
    at = datetime(2025, 10, 8, 9, tzinfo=HANOI)
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        made = Signer.create_demo(
            Path(folder), agency="Bảo hiểm xã hội khu vực VIII", officers={"quang": "Đặng Minh Quang"}
        )
    person, agency = made["quang"], made["agency"]

    def alone() -> bytes:
        return sign(pdf, signer=person, reason="Ký", at=at)

    def both() -> bytes:
        return sign(alone(), signer=agency, reason="Ký", at=at)

    one, two = _in_turns([alone, both], runs)
    return Signing(statistics.median(one), statistics.median(two))


def _rendering(renderer: Renderer, template_id: str, runs: int) -> Rendering:
    data = _sample(template_id)
    made = renderer.render(template_id, data, issued_on=ISSUED_ON)
    template = renderer.catalogue[template_id]
    fonts, fetcher = FontConfiguration(), ClosedFetcher(template.folder)
    sheets = [CSS(filename=path, font_config=fonts, url_fetcher=fetcher) for path in template.stylesheets]

    def bare() -> None:
        page = HTML(string=made.html, base_url=f"{template.folder.as_uri()}/", url_fetcher=fetcher)
        with patch.dict(svg.TAGS, path=svg.path):  # without our shortcut for QR codes
            page.render(font_config=fonts, stylesheets=sheets, pdf_variant=VARIANT).write_pdf(pdf_variant=VARIANT)

    def ours() -> None:
        renderer.render(template_id, data, issued_on=ISSUED_ON)

    by_us, by_itself = _in_turns([ours, bare], runs)
    ratio = statistics.median(one / other for one, other in zip(by_us, by_itself, strict=True))
    return Rendering(template_id, made.pages, statistics.median(by_us), statistics.median(by_itself), ratio)


def _sample(template_id: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((TEMPLATES / template_id / "sample.json").read_text(encoding="utf-8"))
    return found


def _in_turns(acts: list[Callable[[], object]], runs: int) -> list[list[float]]:
    """CPU milliseconds of every run of each; they take turns, so that a change of the machine's speed meets all alike."""
    taken: list[list[float]] = [[] for _ in acts]
    for run in range(WARMING_UP + runs):
        for act, times in zip(acts, taken, strict=True):
            began = time.process_time()
            act()
            if run >= WARMING_UP:
                times.append((time.process_time() - began) * 1000)
    return taken
