"""The visible side of a signature, drawn as glyph outlines: needs no embedded font, so the file stays PDF/A."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped] # fontTools has no type information
from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # the same
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStamp, BaseStampStyle

from outputs.fonts import SANS, font_file

MM = 72 / 25.4
WIDTH, HEIGHT = 62 * MM, 12 * MM  # as `.signature-places .place` in the templates' base.css
SIZE, LEADING, INSET = 7.4, 9.4, 6.5
COLOURS = {"person": (0.05, 0.27, 0.62), "agency": (0.75, 0.08, 0.1)}


class _Outline(BasePen):  # type: ignore[misc] # fontTools' pens are untyped
    """Collects a glyph as PDF path operators, in font units."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []

    def _moveTo(self, to: tuple[float, float]) -> None:
        self.operators.append(f"{to[0]:g} {to[1]:g} m")

    def _lineTo(self, to: tuple[float, float]) -> None:
        self.operators.append(f"{to[0]:g} {to[1]:g} l")

    def _curveToOne(self, one: tuple[float, float], two: tuple[float, float], to: tuple[float, float]) -> None:
        self.operators.append(" ".join(f"{x:.1f} {y:.1f}" for x, y in (one, two, to)) + " c")

    def _closePath(self) -> None:
        self.operators.append("h")


class _Letters:
    """Outlines and widths of one font's letters, each drawn once."""

    def __init__(self, path: Path) -> None:
        font = TTFont(path)
        self.units = font["head"].unitsPerEm
        self._glyphs, self._names = font.getGlyphSet(), font.getBestCmap()
        self._drawn: dict[str, tuple[str, float]] = {}

    def draw(self, letter: str) -> tuple[str, float]:
        if letter not in self._drawn:
            name = self._names.get(ord(letter), ".notdef")
            pen = _Outline(self._glyphs)
            self._glyphs[name].draw(pen)
            self._drawn[letter] = (" ".join(pen.operators), self._glyphs[name].width)
        return self._drawn[letter]


@lru_cache
def _letters(style: str) -> _Letters:
    return _Letters(font_file(SANS, style))


@dataclass(frozen=True)
class SignatureStamp(BaseStampStyle):
    """Lines of text beside a coloured bar; the first line is bold. `kind` is `person` or `agency`."""

    kind: str = "person"
    lines: tuple[str, ...] = ()

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]
    ) -> "_DrawnStamp":
        """What pyHanko asks for when it fills the signature's box."""
        return _DrawnStamp(writer, self, box)


class _DrawnStamp(BaseStamp):
    style: SignatureStamp

    def render(self) -> bytes:
        return drawing(self.style.kind, self.style.lines).encode()

    def as_form_xobject(self) -> StreamObject:
        form = super().as_form_xobject()
        # Outlines of a line are some 15 kB of digits.
        form.compress()  # type: ignore[no-untyped-call] # pyHanko types only part of itself
        return form


def drawing(kind: str, lines: tuple[str, ...]) -> str:
    """The stamp as PDF operators in a box of WIDTH × HEIGHT points; lines too long are narrowed to fit."""
    red, green, blue = COLOURS[kind]
    operators = [
        f"q {red} {green} {blue} rg {red} {green} {blue} RG",
        f"0.5 w 0.25 0.25 {WIDTH - 0.5:.2f} {HEIGHT - 0.5:.2f} re S",
        f"0 0 2.4 {HEIGHT:.2f} re f",
    ]
    top = HEIGHT / 2 + (len(lines) * LEADING) / 2 - SIZE
    for number, line in enumerate(lines):
        operators.append(_line(line, top - number * LEADING, _letters("Bold" if number == 0 else "Regular")))
    return "\n".join([*operators, "Q"])


def _line(text: str, baseline: float, letters: _Letters) -> str:
    drawn = [letters.draw(letter) for letter in unicodedata.normalize("NFC", text)]
    scale = SIZE / letters.units
    room = WIDTH - INSET - 3
    narrowing = min(1.0, room / max(sum(width for _, width in drawn) * scale, 1))
    operators = [f"q {scale * narrowing:.6f} 0 0 {scale:.6f} {INSET} {baseline:.2f} cm"]
    for outline, width in drawn:
        operators.append(f"{outline} f 1 0 0 1 {width:g} 0 cm" if outline else f"1 0 0 1 {width:g} 0 cm")
    return "\n".join([*operators, "Q"])
