"""Which days and hours an office works: weekly sessions, public holidays, announced exceptions, each with its date."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DaySessions = tuple[tuple[int, int], ...]  # (opens, closes) in seconds after midnight, in order
Week = tuple[DaySessions, DaySessions, DaySessions, DaySessions, DaySessions, DaySessions, DaySessions]

_SESSION = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_sessions(sessions: Iterable[str]) -> DaySessions:
    """Sessions such as `07:30-11:30` as seconds after midnight. Raises ValueError when malformed or overlapping."""
    found: list[tuple[int, int]] = []
    for words in sessions:
        match = _SESSION.fullmatch(words)
        if match is None:
            raise ValueError(f"'{words}' is not a session: write opening and closing time, such as '07:30-11:30'")
        opens, closes = int(match[1]) * 3600 + int(match[2]) * 60, int(match[3]) * 3600 + int(match[4]) * 60
        if not (found[-1][1] if found else -1) < opens < closes <= 24 * 3600:
            raise ValueError(f"session '{words}' must end after it starts, and start after the session before it")
        found.append((opens, closes))
    return tuple(found)


def week(*sessions: str, **by_day: Iterable[str]) -> Week:
    """A weekly table: `sessions` hold from Monday to Friday, `by_day` (`saturday=["07:30-11:30"]`) for single days."""
    if unknown := set(by_day) - set(WEEKDAYS):
        raise ValueError(f"unknown weekday '{unknown.pop()}': use {', '.join(WEEKDAYS)}")
    ordinary = read_sessions(sessions)
    days = [read_sessions(by_day[name]) if name in by_day else ordinary for name in WEEKDAYS[:5]]
    rest = [read_sessions(by_day.get(name, ())) for name in WEEKDAYS[5:]]
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (*days, *rest)
    return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Office hours in force from `starts_on`; they count for whoever computes on or after `announced_on`."""

    starts_on: date
    week: Week
    announced_on: date

    def __post_init__(self) -> None:
        if not any(self.week):
            raise ValueError(f"the sessions from {self.starts_on} have no working hours at all")


@dataclass(frozen=True, slots=True)
class AnnouncedDay:
    """A day the State declared off, or worked, on `announced_on`.

    `is_public_holiday` tells a holiday moved by announcement (Labour Code 112.3) from a swapped working day.
    """

    day: date
    is_worked: bool
    announced_on: date
    is_public_holiday: bool = False


def holidays_with_days_in_lieu(holidays: Iterable[date], rests: Iterable[bool]) -> frozenset[date]:
    """Public holidays plus the next working day for each that fell on a weekly rest day (Labour Code 111.3).

    `rests` says for Monday to Sunday whether that weekday is a rest day.
    """
    rest = tuple(rests)
    off = set(holidays)
    for holiday in sorted(off):
        if rest[holiday.weekday()]:
            instead = holiday
            while instead in off or rest[instead.weekday()]:
                instead += timedelta(days=1)
            off.add(instead)
    return frozenset(off)
