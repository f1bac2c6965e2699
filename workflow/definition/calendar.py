"""Reads the office calendar (`procedures/calendar.yaml`) and adds the public holidays the law gives every year."""

from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal

from holidays import country_holidays
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflow.clock import AnnouncedDay, Calendar, Sessions, week
from workflow.definition.dating import faults_of_dating
from workflow.definition.faults import faults_of
from workflow.definition.places import DefinitionError, Fault
from workflow.definition.reading import Node, read

FIRST_YEAR, LAST_YEAR = 1995, 2099  # the lunar tables of the holidays library end with 2099


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Words(_Strict):
    vi: str
    en: str


class _SessionsEntry(_Strict):
    starts_on: date = Field(alias="from")
    announced_on: date | None = None
    monday_to_friday: list[str]
    saturday: list[str] = []
    sunday: list[str] = []
    basis: str


class _Announcement(_Strict):
    announced_on: date
    what: _Words
    kind: Literal["holiday", "swap"]
    off: list[date] = []
    worked: list[date] = []
    basis: str
    status: Literal["official", "assumed", "unverified"] = "official"


class _File(_Strict):
    sessions: list[_SessionsEntry] = Field(min_length=1)
    announced: list[_Announcement] = []


def load_calendar(path: Path | str, holidays: frozenset[date] | None = None) -> Calendar:
    """The calendar of one file, with the holidays of `public_holidays` where they are not given.

    Raises DefinitionError with file, line, reason and hint for every fault.
    """
    node = read(Path(path))
    try:
        file = _File.model_validate(node.plain())
    except ValidationError as error:
        raise DefinitionError(faults_of(error, node)) from None
    faults = faults_of_dating(node)
    sessions = [_sessions(entry, node["sessions"][index], faults) for index, entry in enumerate(file.sessions)]
    announced = [_announced(entry, node["announced"][index], faults) for index, entry in enumerate(file.announced)]
    if faults:
        raise DefinitionError(faults)
    return Calendar(
        sessions=tuple(hours for hours in sessions if hours),
        holidays=holidays if holidays is not None else public_holidays(),
        announced=tuple(chain.from_iterable(announced)),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
    )


@cache
def public_holidays() -> frozenset[date]:
    """The days of Labour Code 112 and Resolution 28/2026/QH16, 1995 to 2099, without days in lieu and without swaps.

    Tết is split one day before and four from New Year, National Day as the library guesses; where the Prime Minister
    chose otherwise, an announcement in the file says so.
    """
    days = country_holidays("VN", years=range(FIRST_YEAR, LAST_YEAR + 1), observed=False)
    # The library also lists past swaps of working days; ours come from the file with the day they were announced.
    return frozenset(day for day in days if not any(map(_is_swap, days.get_list(day))))


def _is_swap(name: str) -> bool:
    return name.startswith("Ngày nghỉ (thay cho ngày")


def _sessions(entry: _SessionsEntry, node: Node, faults: list[Fault]) -> Sessions | None:
    try:
        hours = week(*entry.monday_to_friday, saturday=entry.saturday, sunday=entry.sunday)
        return Sessions(entry.starts_on, hours, entry.announced_on or entry.starts_on)
    except ValueError as error:
        faults.append(Fault("sessions", node.place, str(error), "sessions stand in order and do not overlap"))
        return None


def _announced(entry: _Announcement, node: Node, faults: list[Fault]) -> list[AnnouncedDay]:
    for day in sorted(set(entry.off) & set(entry.worked)):
        reason = f"{day} is announced both off and worked"
        faults.append(Fault("announced-twice", node.place, reason, "keep it in one of the two lists"))
    is_holiday = entry.kind == "holiday"
    off = [AnnouncedDay(day, False, entry.announced_on, is_holiday) for day in entry.off]
    return off + [AnnouncedDay(day, True, entry.announced_on, is_holiday) for day in entry.worked]
