"""The formats of the insurance sector's identifiers (domain rules §12), as plain questions about a text.

Digits are written `[0-9]`: `\\d` would also let full-width and Arabic-Indic digits pass.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from forms.dates import is_partial_date, is_period

# Weights of the ten-digit tax code; d10 = 10 - (sum mod 11).
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_MAX_MONEY = 10**15


def is_personal_id(text: str) -> bool:
    """Citizen number: place of birth registration (3), century and gender (0-5: born 1900 to 2199), year (2), 6 more."""
    return _matches(r"(?!000)[0-9]{3}[0-5][0-9]{8}", text)


def is_tax_code(text: str) -> bool:
    """Ten digits with check digit, a branch suffix 001-999, or an individual's citizen number (from 1 July 2025)."""
    if len(text) == 12:
        return is_personal_id(text)
    if not _matches(r"[0-9]{10}(-(?!000)[0-9]{3})?", text):
        return False
    remainder = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, text, strict=False)) % 11
    return remainder > 0 and int(text[9]) == 10 - remainder


def is_person_name(text: str) -> bool:
    """At least two letters in all; letters with their marks, spaces, hyphens, apostrophes and full stops only."""
    letters = sum(character.isalpha() for character in text)
    allowed = all(c.isalpha() or c in " -'’." or unicodedata.category(c) == "Mn" for c in text)
    return letters >= 2 and allowed and text == text.strip()


def is_line(text: str) -> bool:
    """One line without control or direction-changing characters."""
    return is_text(text) and "\n" not in text


def is_text(text: str) -> bool:
    """Lines of text; no control, direction-changing or half characters but the line break."""
    if text.isprintable():  # most are, and this is quickly seen
        return True
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text)


def is_money(amount: Any) -> bool:
    """Whole đồng, not negative."""
    return not isinstance(amount, int) or 0 <= amount <= _MAX_MONEY


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


def _shape(pattern: str) -> Callable[[str], bool]:
    return lambda text: _matches(pattern, text)


# Unit code since August 2025: enterprise or budget number, alone or with object and kind of business; before: 6-8 characters.
_EMPLOYER = r"[A-Z0-9]{6,8}|[0-9]{10}|[0-9]{10}[A-Z]{2}[A-Z0-9]{3}|[A-Z0-9]{7}[A-Z]{2}"
_HI_CARD = r"[A-Z]{2}[1-5][0-9]{12}"

FORMATS: dict[str, Callable[[str], bool]] = {
    "personal_id": is_personal_id,
    "old_identity_number": _shape(r"[0-9]{9}|[0-9]{12}"),
    "passport": _shape(r"[A-Z0-9]{6,12}"),
    "si_number": _shape(r"(?!0+$)([0-9]{10}|[0-9]{12})"),
    "hi_card": _shape(_HI_CARD),
    # Cards since April 2021 print the last ten characters only; electronic ones carry the citizen number.
    "hi_card_number": _shape(rf"[0-9]{{10}}|[0-9]{{12}}|{_HI_CARD}"),
    "tax_code": is_tax_code,
    "employer_code": _shape(_EMPLOYER),
    "agency_code": _shape(r"[0-9]{5}"),
    "facility_code": _shape(r"[0-9]{5}|[0-9]{13}"),
    "hi_group": _shape(r"[A-Z]{2}"),
    "paper_number": _shape(r"[A-Z0-9][A-Z0-9./-]{2,29}"),
    "icd10": _shape(r"[A-Z][0-9]{2}(\.[0-9]{1,2})?"),
    "bank_account": _shape(r"[0-9]{6,20}"),
    "bank_code": _shape(r"[0-9]{8}"),
    "phone": _shape(r"0[35789][0-9]{8}|02[0-9]{9}"),
    "email_address": _shape(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}"),
    "province_code": _shape(r"[0-9]{2}"),
    "ward_code": _shape(r"[0-9]{5}"),
    "country_code": _shape(r"[A-Z]{2}"),
    "person_name": is_person_name,
    "line": is_line,
    "text": is_text,
    "partial_date": is_partial_date,
    "period": is_period,
}
"""Formats of text beside those of JSON Schema itself; `money` is the one format of a number."""


def checker() -> FormatChecker:
    """A checker that knows JSON Schema's own formats, unchanged, and ours."""
    formats = FormatChecker()
    formats.checkers = dict(Draft202012Validator.FORMAT_CHECKER.checkers)
    for name, question in FORMATS.items():
        formats.checks(name)(lambda value, question=question: not isinstance(value, str) or question(value))
    formats.checks("money")(is_money)
    return formats
