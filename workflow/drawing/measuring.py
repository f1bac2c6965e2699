"""How wide a text is drawn, by the widths of the Helvetica family (Arimo, Liberation Sans, Arial); breaks it into lines.

Vietnamese letters are as wide as the letters below their marks.
"""

import unicodedata
from collections.abc import Iterable

_LETTERS = {
    191: "'",
    222: "ijlıĩỉị",
    278: " !,./:;I[\\]ft|",
    334: "()-`r“”·{}",
    389: '"*',
    500: "Jcksvxyz^",
    556: "#$0123456789?L_abdeghnopqu–đ",
    584: "+<=>~×≥≤≠",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUwĐ",
    778: "GOQ",
    833: "Mm",
    944: "W%",
    1015: "@—…→⏱✎",
}
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}
_UNKNOWN = 1000
BOLD = 1.09
"""Bold letters are at most so much wider."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text at a font size, in the same unit."""
    letters = (each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return sum(_WIDTHS.get(letter, _UNKNOWN) for letter in letters) * size / 1000 * (BOLD if bold else 1)


def lines(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `room`; a word that is too long is broken."""
    found: list[str] = []
    for word in _fitting(text.split(), room, size, bold):
        if found and width(f"{found[-1]} {word}", size, bold=bold) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def _fitting(words: Iterable[str], room: float, size: float, bold: bool) -> Iterable[str]:
    for word in words:
        while width(word, size, bold=bold) > room and len(word) > 1:
            end = next(at for at in range(len(word) - 1, 0, -1) if width(word[:at], size, bold=bold) <= room or at == 1)
            yield word[:end]
            word = word[end:]
        yield word
