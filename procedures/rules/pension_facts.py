"""What the pension rules are told: the person, the day the pension is to start, the history and the kinds of work in it."""

from datetime import date
from typing import Literal

from pydantic import Field

from procedures.rules.history import ContributionPeriod
from procedures.rules.working import Facts

Gender = Literal["male", "female"]
Ground = Literal["normal", "incapacity", "occupational_hiv"]
Job = Literal["hazardous", "coal", "preschool"]


class Pension(Facts):
    """One request for a pension. What papers prove is checked elsewhere; ages, months and money here."""

    starts_on: date = Field(
        description="the day the employer's paper or the request names; it picks the law (Law 41/2024 arts. 5.7, 69)"
    )
    birth: str = Field(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        description="day of birth; only a year counts as 1 January, only a month as its first day (Decree 158/2025 art. 12.2)",
    )
    gender: Gender
    contributions: tuple[ContributionPeriod, ...] = Field(description="the whole history, in any order")
    is_in_work: bool = Field(False, description="an employer files: the day in its paper cannot be moved")
    ground: Ground = "normal"
    incapacity_percent: int | None = Field(None, ge=0, le=100, description="by the minutes of the assessment council")
    hazardous_months: int = Field(0, ge=0, description="heavy or hazardous work, or areas with allowance from 0.7")
    specially_hazardous_months: int = Field(0, ge=0, description="those of them that were specially heavy or hazardous")
    coal_months: int = Field(0, ge=0, description="mining coal underground")
    preschool_months: int = Field(0, ge=0, description="teaching in preschools, from 2026 on")
    treaty_months: int = Field(0, ge=0, description="paid abroad, counted by a treaty for the conditions only")
    topped_up_months: int = Field(0, ge=0, description="missing months paid at once (Law 41/2024 art. 33.7)")
    topped_up_on: date | None = Field(
        None, description="the day they were paid; the pension starts with the next month"
    )

    @property
    def born_on(self) -> date:
        """The whole day of birth."""
        return date.fromisoformat((self.birth + "-01-01")[:10])

    def months_in(self, job: Job) -> int:
        """Months in a kind of work that lowers the age."""
        return {"hazardous": self.hazardous_months, "coal": self.coal_months, "preschool": self.preschool_months}[job]
