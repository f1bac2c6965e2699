"""The numbers of law: parameters that hold from a day until the next entry, and a record of which of them a rule used."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from workflow.clock import Calendar

Status = Literal["official", "assumed", "unverified"]


class NotInForce(LookupError):
    """No entry of this parameter holds on that day, or the entry in force has no such key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a parameter, in force from `starts_on` until the next entry starts. `value` is plain JSON."""

    starts_on: date
    value: Any
    basis: str
    status: Status = "official"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, list or table of law with all its values, oldest first."""

    name: str
    vi: str
    en: str
    unit: str
    entries: tuple[Entry, ...]
    before: str | None = None
    """Why no value is needed before the first entry, though rules read it on such days; None: it is."""

    def on(self, day: date) -> Entry:
        """The entry in force on a day. Raises `NotInForce` before the first."""
        for entry in reversed(self.entries):
            if entry.starts_on <= day:
                return entry
        first = self.entries[0].starts_on if self.entries else "never"
        raise NotInForce(f"parameter '{self.name}' has no value in force on {day}; the first holds from {first}")


@dataclass(frozen=True, slots=True)
class Used:
    """One look-up of a rule: enough to repeat it and to name its source on paper."""

    parameter: str
    key: str | None
    as_of: date
    starts_on: date
    value: Any
    basis: str
    status: Status


@dataclass(frozen=True)
class Parameters:
    """All numbers of law and the calendar they are counted with. Two with the same digest give the same workings."""

    by_name: Mapping[str, Parameter]
    calendar: Calendar
    used: list[Used] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, parameters: Iterable[Parameter], calendar: Calendar) -> "Parameters":
        """From single parameters; the later of two with one name wins, so that a test may replace one."""
        return cls({parameter.name: parameter for parameter in parameters}, calendar)

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every parameter, every value and the calendar."""
        content = [
            [name, [[str(e.starts_on), e.value, e.basis, e.status] for e in self.by_name[name].entries]]
            for name in sorted(self.by_name)
        ]
        text = json.dumps([content, self.calendar.digest], sort_keys=True, ensure_ascii=False, default=str)
        return sha256(text.encode()).hexdigest()

    def recording(self) -> "Parameters":
        """The same law, noting every look-up in a fresh `used`."""
        return Parameters(self.by_name, self.calendar, [])

    def entry(self, name: str, day: date) -> Entry:
        """The whole entry in force on a day, without noting it as used. Raises as `find` does."""
        parameter = self.by_name.get(name)
        if parameter is None:
            raise KeyError(f"there is no parameter '{name}' in procedures/parameters")
        return parameter.on(day)

    def find(self, name: str, day: date, key: str | None = None) -> Used:
        """The value in force on a day with its source, under `key` when the value is a table.

        Raises KeyError for an unknown parameter, `NotInForce` for a day or key without value.
        """
        entry = self.entry(name, day)
        value = entry.value
        if key is not None:
            if not isinstance(value, Mapping) or key not in value:
                raise NotInForce(f"parameter '{name}' from {entry.starts_on} has no value for '{key}'")
            value = value[key]
        found = Used(name, key, day, entry.starts_on, value, entry.basis, entry.status)
        if self.used is not None and found not in self.used:
            self.used.append(found)
        return found

    def at(self, name: str, day: date, key: str | None = None) -> Any:
        """The plain value in force on a day; see `find` for what it raises."""
        return self.find(name, day, key).value

    def number(self, name: str, day: date, key: str | None = None) -> Fraction:
        """The value in force as an exact number; text such as "1.08" is read as the decimal it shows."""
        return Fraction(Decimal(str(self.at(name, day, key))))
