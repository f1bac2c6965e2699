"""How long: a number and a legal unit, read from and written as words such as `5 working days`."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Literal, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

WORKING_DAY_SECONDS = 8 * 60 * 60  # a working day is 8 hours of sessions, whatever the day's own length

Language = Literal["vi", "en"]


class Unit(Enum):
    """What the number counts. Working time runs inside office sessions only; the others run on the wall calendar.

    Seconds and working minutes exist for remainders of paused clocks; the law itself never uses them.
    """

    WORKING_DAYS = "working days"
    WORKING_HOURS = "working hours"
    WORKING_MINUTES = "working minutes"
    WORKING_SECONDS = "working seconds"
    HOURS = "hours"
    MINUTES = "minutes"
    SECONDS = "seconds"
    CALENDAR_DAYS = "calendar days"
    CALENDAR_DAYS_WITHOUT_PUBLIC_HOLIDAYS = "calendar days without public holidays"
    MONTHS = "months"
    SAME_DAY = "same day"

    @property
    def seconds(self) -> int:
        """Seconds in one unit: of sessions for working time, elapsed for hours and minutes; 0 where days are counted."""
        return _SECONDS.get(self, 0)

    @property
    def is_working_time(self) -> bool:
        """Whether the unit is consumed inside office sessions only."""
        return self in _WORKING


_WORKING = frozenset({Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.WORKING_MINUTES, Unit.WORKING_SECONDS})
_SECONDS = {
    Unit.WORKING_DAYS: WORKING_DAY_SECONDS,
    Unit.WORKING_HOURS: 3600,
    Unit.WORKING_MINUTES: 60,
    Unit.WORKING_SECONDS: 1,
    Unit.HOURS: 3600,
    Unit.MINUTES: 60,
    Unit.SECONDS: 1,
}
_VIETNAMESE = {
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.WORKING_MINUTES: "phút làm việc",
    Unit.WORKING_SECONDS: "giây làm việc",
    Unit.HOURS: "giờ",
    Unit.MINUTES: "phút",
    Unit.SECONDS: "giây",
    Unit.CALENDAR_DAYS: "ngày",
    Unit.CALENDAR_DAYS_WITHOUT_PUBLIC_HOLIDAYS: "ngày (không tính ngày nghỉ lễ, tết)",
    Unit.MONTHS: "tháng",
}
_SINGULAR = {
    "working day": Unit.WORKING_DAYS,
    "working hour": Unit.WORKING_HOURS,
    "working minute": Unit.WORKING_MINUTES,
    "working second": Unit.WORKING_SECONDS,
    "hour": Unit.HOURS,
    "minute": Unit.MINUTES,
    "second": Unit.SECONDS,
    "calendar day": Unit.CALENDAR_DAYS,
    "calendar day without public holidays": Unit.CALENDAR_DAYS_WITHOUT_PUBLIC_HOLIDAYS,
    "month": Unit.MONTHS,
}
_PLURAL = {unit: words for words, unit in _SINGULAR.items()}
_UNITS = {unit.value: unit for unit in Unit if unit is not Unit.SAME_DAY} | _SINGULAR
_WORDS = re.compile(r"(\d+(?:\.\d+)?) +(.+)")
_HINT = (
    "write a number and a unit, such as '5 working days', '1.5 working days', '4 working hours', "
    "'15 calendar days', '3 months' or 'same day'"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of legal time: `value` units. Only working time may be fractional, down to whole seconds."""

    value: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not self.value.is_finite() or self.value < 0:
            raise ValueError(f"a duration cannot be {self.value} {self.unit.value}: {_HINT}")
        whole = (self.value * self.unit.seconds if self.unit.is_working_time else self.value) % 1 == 0
        if not whole:
            what = "comes to less than a whole second" if self.unit.is_working_time else "must be a whole number"
            raise ValueError(f"'{self.value} {self.unit.value}' {what}: only working time may be fractional; {_HINT}")
        object.__setattr__(self, "value", Decimal(int(self.value)) if self.value % 1 == 0 else self.value.normalize())

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read words such as `1.5 working days` or `same day`. Raises ValueError with a hint."""
        text = " ".join(words.split()).lower()
        if text == Unit.SAME_DAY.value:
            return cls(Decimal(1), Unit.SAME_DAY)
        match = _WORDS.fullmatch(text)
        unit = _UNITS.get(match[2]) if match else None
        if match is None or unit is None:
            raise ValueError(f"'{words}' is not a duration: {_HINT}")
        try:
            return cls(Decimal(match[1]), unit)
        except InvalidOperation as fault:
            raise ValueError(f"'{words}' is not a duration: the number is too long; {_HINT}") from fault

    @classmethod
    def of_working_seconds(cls, seconds: int) -> Self:
        """Working time in the coarsest unit that is exact: 28,800 gives `1 working day`, 82,800 `23 working hours`."""
        for unit in (Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.WORKING_MINUTES):
            if seconds and seconds % unit.seconds == 0:
                return cls(Decimal(seconds // unit.seconds), unit)
        return cls(Decimal(seconds), Unit.WORKING_SECONDS)

    @classmethod
    def of_seconds(cls, seconds: int) -> Self:
        """Elapsed time in the coarsest unit that is exact: 7,200 gives `2 hours`."""
        for unit in (Unit.HOURS, Unit.MINUTES):
            if seconds and seconds % unit.seconds == 0:
                return cls(Decimal(seconds // unit.seconds), unit)
        return cls(Decimal(seconds), Unit.SECONDS)

    @property
    def is_working_time(self) -> bool:
        """Whether the duration is consumed inside office sessions only."""
        return self.unit.is_working_time

    @property
    def seconds(self) -> int:
        """Session seconds of working time, elapsed seconds of hours and minutes; 0 for days, months and same day."""
        return int(self.value * self.unit.seconds)

    def text(self, language: Language) -> str:
        """The wording for people: `1,5 ngày làm việc`, `1.5 working days`; same day is `trong ngày`."""
        if language == "en":
            return str(self)
        if self.unit is Unit.SAME_DAY:
            return "trong ngày"
        return f"{str(self.value).replace('.', ',')} {_VIETNAMESE[self.unit]}"

    def __str__(self) -> str:
        if self.unit is Unit.SAME_DAY:
            return Unit.SAME_DAY.value
        return f"{self.value:f} {_PLURAL[self.unit] if self.value == 1 else self.unit.value}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_words = core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())
        return core_schema.json_or_python_schema(
            json_schema=from_words,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_words]),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        units = "|".join(f"{singular}" for singular in _SINGULAR)
        plurals = "|".join(unit.value for unit in Unit if unit is not Unit.SAME_DAY)
        return {
            "type": "string",
            "pattern": rf"^(same day|\d+(\.\d+)? ({units}|{plurals}))$",
            "description": _HINT,
            "examples": ["5 working days", "15 calendar days", "same day"],
        }
