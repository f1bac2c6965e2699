"""What the work-accident rules are told: the injury or disease, the Council's finding, and what was settled before."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from procedures.rules.history import ContributionPeriod
from procedures.rules.working import Facts

Kind = Literal["accident", "disease", "hiv"]
Cause = Literal["none", "unrelated_conflict", "self_harm", "drugs"]
CarerGround = Literal["spine_paralysed", "both_eyes_blind", "two_limbs_lost", "mental_illness"]
Settled = Literal["none", "one_off", "monthly"]


class Injury(Facts):
    """One injury or disease with the loss of working capacity it left."""

    kind: Kind
    event_on: date = Field(description="day of the accident, or on which the disease was found")
    excluded_cause: Cause = "none"
    percent: int | None = Field(None, ge=0, le=100, description="the Council's rate; may be missing for HIV only")
    treated_until: date | None = Field(None, description="end of treatment or discharge; empty without inpatient stay")
    concluded_on: date | None = Field(None, description="day of the Council's conclusion")
    hiv_certified_on: date | None = Field(None, description="day of the certificate of HIV caught at work")
    carer_ground: CarerGround | None = Field(None, description="the condition the Council names, for a carer")
    exposed_until: date | None = Field(
        None, description="last day in the harmful job, when the disease was found after leaving it"
    )
    guarantee_months: int | None = Field(None, ge=0, description="guarantee period of the disease after leaving")
    contributions: tuple[ContributionPeriod, ...] = Field((), description="the register's history, in any order")
    decided_on: date = Field(description="day of the decision; months up to it are paid at once")

    @model_validator(mode="after")
    def _complete(self) -> "Injury":
        if self.kind == "hiv":
            if self.hiv_certified_on is None:
                raise ValueError("HIV caught at work needs hiv_certified_on")
        elif self.percent is None or self.concluded_on is None:
            raise ValueError("a rate and the day of the Council's conclusion are needed")
        if self.exposed_until is not None and self.guarantee_months is None:
            raise ValueError("a disease found after leaving the job needs guarantee_months")
        return self


class RelapsedInjury(Injury):
    """A settled or once too slight injury that broke out again and was assessed anew."""

    kind: Literal["accident", "disease"]
    settled: Settled = Field(description="what was settled for it before")
    earlier_percent: int = Field(ge=0, le=100, description="the rate of the last assessment before")
    earlier_concluded_on: date | None = Field(None, description="day of that assessment")
    earlier_wage: int | None = Field(None, ge=0, description="wage the one-off was computed from")
    earlier_years: int | None = Field(None, ge=0, description="whole years the one-off was computed from")
    monthly_paid: int | None = Field(None, ge=0, description="monthly allowance as paid now, without the carer's")
    years_part_paid: int | None = Field(None, ge=0, description="the part of it that goes by years, as paid now")
    carer_paid: int = Field(0, ge=0, description="carer allowance as paid now")

    @model_validator(mode="after")
    def _settled_complete(self) -> "RelapsedInjury":
        if self.settled == "monthly" and (self.monthly_paid is None or self.years_part_paid is None):
            raise ValueError("a monthly allowance in payment needs monthly_paid and years_part_paid")
        if self.settled == "one_off" and (self.earlier_wage is None or self.earlier_years is None):
            raise ValueError("a one-off allowance needs the wage and the years it was computed from")
        return self


class Occurrence(BaseModel):
    """An accident or disease before the last one, as an `each` step gathers it; what else the step carries is not read."""

    model_config = ConfigDict(frozen=True)

    row: dict[str, Any] = Field(description="as the form has it: kind, on, settled, perhaps percent")
    settlement: dict[str, Any] = Field({}, description="what common/old-settlement gave: one_off_file or monthly_file")

    @property
    def settled(self) -> Settled:
        """What was settled for it."""
        settled: Settled = self.row["settled"]
        return settled

    @property
    def percent(self) -> int:
        """The rate it was settled by."""
        return int(self._file.get("percent") or self.row.get("percent") or 0)

    @property
    def years(self) -> int:
        """Whole years its one-off was computed from."""
        return int(self._file.get("years") or 0)

    @property
    def paid_monthly(self) -> int:
        """What it brings a month now, the carer's allowance included."""
        return int(self._file.get("monthly") or 0) + int(self._file.get("carer") or 0)

    @property
    def _file(self) -> dict[str, Any]:
        step = "monthly_file" if self.settled == "monthly" else "one_off_file"
        entered: dict[str, Any] = self.settlement.get(step) or {}
        return entered


class CombinedInjury(Injury):
    """The last of several accidents or diseases; `percent` is the combined rate."""

    kind: Literal["accident", "disease"]
    earlier: tuple[Occurrence, ...] = Field(min_length=1, description="every occurrence before the last")
