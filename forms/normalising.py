"""From what people type to what forms hold: `20/11/2025` becomes `2025-11-20`, `1.234.567` a number, nothing stays absent.

What cannot be understood is left as it came, for the validator to name. Normalising twice changes nothing more.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from forms.schemas import Node, Schema, holding

Holds = Callable[[Any, Any], bool]

_DAY = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_MONTH = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{4})")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_CURRENCY = re.compile(r"\s*(?:đồng|đ|vnđ|vnd|₫)\.?$", re.IGNORECASE)
_YES = frozenset(("true", "on", "1", "có", "co", "yes", "x"))
_NO = frozenset(("false", "off", "0", "không", "khong", "no"))


def normalise(schema: Schema, raw: Any, holds: Holds) -> Any:
    """`raw` as answers to `schema`; `holds(condition, value)` decides which branch of a condition speaks."""
    value = _value([schema], raw, holds)
    return {} if value is None else value


def _value(said: list[Any], raw: Any, holds: Holds) -> Any:
    """The value, or None for nothing: JSON's null and empty text, groups and lists all mean not answered."""
    if isinstance(raw, dict):
        return _group(said, raw, holds)
    node = holding(said, raw, holds)
    if isinstance(raw, list):
        rows = [_value(node.items(), row, holds) for row in raw]
        return [row for row in rows if row is not None] or None
    if isinstance(raw, str):
        return _text(node, raw)
    if isinstance(raw, float) and raw.is_integer() and node.get("type") in ("integer", "number"):
        return int(raw)
    return raw


def _group(said: list[Any], raw: dict[str, Any], holds: Holds) -> dict[str, Any] | None:
    # Conditions look at normalised values, and what they open may itself decide another: repeat until nothing moves.
    group = raw
    for _ in range(4):
        properties = holding(said, group, holds).properties()
        found = {name: _value(properties.get(name, []), value, holds) for name, value in group.items()}
        found = {name: value for name, value in found.items() if value is not None}
        settled, group = found == group, found
        if settled:
            break
    return group or None


def _text(node: Node, raw: str) -> Any:
    text = cleaned(raw)
    if not text:
        return None
    kind, said = node.get("type"), node.get("format")
    if kind in ("integer", "number"):
        return _number(text)
    if kind == "boolean":
        return True if text.lower() in _YES else False if text.lower() in _NO else text
    if said == "text":
        return text
    text = " ".join(text.split())
    return _FORMATS[said](text) if said in _FORMATS else text


def cleaned(raw: str) -> str:
    """Composed letters; no invisible characters, which come with copying; line breaks as one character."""
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf")).strip()


def _number(text: str) -> Any:
    plain = _CURRENCY.sub("", " ".join(text.split()))
    if _GROUPED.fullmatch(plain):
        return int(re.sub(r"[., ]", "", plain))
    if re.fullmatch(r"-?[0-9]{1,15}", plain):
        return int(plain)
    if re.fullmatch(r"-?[0-9]{1,12}[.,][0-9]{1,6}", plain):
        number = float(plain.replace(",", "."))
        return int(number) if number.is_integer() else number
    return text


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def _month(text: str) -> str:
    found = _MONTH.fullmatch(text) or re.fullmatch(r"([0-9]{2})([0-9]{4})", text)
    return f"{found[2]}-{int(found[1]):02}" if found else text


def _partial_date(text: str) -> str:
    day = _day(text)
    return day if day != text else _month(text) if _MONTH.fullmatch(text) else text


def _code(text: str) -> str:
    """A number or code without the spaces, dots and dashes people group it with, in capitals."""
    return re.sub(r"[ .\-]", "", unicodedata.normalize("NFKC", text)).upper()


def _phone(text: str) -> str:
    digits = re.sub(r"[ .()\-]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:\+|00)84(?:0)?|^84(?=[0-9]{9,10}$)", "0", digits)


def _tax_code(text: str) -> str:
    digits = _code(text)
    return f"{digits[:10]}-{digits[10:]}" if re.fullmatch(r"[0-9]{13}", digits) else digits


def _icd10(text: str) -> str:
    return text.replace(" ", "").replace(",", ".").upper()


def _email_address(text: str) -> str:
    name, at, host = text.replace(" ", "").rpartition("@")
    return f"{name}{at}{host.lower()}"


_CODES = (
    *("personal_id", "old_identity_number", "passport", "si_number", "hi_card", "hi_card_number", "employer_code"),
    *("agency_code", "facility_code", "bank_account", "bank_code", "province_code", "ward_code", "country_code"),
)
_FORMATS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(_CODES, _code),
    "date": _day,
    "partial_date": _partial_date,
    "period": _month,
    "phone": _phone,
    "tax_code": _tax_code,
    "icd10": _icd10,
    "hi_group": _code,
    "paper_number": lambda text: text.replace(" ", "").upper(),
    "email_address": _email_address,
    "person_name": str.upper,
}
