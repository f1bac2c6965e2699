"""Old paper files: incapacity allowances of the 1980s, teachers' and other pensions, work accidents."""

from datetime import date, timedelta
from typing import Any

from integrations.registers.draw import number
from integrations.registers.endings import PENSIONS, Ending, ending
from integrations.registers.history import history
from integrations.registers.ledger import accident_percent, begun_in, benefits
from integrations.registers.lives import first_day
from integrations.registers.people import person, personal_id, serial_of
from integrations.registers.settled import accident

KINDS = {
    **dict.fromkeys((Ending.INCAPACITY, Ending.INCAPACITY_ENDED, Ending.DECISION_613), ("MS", "incapacity")),
    **dict.fromkeys(PENSIONS, ("HT", "pension")),
    Ending.TEACHER: ("NG", "teacher"),
    **dict.fromkeys((Ending.WORK_ACCIDENT, Ending.ACCIDENT_ONE_OFF), ("TN", "work_accident")),
    **dict.fromkeys((Ending.MISMATCH, Ending.SLOW, Ending.DOWN), ("TN", "work_accident")),
}

_ENDED = (Ending.INCAPACITY_ENDED, Ending.DECISION_613)


def archived(key: str, as_of: date) -> dict[str, Any] | None:
    """The file of a person or of a file number (`MS-1986-009336`), as `contract.ArchivedFile`; None when there is none."""
    serial = serial_of(key)
    life = ending(serial)
    if life not in KINDS or not (len(serial) == 6 and serial.isdigit()):
        return None
    letters, kind = KINDS[life]
    who, decided = person(serial), _decided(serial)
    file_no = f"{letters}-{decided.year}-{serial}"
    if key not in (file_no, personal_id(serial)) or decided > as_of:
        return None
    return {
        "file_no": file_no,
        **{name: who[name] for name in ("personal_id", "full_name", "dob")},
        "kind": kind,
        "province": "22",
        "decided_on": decided.isoformat(),
        "ended_on": _ended(serial, decided),
        "service_months": _service(serial, kind, decided),
        **_found(serial, kind, as_of),
    }


def _decided(serial: str) -> date:
    if once := accident(serial):
        return date.fromisoformat(once["decided_on"])
    if ending(serial) in _ENDED:
        return first_day(number(serial, "begun", 1982 * 12, 1989 * 12)) - timedelta(days=12)
    return first_day(begun_in(serial)) - timedelta(days=12)


def _ended(serial: str, decided: date) -> str | None:
    """An incapacity allowance was paid for half the time of service; who was old by then kept it."""
    if ending(serial) not in _ENDED:
        return None
    months = decided.year * 12 + decided.month + _service(serial, "incapacity", decided) // 2
    return (first_day(months) - timedelta(days=1)).isoformat()


def _service(serial: str, kind: str, decided: date) -> int:
    if kind in ("incapacity", "teacher"):
        return number(serial, "service", 180, 239) if kind == "incapacity" else number(serial, "service", 240, 400)
    held = history(serial, decided + timedelta(days=20))  # the last month before a pension is paid by then
    return held["months"] if held else 0


def _found(serial: str, kind: str, as_of: date) -> dict[str, Any]:
    """Percent and amount, and whether it was paid once."""
    if once := accident(serial):
        return {"percent": once["percent"], "amount": once["amount"], "is_one_off": True}
    percent = {"incapacity": number(serial, "incapacity", 61, 80), "work_accident": accident_percent(serial)}.get(kind)
    running = [] if ending(serial) in _ENDED else benefits(serial, as_of)["monthly"]
    amount = running[0]["monthly_at_start"] if running else 1000 * number(serial, "amount", 180, 420)
    return {"percent": percent, "amount": amount, "is_one_off": False}
