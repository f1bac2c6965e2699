"""A scenario: how many dossiers of which kind come in when, who is there, and how long things take. Read as strictly as definitions."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from workflow.definition.faults import faults_of
from workflow.definition.models import Model
from workflow.definition.places import DefinitionError
from workflow.definition.reading import Node, read
from workflow.simulation.pieces import Party
from workflow.simulation.spreads import Spread, TimeUnit, lognormal

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
USUAL_WEEK = {"saturday": 0.3, "sunday": 0.2}
"""Weekdays not named count as one; online, some dossiers come in at the weekend."""
USUAL_HANDLING = lognormal(15, 10)
USUAL_TIMES: Mapping[Party, Spread] = {
    Party.PAPERS: Spread(fixed=0.05),
    Party.SIGNING: Spread(fixed=0.05),
    Party.REGISTER: lognormal(1, 2),
    Party.BANK: lognormal(4, 4, TimeUnit.WORKING_HOURS),
    Party.POST: lognormal(3, 1.5, TimeUnit.DAYS),
    Party.PORTAL: Spread(fixed=1),
    Party.CALLED: lognormal(4, 2, TimeUnit.WORKING_DAYS),
    Party.SUPPLEMENT: lognormal(4, 3, TimeUnit.DAYS),
    Party.WITHDRAWAL: lognormal(2, 2, TimeUnit.DAYS),
    Party.EVENT: lognormal(5, 4, TimeUnit.DAYS),
}
TARGET_LOAD = 0.8
"""Officers a scenario does not speak of are as many as it takes for this share of their time."""


class Seasons(Model):
    """How much comes in compared with an ordinary day; days and months not named count as one (weekends less)."""

    weekdays: Mapping[str, float] = Field(default_factory=dict)
    months: Mapping[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for names, known in ((self.weekdays, WEEKDAYS), (self.months, MONTHS)):
            if unknown := set(names) - set(known):
                raise ValueError(f"`{min(unknown)}` is not one of {', '.join(known)}")
            if any(factor < 0 for factor in names.values()):
                raise ValueError("a factor is never negative")
        return self

    def factor(self, day: date) -> float:
        """How much of an ordinary day's arrivals this day has."""
        weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
        return self.weekdays.get(weekday, USUAL_WEEK.get(weekday, 1.0)) * self.months.get(month, 1.0)


class Arrivals(Model):
    """Dossiers of one procedure: how many a year, and which of its cases they are like, with weights.

    A case is named by the beginning of its sentence. Without `cases`, all that come to an end count alike. `outcomes` says
    how often officers decide which way at a step, and the weights of the cases are fitted to that.
    """

    a_year: float = Field(gt=0)
    cases: Mapping[str, float] = Field(default_factory=dict)
    outcomes: Mapping[str, Mapping[str, float]] = Field(default_factory=dict)
    seasons: Seasons | None = None

    @model_validator(mode="after")
    def _shares(self) -> Self:
        for step, shares in self.outcomes.items():
            if not sum(shares.values()) > 0 or any(share < 0 for share in shares.values()):
                raise ValueError(f"the shares of `{step}` are not negative, and one is more than nothing")
        return self


class Staff(Model):
    """The officers of one role in a unit: `officers` full time, and a share for each who is there for part of the day."""

    officers: int = Field(0, ge=0)
    part_time: tuple[float, ...] = ()
    absence: float = Field(0.0, ge=0, lt=1, description="share of working days on which an officer is away")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.officers + len(self.part_time):
            raise ValueError("nobody is there: give `officers` or `part_time`")
        if any(not 0 < share < 1 for share in self.part_time):
            raise ValueError("a part-time share lies between 0 and 1")
        return self


class Handling(Model):
    """Working time an officer needs for a step: by `<procedure>/<step>` or step, else by role, else `usual`."""

    usual: Spread = USUAL_HANDLING
    roles: Mapping[str, Spread] = Field(default_factory=dict)
    steps: Mapping[str, Spread] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_hours_at_most(self) -> Self:
        for spread in (self.usual, *self.roles.values(), *self.steps.values()):
            if spread.in_ is TimeUnit.DAYS:
                raise ValueError("an officer's time is counted in minutes, hours or working days")
        return self

    def of(self, procedure: str, step: str, role: str) -> Spread:
        """The most particular word on a step: paths count from their end, as in cases."""
        for name in _endings(f"{procedure}/{step}"):
            if name in self.steps:
                return self.steps[name]
        return self.roles.get(role, self.usual)


class Order(StrEnum):
    """Which dossier an officer takes up next."""

    URGENCY = "urgency"  # whichever is due first: the step, else the dossier
    ARRIVAL = "arrival"  # whichever has waited longest


class Scenario(Model):
    """The whole of a scenario file; `until` is the last day."""

    simulation: str
    from_: date = Field(alias="from")
    until: date
    seed: int = 1
    replications: int = Field(3, ge=1, le=100)
    queue: Order = Order.URGENCY
    seasons: Seasons = Seasons()
    procedures: Mapping[str, Arrivals] = Field(min_length=1)
    staffing: Mapping[str, Mapping[str, Staff]] = Field(default_factory=dict)
    handling: Handling = Handling()
    times: Mapping[Party, Spread] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.until <= self.from_:
            raise ValueError("`until` comes after `from`")
        if unknown := set(self.times) & {Party.OFFICER, Party.TIMER}:
            raise ValueError(f"`{min(unknown)}` has no time of its own: see `handling`, and the definition's timers")
        return self

    @property
    def days(self) -> int:
        return (self.until - self.from_).days + 1

    def time_of(self, party: Party) -> Spread:
        return self.times.get(party, USUAL_TIMES[party])


def load_scenario(file: Path) -> tuple[Scenario, Node]:
    """A scenario with the tree it was read from; raises DefinitionError with every fault and its place."""
    tree = read(file, str(file))
    return scenario_from(tree), tree


def scenario_from(tree: Node) -> Scenario:
    """The scenario a tree says; raises DefinitionError."""
    try:
        return Scenario.model_validate(tree.plain())
    except ValidationError as error:
        raise DefinitionError(faults_of(error, tree)) from None


def _endings(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[begin:]) for begin in range(len(parts))]
