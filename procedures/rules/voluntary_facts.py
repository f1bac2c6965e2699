"""What the rules on voluntary contributions are told: who registers, for which months, on which income."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from procedures.rules.history import ContributionPeriod, Month
from procedures.rules.working import Facts

Method = Literal["monthly", "months_3", "months_6", "months_12", "years_ahead", "missing_time"]
Support = Literal["poor", "island_special_zone", "near_poor", "ethnic_minority", "other"]


class Voluntary(Facts):
    """One registration or adjustment of one person. Membership of a support group is proven elsewhere."""

    registered_on: date = Field(description="day of registration; it picks rates, limits and support")
    birth_on: date | None = Field(None, description="day of birth; needed to pay for missing time")
    gender: Literal["male", "female"] | None = Field(None, description="needed to pay for missing time")
    method: Method
    from_month: Month = Field(description="first month paid for, YYYY-MM")
    months: int | None = Field(None, ge=1, le=120, description="by default what the method says")
    income: int = Field(ge=0, description="chosen income, đồng a month")
    support_group: Support = "other"
    local_support: int = Field(0, ge=0, description="support of the province, đồng a month")
    other_support: int = Field(0, ge=0, description="support of others, đồng a month")
    monthly_return: Decimal | None = Field(
        None, ge=0, le=5, description="per cent a month, from that year's letter, where the table has no figure"
    )
    contributions: tuple[ContributionPeriod, ...] = Field(
        (), description="what is paid so far, with the State's support of each month"
    )
    has_pension: bool = Field(False, description="draws a pension, or waits for one")

    @model_validator(mode="after")
    def _complete(self) -> "Voluntary":
        if self.method in ("years_ahead", "missing_time") and self.months is None:
            raise ValueError(f"{self.method} needs months")
        return self
