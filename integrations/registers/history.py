"""Contribution histories of synthetic people: plausible wages and years, cut at the month the register is asked."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from integrations.registers.draw import choice, number
from integrations.registers.endings import Ending, ending
from integrations.registers.people import born_on, employer, in_work, person, serial_of

# Ordinary monthly wages in đồng by year, read between the points; above the minimum wage of region I in every year.
WAGE_POINTS = ((1988, 120_000), (2000, 620_000), (2005, 1_000_000), (2010, 2_000_000), (2015, 3_900_000))
WAGE_POINTS += ((2020, 5_200_000), (2024, 6_200_000), (2026, 6_900_000), (2040, 12_000_000))

# The State's share for people outside special groups, đồng a month: 10 % (from July 2025 20 %) of 22 % of the rural
# poverty line, 700,000 to 2021 and 1,500,000 since. The line before 2022 is from general knowledge.
VOLUNTARY_SUPPORT = ((2018 * 12, 15_400), (2022 * 12, 33_000), (2025 * 12 + 6, 66_000))

Month = int
"""Months since year 0: `year * 12 + month - 1`; arithmetic on months stays plain."""


def history(seed: int | str, as_of: date) -> dict[str, Any]:
    """What the contribution register holds about a person on a day, as `contract.ContributionHistory` on the wire."""
    serial = serial_of(seed)
    who = person(seed)
    asked = as_of.year * 12 + as_of.month - 1
    first, last = _span(serial, asked)
    periods = [period for period in _periods(serial, first, last) if period["from"] <= period["to"]]
    renamed = " ".join(who["full_name"].split()[:-1] + [_old_name(serial)])
    return {
        "si_number": who["si_number"],
        "full_name": renamed if ending(serial) is Ending.RENAMED else who["full_name"],
        "dob": who["dob"],
        "personal_id": who["personal_id"],
        "periods": periods,
        "months": last - first + 1,
        "last_paid_month": _text(last),
        "is_active": last >= asked - 1,
        "elsewhere": any(period["province"] != "22" for period in periods),
        "several_employers": len({p["employer_code"] for p in periods if p["employer_code"]}) > 1,
    }


def _span(serial: str, asked: Month) -> tuple[Month, Month]:
    """First and last paid month. Whoever is in work has paid up to the month before the one asked about."""
    grown_up = (born_on(serial).year + 19) * 12
    if ending(serial) is Ending.LONG_SERVICE:
        return 2023 * 12 - number(serial, "months", 252, 340), 2023 * 12 - 1
    if in_work(serial):
        first = number(serial, "first", grown_up, max(grown_up, 2024 * 12 - 1))
        return min(first, asked - 1), asked - 1
    last = number(serial, "last", 2022 * 12, 2024 * 12 + 5)
    return max(grown_up, last + 1 - number(serial, "months", 24, 215)), last


def _periods(serial: str, first: Month, last: Month) -> Iterator[dict[str, Any]]:
    """One period a calendar year, and a new one where the employer, the regime or the State's support changes."""
    voluntary_from = last - 11 if serial.endswith("5") and not in_work(serial) else last + 1
    support_changes = {month for month, _ in VOLUNTARY_SUPPORT if month > voluntary_from}
    changes = {m for m in range(first + 1, last + 1) if m % 12 == 0} | {*_moves(serial, first, last), voluntary_from}
    starts = sorted({first} | {m for m in changes | support_changes if first <= m <= last})
    for start, following in zip(starts, [*starts[1:], last + 1], strict=True):
        place = _voluntary(serial, start) if start >= voluntary_from else _employed(serial, start, first, last)
        yield {"from": _text(start), "to": _text(following - 1), **place}


def _employed(serial: str, month: Month, first: Month, last: Month) -> dict[str, Any]:
    number_of_moves = sum(move <= month for move in _moves(serial, first, last))
    firm = employer(person(serial)["employer_code"])
    if ending(serial) is Ending.SEVERAL_EMPLOYERS and number_of_moves < 2:
        firm = employer(100 + 10 * number_of_moves + number(serial, "earlier firm", 0, 9))
    away = ending(serial) is Ending.ELSEWHERE and number_of_moves == 0
    return {
        "wage": _wage(serial, month // 12),
        "employer_code": "HP0417B" if away else firm["employer_code"],
        "province": "31" if away else "22",
        "region": "I" if away else firm["region"],
        "regime": "compulsory",
        "state_support": 0,
    }


def _voluntary(serial: str, month: Month) -> dict[str, Any]:
    return {
        "wage": 100_000 * number(serial, "income", 15, 30),
        "employer_code": None,
        "province": "22",
        "region": None,
        "regime": "voluntary",
        "state_support": max((amount for since, amount in VOLUNTARY_SUPPORT if since <= month), default=0),
    }


def _moves(serial: str, first: Month, last: Month) -> tuple[Month, ...]:
    """Months in which a new employer took over."""
    third = (last + 1 - first) // 3
    if ending(serial) is Ending.SEVERAL_EMPLOYERS:
        return (first + third, first + 2 * third)
    return (first + third,) if ending(serial) is Ending.ELSEWHERE else ()


def _wage(serial: str, year: int) -> int:
    """The ordinary wage of the year times a personal factor from 1.0 to 2.4, in whole thousands."""
    at = max(i for i, (since, _) in enumerate(WAGE_POINTS[:-1]) if since <= year)
    (since, low), (until, high) = WAGE_POINTS[at], WAGE_POINTS[at + 1]
    ordinary = low + (high - low) * (year - since) // (until - since)
    return ordinary * number(serial, "pay", 10, 24) // 10 // 1000 * 1000


def _old_name(serial: str) -> str:
    now = person(serial)["full_name"].split()[-1]
    drawn = (choice(serial, f"old name {i}", (_drawn(serial, i),)) for i in range(9))
    return next(name for name in drawn if name != now)


def _drawn(serial: str, attempt: int) -> str:
    from integrations.registers.people import given_name

    return given_name(serial, f"old {attempt}")


def _text(month: Month) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
