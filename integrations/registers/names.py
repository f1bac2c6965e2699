"""Vietnamese personal names: the words synthetic people are named with, and when two spellings are the same name."""

import unicodedata

# Rows of names read better than columns.
# fmt: off
SURNAMES = (
    "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Phạm", "Phạm", "Hoàng", "Vũ", "Vũ", "Đặng", "Bùi",
    "Đỗ", "Ngô", "Dương", "Đinh", "Đoàn", "Phan", "Lưu", "Hà", "Tô", "Triệu", "Chu",
)
"""Repeated as often as they are met, roughly."""

MIDDLE_NAMES = {
    "male": (
        "Văn", "Văn", "Đức", "Quang", "Minh", "Hữu", "Xuân", "Công", "Đình", "Mạnh", "Trọng", "Ngọc",
    ),
    "female": (
        "Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh", "Bích", "Hồng", "Minh", "Khánh", "Thùy", "Phương",
    ),
}
GIVEN_NAMES = {
    "male": (
        "Hùng", "Dũng", "Tuấn", "Cường", "Hải", "Long", "Nam", "Sơn", "Thắng", "Trung", "Kiên", "Hiếu",
        "Quân", "Bình", "Khoa", "Đạt", "Phúc", "Vinh", "Toàn", "Lâm", "Hòa", "Nghĩa",
    ),
    "female": (
        "Hương", "Lan", "Hoa", "Hạnh", "Nga", "Thủy", "Yến", "Linh", "Trang", "Mai", "Oanh", "Hiền", "Nhung",
        "Quỳnh", "Thảo", "Vân", "Hằng", "Ngân", "Dung", "Loan", "Thúy", "Huệ",
    ),
}
# fmt: on

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}  # huyền, sắc, ngã, hỏi, nặng


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: case, spacing and the place of the tone mark (Hòa, Hoà) do not count."""
    return _spelling(one) == _spelling(other)


def without_accents(name: str) -> str:
    """The name in plain capitals, as banks print an account holder: `Đỗ Thị Huệ` gives `DO THI HUE`."""
    letters = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).upper().split())


def _spelling(name: str) -> list[tuple[str, str]]:
    """Each syllable as its letters and, apart from them, its tone: old and new tone placement then agree."""
    syllables = unicodedata.normalize("NFD", name.casefold()).split()
    return [("".join(c for c in s if c not in _TONES), "".join(c for c in s if c in _TONES)) for s in syllables]
