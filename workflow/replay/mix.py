"""The mix of a replay: which dossiers in which numbers, when they come, and what goes wrong how often."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from workflow.definition.models import Model
from workflow.definition.reading import read
from workflow.simulation.spreads import Spread

MIX = Path(__file__).parents[2] / "benchmarks" / "region-viii-2025h1.yaml"


class Seasons(Model):
    """How much a day weighs: its weekday times its month, and what a day without office hours leaves of it."""

    weekdays: Mapping[str, float] = {}
    months: Mapping[str, float] = {}
    holidays: float = 0.1

    def weight(self, day: date, is_holiday: bool) -> float:
        weight = self.weekdays.get(f"{day:%A}".lower(), 1.0) * self.months.get(f"{day:%B}".lower(), 1.0)
        return weight * self.holidays if is_holiday else weight


class People(Model):
    """People on the lists of a procedure: the form's list, how many in all, and the sizes of lists in per cent."""

    list_: str = Field(alias="list")
    count: int
    sizes: Mapping[int, float]


class Share(Model):
    """The dossiers of one procedure; `cases` are beginnings of sentences with weights."""

    dossiers: int
    people: People | None = None
    cases: Mapping[str, float] = {}


class Rates(Model):
    """Per cent of dossiers."""

    errors: float = 0
    supplement: float = 0
    silent: float = 0
    withdrawn: float = 0
    refused: float = 0
    declined: float = 0
    late: float = 0
    undelivered: float = 0


class Mix(Model):
    """A mix file."""

    mix: str
    from_: date = Field(alias="from")
    until: date
    dossiers: int
    published: Mapping[str, float] = {}
    assumed: tuple[str, ...] = ()
    channels: Mapping[str, float]
    returns: Mapping[str, float]
    seasons: Seasons
    rates: Rates
    times: Mapping[str, Spread]
    procedures: Mapping[str, Share]


def load_mix(file: Path = MIX) -> Mix:
    """Read a mix file; raises DefinitionError or pydantic's ValidationError."""
    told: dict[str, Any] = read(file, file.name).plain()
    return Mix.model_validate(told)
