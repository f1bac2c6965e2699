"""Whether this machine can make papers: fonts with all Vietnamese letters, and HarfBuzz to cut them down quickly."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

from outputs.fonts import PACKAGE, SANS, SERIF, FontMissing, font_file, missing_letters

# The names WeasyPrint looks for; without any of them it cuts fonts in Python, six times slower a page.
HARFBUZZ_SUBSET = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll")
STYLES = ("Regular", "Bold", "Italic", "Bold Italic")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is fine, what was seen, and how to mend it when it is not."""

    name: str
    fine: bool
    seen: str
    remedy: str = ""


def check() -> list[Finding]:
    """Everything papers need from the machine; used by `motcua doctor`."""
    return [*_fonts(), _harfbuzz_subset()]


def _fonts() -> Iterator[Finding]:
    remedy = f"apt-get install {PACKAGE}  (then: fc-cache -f)"
    for kind, family in (("serif", SERIF), ("sans", SANS)):
        name = f"Vietnamese {kind} font ({family})"
        try:
            lacking = {style: missing_letters(font_file(family, style)) for style in STYLES}
        except FontMissing as missing:
            yield Finding(name, False, str(missing), remedy)
            continue
        short = [f"{style}: {letters}" for style, letters in lacking.items() if letters]
        yield Finding(name, not short, "; ".join(short) or str(font_file(family).parent), remedy if short else "")


def _harfbuzz_subset() -> Finding:
    for library in HARFBUZZ_SUBSET:
        try:
            ctypes.CDLL(library)
        except OSError:
            continue
        return Finding("HarfBuzz subsetting", True, library)
    return Finding(
        "HarfBuzz subsetting", False, "libharfbuzz-subset is not installed", "apt-get install libharfbuzz-subset0"
    )
