"""Machine-readable marks on papers (QR, Code 128) as inline SVG, and the check digit of postal item numbers."""

import io
import re

import segno
from barcode import Code128  # type: ignore[import-untyped] # python-barcode has no type information
from barcode.writer import SVGWriter  # type: ignore[import-untyped] # the same
from markupsafe import Markup, escape

MODULE_MM = 0.4  # S10 asks for 0.25–0.51 mm
BAR_HEIGHT_MM = 14.0  # S10 asks for at least 12.5 mm
S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)

MASK = 4
"""Of the eight patterns a QR code may be overlaid with; any can be read. Trying all for the evenest takes seven of the eight
milliseconds; over our addresses this one scores 1,457 on average (penalty points), the evenest of each 1,429, the worst 1,563."""


def qr(text: str, title: str) -> Markup:
    """A QR code (error correction M, two modules of quiet ground) that grows with its box; `title` is read aloud."""
    code = segno.make(text, error="m", micro=False, mask=MASK)
    drawing = io.BytesIO()
    code.save(
        drawing, kind="svg", border=2, xmldecl=False, svgns=True, nl=False, omitsize=True, title=title, svgclass="qr"
    )
    return Markup(drawing.getvalue().decode())


def code128(text: str) -> Markup:
    """The text as Code 128 bars without a caption, in millimetres, quiet zones included."""
    drawing = io.BytesIO()
    options = {
        "module_width": MODULE_MM,
        "module_height": BAR_HEIGHT_MM,
        "quiet_zone": 10 * MODULE_MM,
        "write_text": False,
    }
    Code128(text, writer=SVGWriter()).write(drawing, options)
    svg = drawing.getvalue().decode()
    svg = svg[svg.index("<svg") :]
    title = f"<title>Mã vạch {escape(text)}</title>"
    return Markup(re.sub(r"(<svg[^>]*>)", lambda tag: tag[1] + title, svg, count=1))


def s10_check_digit(serial: str) -> int:
    """The ninth digit of a UPU S10 number from its eight-digit serial (weights 8 6 4 2 3 5 9 7, modulo 11)."""
    remainder = sum(int(digit) * weight for digit, weight in zip(serial, S10_WEIGHTS, strict=True)) % 11
    return {0: 5, 1: 0}.get(remainder, 11 - remainder)


def is_s10(text: str) -> bool:
    """Whether the text is a UPU S10 item number with a right check digit; it says nothing of the item's existence."""
    return bool(S10.fullmatch(text)) and s10_check_digit(text[2:10]) == int(text[10])


def looks_like_s10(text: str) -> bool:
    """Carriers also use numbers of their own; only what has S10's shape is held to its check digit."""
    return bool(S10.fullmatch(text))


def spaced_s10(text: str) -> str:
    """`EE123456785VN` → `EE 123 456 785 VN`; other numbers stay as they are."""
    return f"{text[:2]} {text[2:5]} {text[5:8]} {text[8:11]} {text[11:]}" if looks_like_s10(text) else text
