"""What the rule of Decision 613 is told: the person, and the old file from wherever it came (procedure 12)."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from procedures.rules.working import Facts, Value


class OldFile(Value):
    """What an old file, or whoever looked for it, says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    months: int = Field(ge=0, description="months really worked, without conversion")
    ended_on: date | None = Field(None, description="the day the incapacity benefit ended; empty while it runs")


class FormerReceiver(Facts):
    """Somebody whose incapacity benefit ended, as the old file has it."""

    decided_on: date = Field(description="up to its month the allowance is paid at once")
    born_on: str = Field(description="a year or month alone counts from its first day")
    gender: Literal["male", "female"]
    by_statement: OldFile | None = Field(None, description="as a specialist concluded, before what was found")
    by_search: OldFile | None = Field(None, description="as the archivist found it on paper")
    by_file: OldFile | None = Field(None, description="as the register of archives has it")
    incapacity_percent: int = Field(0, ge=0, le=100, description="by the assessment council, for those not of age")
    recognised_percent: int | None = Field(None, ge=0, le=100, description="as recognised from the paper minutes")
    assessed_on: date | None = None
    died_on: date | None = None
    away_from: date | None = Field(None, description="first day in prison, abroad unlawfully, or missing")
    away_until: date | None = Field(None, description="last day of it")

    @model_validator(mode="after")
    def _has_file(self) -> "FormerReceiver":
        if not (self.by_statement or self.by_search or self.by_file):
            raise ValueError("nothing is known of the old file")
        return self

    @property
    def file(self) -> OldFile:
        """What counts of the old file."""
        found = self.by_statement or self.by_search or self.by_file
        assert found is not None
        return found

    @property
    def loss(self) -> int:
        """The loss of working capacity that counts, in percent."""
        return self.incapacity_percent if self.recognised_percent is None else self.recognised_percent
