"""Names and lines for papers: what a code is called, an address on one line, a day as Vietnamese papers write it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from procedures.rules.law import NotInForce, Parameters


def name_of(codes: str, code: str, day: date, law: Parameters) -> str:
    """The Vietnamese name of a code on a day; the code itself where an open list does not name it."""
    try:
        return str(law.at(f"codes.{codes}", day, code))
    except (KeyError, NotInForce):
        return code


def address_line(address: Mapping[str, Any], day: date, law: Parameters) -> str:
    """Street, ward and province as one line."""
    ward = name_of("wards", address["ward"], day, law)
    province = name_of("provinces", address["province"], day, law)
    return f"{address['street']}, {ward}, {province}"


def day_text(day: str) -> str:
    """`2025-07-14` as 14/07/2025; partial days keep what they have."""
    return "/".join(reversed(day.split("-")))


def number_text(number: int | float | str) -> int | str:
    """A count as papers take it: whole numbers as such, others as text with a point."""
    return number if isinstance(number, int) else f"{float(number):g}"


def dong(amount: int) -> str:
    """1320000 as 1.320.000 đồng."""
    return f"{amount:,} đồng".replace(",", ".")


BASIS_WORDS = {
    "Law": "Luật",
    "Labour Code": "Bộ luật Lao động",
    "Decree": "Nghị định",
    "Circular": "Thông tư",
    "Decision": "Quyết định",
    "Resolution": "Nghị quyết",
    "arts.": "Điều",
    "art.": "Điều",
    "annex": "Phụ lục",
}


def basis_text(basis: str) -> str:
    """The basis of a parameter as Vietnamese papers cite it: `Law 41/2024/QH15 art. 66.1` as Luật 41/2024/QH15 Điều 66.1."""
    words = "|".join(map(re.escape, BASIS_WORDS))
    return re.sub(rf"(?<!\w)({words})(?=\s)", lambda found: BASIS_WORDS[found[1]], basis)
