"""What the one-time withdrawal rules are told: the case asked for, the person, and the contribution history."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from procedures.rules.history import ContributionPeriod
from procedures.rules.working import Facts

Case = Literal[
    "a_retirement_age_under_15_years",
    "b_emigration",
    "c_serious_illness",
    "d_incapacity_81_or_special_severe_disability",
    "e_12_months_out_and_under_20_years",
    "f_demobilised",
    "g_foreign_worker",
]


class LumpSum(Facts):
    """One request for a one-time withdrawal. Papers that prove a case are checked elsewhere; dates and months here."""

    case: Case
    requested_on: date = Field(description="day the request was received; it picks who may have a lump sum")
    decided_on: date = Field(description="day of the decision; it picks the index table and the formula")
    contributions: tuple[ContributionPeriod, ...] = Field(description="months not yet cashed, in any order")
    birth_on: date | None = Field(None, description="required for retirement age")
    gender: Literal["male", "female"] | None = Field(None, description="required for retirement age")
    retirement_years_earlier: Literal[0, 5, 10] = Field(
        0, description="years by which heavy, hazardous or underground work lowers the retirement age"
    )
    left_work_on: date | None = Field(
        None,
        description="day of leaving work, for requests before July 2025; by default the end of the last paid month",
    )
    illness: str | None = Field(None, description="code of the illness, for case c and foreign workers")
    incapacity_percent: int | None = Field(None, ge=0, le=100, description="loss of working capacity")
    is_severely_disabled: bool = Field(False, description="holds a certificate of extremely severe disability")
    foreign_ground: (
        Literal["contract_or_permit_ended", "pension_but_leaving", "retirement_age", "illness", "incapacity"] | None
    ) = Field(None, description="required for foreign workers (Law 41/2024 art. 70.2)")

    @model_validator(mode="after")
    def _complete(self) -> "LumpSum":
        grounds = (self.case, self.foreign_ground)
        if ("a_retirement_age_under_15_years" in grounds or "retirement_age" in grounds) and not (
            self.birth_on and self.gender
        ):
            raise ValueError("retirement age needs birth_on and gender")
        if self.case == "g_foreign_worker" and self.foreign_ground is None:
            raise ValueError("a foreign worker's request needs foreign_ground")
        if self.decided_on < self.requested_on:
            raise ValueError(f"a decision on {self.decided_on} comes before the request on {self.requested_on}")
        return self
