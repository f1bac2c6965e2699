"""Benefits settled once: leaves for illness, births and accidents that go with the person's family and contributions."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from integrations.registers.amounts import reference_level
from integrations.registers.draw import number
from integrations.registers.endings import Ending, ending
from integrations.registers.families import family
from integrations.registers.history import history
from integrations.registers.lives import month_of, month_text
from integrations.registers.people import serial_of

_SINCE, _FIRST_ACCIDENT = 2016, 2013


def settled(seed: int | str, as_of: date) -> list[dict[str, Any]]:
    """What was decided by a day, oldest first."""
    serial = serial_of(seed)
    found = [*_sick_leaves(serial, as_of), *_births(serial)]
    if once := accident(serial):
        found.append(once)
    return sorted((each for each in found if each["decided_on"] <= as_of.isoformat()), key=lambda e: e["decided_on"])


def accident_on(serial: str) -> date | None:
    """The day of the accident that led to a one-off allowance, in the first year of work or 2013; None for others."""
    if ending(serial) not in (Ending.ACCIDENT_ONE_OFF, Ending.MISMATCH, Ending.SLOW, Ending.DOWN):
        return None
    held = history(serial, date(2024, 7, 1))
    begun = max(held["periods"][0]["from"] if held else "", f"{_FIRST_ACCIDENT}-01")
    return date.fromisoformat(f"{begun}-01") + timedelta(days=number(serial, "accident", 40, 300))


def accident(serial: str) -> dict[str, Any] | None:
    """Five reference levels for a loss of 5 % and half of one for each more (Law 84/2015/QH13, article 48)."""
    on = accident_on(serial)
    if on is None:
        return None
    percent = number(serial, "percent", 5, 30)
    return {
        **_decided(serial, on + timedelta(days=90), "accident"),
        "kind": "work_accident",
        "amount": reference_level(on) * (10 + percent - 5) // 2,
        "percent": percent,
        "occurred_on": on.isoformat(),
    }


def _sick_leaves(serial: str, as_of: date) -> Iterator[dict[str, Any]]:
    """In a third of the years one leave of two to six days, paid at 75 % of a 24th of the wage for each day."""
    for year in range(_SINCE, as_of.year + 1):
        if number(serial, f"ill {year}", 1, 3) > 1:
            continue
        first = date(year, 1, 6) + timedelta(days=number(serial, f"ill on {year}", 0, 330))
        wage, days = _wage(serial, first), number(serial, f"ill for {year}", 2, 6)
        if wage:
            last = first + timedelta(days=days - 1)
            yield {
                **_decided(serial, last, f"sickness {year}"),
                "kind": "sickness",
                "amount": (wage * 75 * days + 1200) // 2400,
                "from": first.isoformat(),
                "to": last.isoformat(),
                "days": days,
            }


def _births(serial: str) -> Iterator[dict[str, Any]]:
    """Mothers who were insured when the child came: six months' wages and twice the reference level."""
    mother, *others = family(serial)
    for child in others if mother.gender == "female" else ():
        wage = _wage(serial, child.born_on)
        if child.relation == "child" and wage and child.born_on.year >= _SINCE:
            last = child.born_on + timedelta(days=180)
            yield {
                **_decided(serial, child.born_on + timedelta(days=30), child.role),
                "kind": "maternity",
                "amount": 6 * wage + 2 * reference_level(child.born_on),
                "from": child.born_on.isoformat(),
                "to": last.isoformat(),
                "days": 181,
                "occurred_on": child.born_on.isoformat(),
            }


def _decided(serial: str, after: date, what: str) -> dict[str, Any]:
    on = after + timedelta(days=number(serial, f"decided {what}", 12, 35))
    return {"decision_no": f"{number(serial, f'number {what}', 100, 9999)}/QĐ-BHXH", "decided_on": on.isoformat()}


def _wage(serial: str, day: date) -> int | None:
    """The wage of the month before a day if it and the five months before were paid, and paid by an employer."""
    held = history(serial, day)
    if held is None or held["months"] < 6 or held["last_paid_month"] != month_text(month_of(day) - 1):
        return None
    last = held["periods"][-1]
    return int(last["wage"]) if last["employer_code"] else None
