"""What happened in the lives of synthetic people beside work: retirement, death, disappearance."""

from datetime import date, timedelta

from integrations.registers.draw import number
from integrations.registers.endings import Ending, ending
from integrations.registers.people import born_on, gender_of

Month = int
"""Months since year 0: `year * 12 + month - 1`; arithmetic on months stays plain."""


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return day.year * 12 + day.month - 1


def month_text(month: Month) -> str:
    """`2025-07`."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def first_day(month: Month) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def years_on(day: date, years: int) -> date:
    """The same day some years later or earlier; 29 February gives the 28th."""
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def retired_from(serial: str) -> Month:
    """First month of the pension: after the 60th birthday of a man, the 55th of a woman (all were before 2021)."""
    return month_of(years_on(born_on(serial), 60 if gender_of(serial) == "male" else 55)) + 1


def died_on(serial: str) -> date | None:
    """The day of death; None for the living."""
    if ending(serial) not in (Ending.DEAD, Ending.DEAD_PENSIONER):
        return None
    return date(2025, 7, 20) + timedelta(days=number(serial, "death", 0, 120))


def missing_since(serial: str) -> date | None:
    """The day of the court's decision that declares the person missing; None for others."""
    if ending(serial) is not Ending.MISSING:
        return None
    return date(2025, 4, 1) + timedelta(days=number(serial, "missing", 0, 90))
