"""Contribution histories of synthetic people: plausible wages and years, cut at the month the register is asked."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from integrations.registers.draw import number
from integrations.registers.endings import NEVER_RECORDED, PENSIONS, Ending, ending
from integrations.registers.lives import Month, died_on, month_of, month_text, retired_from
from integrations.registers.names import GIVEN_NAMES
from integrations.registers.people import born_on, employer, in_work, person, serial_of

# Ordinary monthly wages in đồng by year, read between the points; above the minimum wage of region I in every year.
WAGE_POINTS = (
    (1987, 100_000),
    (2000, 620_000),
    (2005, 1_000_000),
    (2010, 2_000_000),
    (2015, 3_900_000),
    (2020, 5_200_000),
    (2024, 6_200_000),
    (2026, 6_900_000),
    (2040, 12_000_000),
)

# The State's share for people outside special groups, đồng a month: 10 % (from July 2025 20 %) of 22 % of the rural
# poverty line, 700,000 to 2021 and 1,500,000 since. The line before 2022 is from general knowledge.
VOLUNTARY_SUPPORT = ((2018 * 12, 15_400), (2022 * 12, 33_000), (2025 * 12 + 6, 66_000))


def history(seed: int | str, as_of: date) -> dict[str, Any] | None:
    """What the register held about a person on a day, as `contract.ContributionHistory`; None before the first month.

    Whoever is in work has paid up to the month before that day.
    """
    serial = serial_of(seed)
    who = person(seed)
    month_before = month_of(as_of) - 1
    first, last = _span(serial, month_before)
    if first > last:
        return None
    periods = list(_periods(serial, first, last))
    return {
        "si_number": who["si_number"],
        "full_name": older_name(who) if ending(serial) is Ending.RENAMED else who["full_name"],
        "dob": who["dob"],
        "personal_id": who["personal_id"],
        "periods": periods,
        "months": last - first + 1,
        "last_paid_month": month_text(last),
        "is_active": last == month_before,
        "elsewhere": any(period["province"] != "22" for period in periods),
        "several_employers": len({p["employer_code"] for p in periods if p["employer_code"]}) > 1,
    }


def older_name(who: dict[str, Any]) -> str:
    """The name a person had before it was corrected: another given name."""
    *before, given = str(who["full_name"]).split()
    names = GIVEN_NAMES[who["gender"]]
    return " ".join([*before, names[names.index(given) - 1]])


def _span(serial: str, latest: Month) -> tuple[Month, Month]:
    """First and last paid month, none later than `latest`."""
    grown_up = (born_on(serial).year + 19) * 12
    life, death = ending(serial), died_on(serial)
    if life in NEVER_RECORDED:
        return latest + 1, latest
    if life is Ending.LONG_SERVICE:
        return 2023 * 12 - number(serial, "months", 252, 340), min(latest, 2023 * 12 - 1)
    if life in PENSIONS:
        last = retired_from(serial) - 1
        return max(1987 * 12, last + 1 - number(serial, "months", 252, 360)), min(latest, last)
    if life is Ending.UNEMPLOYMENT:
        last = 2025 * 12 + 8
        return max(grown_up, last + 1 - number(serial, "months", 40, 180)), min(latest, last)
    if life is Ending.DEAD and death:
        return number(serial, "first", grown_up, 2020 * 12), min(latest, month_of(death))
    if life in (Ending.CO_PAYMENTS, Ending.WORK_ACCIDENT):
        return number(serial, "first", grown_up, 2018 * 12), latest
    if in_work(serial):
        return number(serial, "first", grown_up, 2024 * 12 - 1), latest
    last = number(serial, "last", 2022 * 12, 2024 * 12 + 5)
    return max(grown_up, last + 1 - number(serial, "months", 24, 215)), min(latest, last)


def _periods(serial: str, first: Month, last: Month) -> Iterator[dict[str, Any]]:
    """One period a calendar year, and a new one where the employer, the regime or the State's support changes."""
    voluntary_from = last - 11 if serial.endswith("5") and not in_work(serial) else last + 1
    support_changes = {month for month, _ in VOLUNTARY_SUPPORT if month > voluntary_from}
    changes = {m for m in range(first + 1, last + 1) if m % 12 == 0} | {*_moves(serial, first, last), voluntary_from}
    starts = sorted({first} | {m for m in changes | support_changes if first <= m <= last})
    for start, following in zip(starts, [*starts[1:], last + 1], strict=True):
        place = _voluntary(serial, start) if start >= voluntary_from else _employed(serial, start, first, last)
        yield {"from": month_text(start), "to": month_text(following - 1), **place}


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
