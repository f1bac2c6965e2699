"""Replaces what tells who somebody is by invented values of the same shape: the same person always by the same other one.

Names, numbers, phones, accounts, addresses and written text are replaced; days of birth keep month and year, citizen
numbers their first six digits, so that ages and formats still fit. Codes, days, amounts and choices stay: rules read them.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from forms import Form
from forms.formats import is_personal_id, is_tax_code

NAMES = frozenset({"name", "full_name", "account_holder", "holder", "receiver", "practitioner", "contact_person"})
BIRTHS = frozenset({"dob", "birth", "date_of_birth", "birthday"})
NUMBERS = frozenset({"passport", "number", "serial", "certificate", "book_number", "paper_number"})
HARMLESS_KEYS = frozenset(
    {"bank", "bank_code", "facility", "facility_code", "agency_code", "icd", "kind", "outcome", "way"}
)
HARMLESS_FORMATS = frozenset(
    {
        *("date", "partial_date", "period", "money", "province_code", "ward_code", "bank_code", "facility_code"),
        *("agency_code", "country_code", "hi_group", "icd10"),
    }
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{4}-\d{2}(-\d{2})?([T ][\d:.+]+)?|\d{4}|\d{2}/\d{4}|\d{2}:\d{2}")
DIGITS = re.compile(r"\d{9,}")
CODE = re.compile(r"[a-z][a-z0-9_]*|[A-Z0-9]{1,8}|[A-Z]\d{2}(\.\d{1,2})?")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
SURNAMES = (
    "Tạ",
    "Lương",
    "Mạc",
    "Thạch",
    "Kiều",
    "Quách",
    "Doãn",
    "Nghiêm",
    "Khương",
    "Tống",
    "Viên",
    "Lục",
    "Ông",
    "Giáp",
)
MIDDLES = ("Bảo", "Diệu", "Gia", "Khánh", "Minh", "Ngân", "Quế", "Sơn", "Tường", "Uyên", "Việt", "Xuân", "Yên")
GIVEN = (("Hoà", "Hòa"), ("Thuý", "Thúy"), ("Thuỷ", "Thủy"), ("Khoá", "Khóa"))
"""Each in the two spellings there are, for people whose name is spelled in two ways."""


class Disguise:
    """What was replaced by what, growing as values come; begin with everything there is, so that nothing collides."""

    def __init__(self, form: Form, everything: Any) -> None:
        self._form = form
        self._there = set(_texts(everything))
        self._there_folded = {_folded(text) for text in self._there}
        self._by: dict[str, str] = {}
        self._names: dict[str, tuple[str, str]] = {}
        self._spellings: dict[str, list[str]] = {}
        self._made = 0
        for key, text in _named_texts(everything):  # people and their numbers first: they also stand inside of texts
            if key in BIRTHS and DAY.fullmatch(text):
                self._by.setdefault(text, self._birth(text))
            elif key in NAMES:
                self._by.setdefault(text, self._name(text))

    def answers(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers of the form."""
        replaced: dict[str, Any] = self._value(answers, "", ())
        return replaced

    def values(self, values: Any) -> Any:
        """Values that no form describes: of an officer, a register, the bank."""
        return self._value(values, "", None)

    def text(self, text: str | None) -> str | None:
        """Written words: a reason, a note."""
        return None if text is None else self._by.get(text) or self._put(text, self._words(text))

    @property
    def originals(self) -> frozenset[str]:
        """Everything that was replaced."""
        return frozenset(text for text, other in self._by.items() if text != other)

    def _value(self, value: Any, key: str, pointer: tuple[str, ...] | None) -> Any:
        if isinstance(value, dict):
            told = str(value.get("attribute", ""))  # `{attribute: full_name, old: …, new: …}` says what old and new are
            return {
                name: self._value(
                    each,
                    told if told and name in ("old", "new") else name,
                    None if pointer is None else (*pointer, name),
                )
                for name, each in value.items()
            }
        if isinstance(value, list):
            return [self._value(each, key, None if pointer is None else (*pointer, "0")) for each in value]
        return self._one(value, key, pointer) if isinstance(value, str) else value

    def _one(self, text: str, key: str, pointer: tuple[str, ...] | None) -> str:
        if text in self._by:
            return self._by[text]
        field = self._form.field("/" + "/".join(pointer)) if pointer else None
        said = field.format if field is not None else None
        if not text or (field is not None and (field.enum or field.code_list)) or said in HARMLESS_FORMATS:
            return text
        if key in BIRTHS and DAY.fullmatch(text):
            return self._put(text, self._birth(text))
        if said == "person_name" or (field is None and key in NAMES):
            return self._put(text, self._name(text))
        return self._put(text, self._by_shape(text, key, said))

    def _by_shape(self, text: str, key: str, said: str | None) -> str:
        if EMAIL.fullmatch(text):
            return f"nguoi{self._next()}@example.vn"
        if DIGITS.fullmatch(text) and key not in HARMLESS_KEYS:
            return self._digits(text)
        if re.fullmatch(r"[A-Z]{2}[1-5]\d{12}", text):  # a health card ends with the insurance number
            return text[:5] + (self._by.get(text[5:]) or self._put(text[5:], self._digits(text[5:])))
        if key in NUMBERS or said in ("passport", "paper_number"):
            return self._like(text)
        if said is None and (TIME.fullmatch(text) or CODE.fullmatch(text) or key in HARMLESS_KEYS):
            return text
        return self._words(text)

    def _put(self, text: str, other: str) -> str:
        self._by[text] = other
        return other

    def _next(self) -> int:
        self._made += 1
        return self._made

    # --- invented values ---

    def _digits(self, text: str) -> str:
        """Other digits: those that say kind, place or year stay, and so does a check digit that fits."""
        kept = 6 if is_personal_id(text) else 2
        checked = is_tax_code(text) and len(text) == 10
        while True:
            other = text[:kept] + f"{self._next() * 7_919 + 1_234_567:0{len(text) - kept}d}"[kept - len(text) :]
            if checked:
                other = next((other[:9] + last for last in "0123456789" if is_tax_code(other[:9] + last)), other)
            if other not in self._there and (not checked or is_tax_code(other)):
                return other

    def _like(self, text: str) -> str:
        """Digit for digit, so that prefix and separators stay."""
        while True:
            rest = iter(f"{self._next() * 7_919 + 1_234_567:030d}"[::-1])
            other = "".join(next(rest) if character.isdigit() else character for character in text)
            if other not in self._there:
                return other
            if not any(character.isdigit() for character in text):
                return self._words(text)

    def _words(self, text: str) -> str:
        """A text that says nothing, no longer than the one it stands for."""
        return f"Nội dung {self._next()}"[: max(len(text), 2)]

    def _birth(self, text: str) -> str:
        day = int(text[8:])
        return f"{text[:8]}{day % 28 + 1:02d}"

    def _name(self, text: str) -> str:
        """Another name, in capitals or without marks where this one is; a second spelling of a name gets a second one."""
        folded = _folded(text)
        if folded not in self._names:
            self._names[folded] = self._free_name()
        spellings = self._spellings.setdefault(folded, [])
        if text.isascii():
            spelling = self._names[folded][0]
        else:
            if text.casefold() not in spellings:
                spellings.append(text.casefold())
            spelling = self._names[folded][min(spellings.index(text.casefold()), 1)]
        spelling = _without_marks(spelling) if text.isascii() else spelling
        return spelling.upper() if text.isupper() else spelling

    def _free_name(self) -> tuple[str, str]:
        while True:
            number = self._next()
            given = GIVEN[number % len(GIVEN)]
            first = f"{SURNAMES[number % len(SURNAMES)]} {MIDDLES[number // 5 % len(MIDDLES)]}"
            first += f" {MIDDLES[number // 65 % len(MIDDLES)]}" if number >= 65 else ""
            taken = {folded for folded, _ in ((_folded(name), None) for pair in self._names.values() for name in pair)}
            if _folded(f"{first} {given[0]}") not in self._there_folded | taken:
                return f"{first} {given[0]}", f"{first} {given[1]}"


def _texts(value: Any) -> Iterator[str]:
    yield from (text for _, text in _named_texts(value))


def _named_texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a value with the key it stands under."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _named_texts(each, name)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _named_texts(each, key)
    elif isinstance(value, str):
        yield key, value


def _folded(text: str) -> str:
    return " ".join(_without_marks(text).casefold().split())


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
