"""What a rule hands back: the outcome, the amount, and the working a person can check line by line."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Json = Any  # None, bool, int, float, str, and lists and dicts of them


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Facts(BaseModel):
    """What a rule is told. JSON-friendly: dates and months may come as text, and null counts as not given."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        """An optional field of a form that was left empty arrives as null; the fact then has its default."""
        if isinstance(given, Mapping):
            return {name: value for name, value in given.items() if value is not None}
        return given


class Line(Value):
    """One line of the working: a number or text, where it comes from and which parameter gave it."""

    label_vi: str
    label_en: str
    value: int | str
    unit: str = ""
    basis: str = ""
    parameter: str | None = None
    as_of: date | None = Field(None, description="the day that picked the parameter's value")


class Reason(Value):
    """Why something was denied, left out or flagged; `code` is what definitions and templates refer to."""

    code: str
    vi: str
    en: str


class Source(Value):
    """A parameter the rule looked up, with the entry that was in force."""

    parameter: str
    key: str | None = None
    as_of: date
    starts_on: date
    value: Json
    basis: str
    status: str


class Working(Value):
    """The result of a rule. `amount` is whole đồng; `values` are the numbers later steps and templates may name."""

    outcome: str
    amount: int | None = None
    values: dict[str, Json] = {}
    lines: tuple[Line, ...] = ()
    reasons: tuple[Reason, ...] = ()
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _no_name_twice(self) -> "Working":
        clash = self.values.keys() & {"outcome", "lines", "reasons", "sources"}
        if clash:
            raise ValueError(f"values cannot be called {', '.join(sorted(clash))}: a working has that already")
        return self

    def plain(self) -> dict[str, Json]:
        """Everything as one JSON mapping: the values by name, and `outcome`, `amount`, `lines`, `reasons`, `sources`."""
        everything = self.model_dump(mode="json", exclude={"values"})
        return {**self.values, **everything}


def whole_dong(amount: Fraction) -> int:
    """Half up to 1 đồng. Used once, at the end of a benefit line (rules.md 0.6.5)."""
    return (amount.numerator * 2 + amount.denominator) // (amount.denominator * 2)


def cut_to_dong(amount: Fraction) -> int:
    """Whole đồng without the rest, as published one-time examples cut the average wage (rules.md 0.6.5, 6)."""
    return amount.numerator // amount.denominator


def plain_number(number: Fraction) -> int | float:
    """A count for `values`: an int when whole, otherwise a float; half days are exact in both."""
    return int(number) if number.denominator == 1 else float(number)
