"""Electronic invoices of care facilities: the number tells the buyer, so that any buyer has some."""

import re
from datetime import date, timedelta
from typing import Any

from integrations.registers.draw import choice, number
from integrations.registers.endings import Ending, ending
from integrations.registers.facilities import tax_code_of
from integrations.registers.people import person, serial_of
from integrations.registers.places import FACILITIES

_NUMBER = re.compile(r"1C([0-9]{2})T[A-Z]{2}/[0-9]{8}")


def invoice(seed: int | str, year: int, running: int = 1) -> dict[str, Any]:
    """The invoice number `running` (1 to 99) a person got in a year, as `contract.Invoice`."""
    serial = serial_of(seed)
    made = read_invoice(
        f"1C{year % 100:02}T{choice(serial, f'symbol {year}', ('AA', 'BV', 'YT'))}/{running:02}{serial}"
    )
    if made is None:
        raise ValueError("invoices are numbered 1 to 99 in a year of this century")
    return made


def read_invoice(key: str) -> dict[str, Any] | None:
    """The invoice of a number; None when the tax office knows none like that."""
    found = _NUMBER.fullmatch(key)
    if found is None:
        return None
    buyer = person(key[-6:])
    seller = choice(key, "seller", tuple(FACILITIES))
    return {
        "number": key,
        "seller_tax_code": tax_code_of(seller),
        "seller_name": FACILITIES[seller],
        "buyer_name": buyer["full_name"],
        "issued_on": (date(2000 + int(found[1]), 1, 3) + timedelta(days=number(key, "day", 0, 340))).isoformat(),
        "total": 1000 * number(key, "total", 200, 25_000),
        "status": "cancelled" if ending(key) is Ending.CANCELLED else "valid",
    }
