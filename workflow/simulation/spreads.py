"""How times are spread: a shape with its numbers and unit, and the time that belongs to a number between 0 and 1."""

from collections.abc import Callable
from enum import StrEnum
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Self

from pydantic import Field, model_validator

from workflow.definition.models import Model

NORMAL = NormalDist()
Time = Callable[[float], float]


class TimeUnit(StrEnum):
    """What the numbers of a spread count."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"  # of 24 hours, by the wall clock
    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"  # eight working hours each

    @property
    def seconds(self) -> float:
        return {"minutes": 60.0, "hours": 3600.0, "days": 86_400.0, "working days": 28_800.0}.get(self.value, 3600.0)

    @property
    def is_working_time(self) -> bool:
        return self in (TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS)


class Mean(Model):
    """`{ mean: 10 }`."""

    mean: float = Field(gt=0)


class MeanAndDeviation(Model):
    """`{ mean: 10, deviation: 6 }`: mostly shorter than the mean, now and then much longer."""

    mean: float = Field(gt=0)
    deviation: float = Field(gt=0)


class Range(Model):
    """`{ low: 5, high: 20 }`."""

    low: float = Field(ge=0)
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high <= self.low:
            raise ValueError("`high` must be more than `low`")
        return self


class Peaked(Range):
    """`{ low: 5, likely: 8, high: 20 }`."""

    likely: float

    @model_validator(mode="after")
    def _between(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError("`likely` lies between `low` and `high`")
        return self


class Spread(Model):
    """Exactly one shape, such as `{ lognormal: { mean: 12, deviation: 8 }, in: minutes }`."""

    fixed: float | None = Field(None, ge=0)
    exponential: Mean | None = None
    lognormal: MeanAndDeviation | None = None
    triangular: Peaked | None = None
    uniform: Range | None = None
    in_: TimeUnit = Field(TimeUnit.MINUTES, alias="in")

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        shapes = ("fixed", "exponential", "lognormal", "triangular", "uniform")
        if sum(getattr(self, shape) is not None for shape in shapes) != 1:
            raise ValueError(f"a time has exactly one shape: {', '.join(shapes)}")
        return self

    @property
    def time(self) -> Time:
        """Seconds (of the wall clock, or worked) for a number between 0 and 1."""
        unit = self.in_.seconds
        if self.exponential is not None:
            mean = self.exponential.mean * unit
            return lambda chance: -mean * log(1 - chance)
        if self.lognormal is not None:
            return _lognormal(self.lognormal.mean * unit, self.lognormal.deviation * unit)
        if self.triangular is not None:
            it = self.triangular
            return _triangular(it.low * unit, it.likely * unit, it.high * unit)
        if self.uniform is not None:
            low, width = self.uniform.low * unit, (self.uniform.high - self.uniform.low) * unit
            return lambda chance: low + width * chance
        seconds = (self.fixed or 0.0) * unit
        return lambda chance: seconds

    @property
    def mean_seconds(self) -> float:
        """What it comes to on average."""
        if self.triangular is not None:
            number = (self.triangular.low + self.triangular.likely + self.triangular.high) / 3
        elif self.uniform is not None:
            number = (self.uniform.low + self.uniform.high) / 2
        else:
            shape = self.lognormal or self.exponential
            number = shape.mean if shape is not None else self.fixed or 0.0
        return number * self.in_.seconds

    def __str__(self) -> str:
        """The way it is written in a scenario, on one line."""
        for shape in ("exponential", "lognormal", "triangular", "uniform"):
            numbers = getattr(self, shape)
            if numbers is not None:
                return f"{shape} {', '.join(f'{key} {value:g}' for key, value in numbers)} {self.in_.value}"
        return f"{self.fixed:g} {self.in_.value}"


def lognormal(mean: float, deviation: float, unit: TimeUnit = TimeUnit.MINUTES) -> Spread:
    """The usual shape of human and outside times."""
    return Spread(lognormal=MeanAndDeviation(mean=mean, deviation=deviation), **{"in": unit})


def _lognormal(mean: float, deviation: float) -> Time:
    variance = log(1 + (deviation / mean) ** 2)
    middle, width = log(mean) - variance / 2, sqrt(variance)
    return lambda chance: exp(middle + width * NORMAL.inv_cdf(chance))


def _triangular(low: float, likely: float, high: float) -> Time:
    turn = (likely - low) / (high - low)

    def time(chance: float) -> float:
        if chance < turn:
            return low + sqrt(chance * (high - low) * (likely - low))
        return high - sqrt((1 - chance) * (high - low) * (high - likely))

    return time
