"""Which font files the machine has for a family, and which letters they hold."""

import subprocess
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # fontTools has no type information

SERIF = "Tinos"
SANS = "Arimo"
# Metric twins of Times New Roman and Arial. Debian 12's Liberation fonts carry only a handful of Vietnamese letters.
PACKAGE = "fonts-croscore"

VIETNAMESE = "ĂÂĐÊÔƠƯăâđêôơưẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"


class FontMissing(Exception):
    """A font the papers are set in is not on this machine."""


@lru_cache
def font_file(family: str, style: str = "Regular") -> Path:
    """The file fontconfig gives for exactly this family. Raises FontMissing, also when there is no fontconfig."""
    try:
        answer = subprocess.run(
            ["fc-match", "--format", "%{family}\n%{file}", f"{family}:style={style}"],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise FontMissing(f"fontconfig did not answer: {error}") from error
    found, _, path = answer.partition("\n")
    if family not in found.split(","):
        raise FontMissing(f"{family} is not installed (fontconfig would take {found})")
    return Path(path)


def missing_letters(path: Path, letters: str = VIETNAMESE) -> str:
    """The letters this font file has no glyph for."""
    with TTFont(path, lazy=True) as font:
        glyphs = font.getBestCmap()
        return "".join(letter for letter in letters if ord(letter) not in glyphs)
