"""What the survivorship rules are told: the deceased, what was paid or drawn, and each relative (procedure 11)."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from procedures.rules.history import ContributionPeriod
from procedures.rules.working import Facts, Value

Relation = Literal["child", "spouse", "parent", "parent_in_law", "other"]
Receives = Literal["none", "pension", "accident", "incapacity", "article_23"]


class Relative(Facts):
    """One relative of form 09-HSB, with what registers and papers say. Whether kinship is proved is checked elsewhere."""

    died_on: date = Field(description="day of the death; it picks the law")
    relation: Relation
    born_on: str = Field(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        description="a year or month alone counts from its first day; after the death for a child born later",
    )
    gender: Literal["male", "female"]
    was_supported: bool = Field(True, description="the deceased had to support this other member of the family")
    monthly_income: int = Field(0, ge=0, description="insured wage, pension or allowance; not that for national merit")
    incapacity_percent: int = Field(0, ge=0, le=100)
    is_severely_disabled: bool = False
    assessed_on: date | None = Field(None, description="day of the assessment minutes")
    has_carer: bool = Field(True, description="somebody cares for the relative directly")
    insured_deaths: int = Field(1, ge=1, le=9, description="insured relatives who died, this one included")


class Judged(Value):
    """A relative as rule survivors_relatives.right leaves it."""

    index: int = Field(0, description="place in the form")
    name: str
    relation: Relation
    is_entitled: bool
    asks_monthly: bool = True
    born_on: date
    is_incapacitated: bool
    rate: int = 0
    times: int = 1
    from_month: str | None = Field(None, description="first month, YYYY-MM")
    until_month: str | None = Field(None, description="last month, where one is known")


class Death(Facts):
    """A death with the months paid and the allowance drawn."""

    died_on: date = Field(description="it picks the law, the reference level of the funeral and the wage index")
    decided_on: date = Field(description="up to its month the monthly benefits are paid at once")
    contributions: tuple[ContributionPeriod, ...] = Field((), description="months not cashed before, in any order")
    receives: Receives = Field("none", description="what the deceased drew; suspended counts as drawn")
    monthly_amount: int = Field(0, ge=0, description="pension or allowance at the death, đồng a month")
    months_drawn: int = Field(0, ge=0, description="months the pension was drawn")
    months_left: int = Field(0, ge=0, description="article 23: months of the allowance not drawn yet")
    accident_percent: int = Field(0, ge=0, le=100, description="loss of the monthly accident receiver")
    by_work: bool = Field(False, description="died of a work accident or an occupational disease")
    months_bought: int = Field(0, ge=0, description="missing months the relatives have paid")
    relatives: tuple[Judged, ...] = ()
    wants: Literal["monthly", "one_off", "funeral"] = Field(
        "monthly", description="what the relatives ask for besides the funeral allowance"
    )
    all_agree: bool = Field(False, description="all who are entitled to monthly benefits chose the one-off")

    @model_validator(mode="after")
    def _in_order(self) -> "Death":
        if self.decided_on < self.died_on:
            raise ValueError(f"a decision on {self.decided_on} comes before the death on {self.died_on}")
        return self
