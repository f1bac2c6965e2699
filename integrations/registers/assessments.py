"""Minutes of the Medical Assessment Council: a number that carries what the council found, as medical papers do."""

from datetime import date, timedelta
from typing import Any

from integrations.registers.people import person, serial_of
from integrations.registers.serials import ALPHABET, check_letter, digits

COUNCIL = "Hội đồng Giám định y khoa tỉnh Quảng Ninh"
KINDS = {
    "work_accident": ("T", "Gãy xương, di chứng hạn chế vận động"),
    "occupational_disease": ("B", "Bệnh bụi phổi than nghề nghiệp"),
    "combined": ("K", "Tổng hợp thương tật do tai nạn lao động"),
    "retirement": ("H", "Suy giảm khả năng lao động"),
    "relative": ("N", "Suy giảm khả năng lao động, không tự phục vụ được"),
}
DAY_ZERO = date(2010, 1, 1)


def assessment(
    seed: int | str, held_on: date, percent: int, *, kind: str = "work_accident", trouble: str = ""
) -> dict[str, Any]:
    """The minutes about a person, as `contract.Assessment`; `trouble` is an ending of `endings.py`."""
    if not 0 <= percent <= 100:
        raise ValueError("a loss of working capacity is 0 to 100 percent")
    serial = serial_of(seed)
    body = KINDS[kind][0] + serial + digits((held_on - DAY_ZERO).days, 3) + digits(percent, 2)
    who = person(serial)
    return {
        "number": f"{body}{check_letter(body)}{trouble}",
        "council": COUNCIL,
        "held_on": held_on.isoformat(),
        "full_name": who["full_name"],
        "dob": who["dob"],
        "personal_id": who["personal_id"],
        "percent": percent,
        "kind": kind,
        "needs_carer": percent >= 81,
        "diagnosis": KINDS[kind][1],
    }


def read_assessment(key: str) -> dict[str, Any] | None:
    """The minutes of a number; None when the council has held none like that."""
    body, check, trouble = key[:12], key[12:13], key[13:]
    if len(body) != 12 or not set(body) <= set(ALPHABET) or check != check_letter(body):
        return None
    kind = next((name for name, (letter, _) in KINDS.items() if letter == body[0]), None)
    percent = int(body[10:], 36)
    if kind is None or percent > 100 or not body[1:7].isdigit():
        return None
    return assessment(body[1:7], DAY_ZERO + timedelta(days=int(body[7:10], 36)), percent, kind=kind, trouble=trouble)
