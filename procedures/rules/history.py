"""A person's contribution history as the register answers it, and how its months are counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from procedures.rules.working import Value

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", examples=["2026-03"])]

Regime = Literal["compulsory", "compulsory_state", "voluntary", "maternity", "unpaid"]

WAGED: frozenset[Regime] = frozenset({"compulsory", "compulsory_state"})  # somebody paid from a wage
COMPULSORY: frozenset[Regime] = WAGED | {"maternity"}
COUNTED: frozenset[Regime] = COMPULSORY | {"voluntary"}


class ContributionPeriod(Value):
    """Months in a row with the same wage.

    `compulsory`: wage decided by the employer; `compulsory_state`: State pay scale; `maternity`: leave that counts as
    paid though nobody paid, at the wage before it; `unpaid`: 14 working days or more without pay, no contribution due,
    not counted.
    """

    model_config = ConfigDict(populate_by_name=True)

    from_month: Month = Field(alias="from", description="first month, YYYY-MM")
    to_month: Month = Field(alias="to", description="last month, included")
    wage: int = Field(ge=0, description="insured wage or chosen income, đồng a month")
    regime: Regime = "compulsory"
    state_support: int = Field(0, ge=0, description="the State's share of a voluntary contribution, đồng a month")
    pay_coefficient: Decimal | None = Field(None, gt=0, description="State pay scale: the coefficient paid by")
    employer_code: str | None = Field(None, description="who paid; empty for voluntary months")
    province: str | None = Field(None, description="province of the agency that holds these months")
    region: str | None = Field(None, description="minimum-wage region I to IV of the place of work")

    @model_validator(mode="after")
    def _in_order(self) -> "ContributionPeriod":
        if self.to_month < self.from_month:
            raise ValueError(f"the period {self.from_month} to {self.to_month} ends before it starts")
        return self

    @property
    def months(self) -> range:
        """The months as numbers (see `month_number`)."""
        return range(month_number(self.from_month), month_number(self.to_month) + 1)


@dataclass(frozen=True, slots=True)
class CountedMonth:
    """One month of the history."""

    number: int
    wage: int
    regime: Regime
    state_support: int
    pay_coefficient: Decimal | None

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.number // 12


def month_number(month: str | date) -> int:
    """A month as a number, so that months can be subtracted."""
    year, name = (month.year, month.month) if isinstance(month, date) else (int(month[:4]), int(month[5:7]))
    return year * 12 + name - 1


def month_name(number: int) -> str:
    """The month of that number as YYYY-MM."""
    return f"{number // 12}-{number % 12 + 1:02}"


def month_text(number: int) -> str:
    """The month as people write it: 03/2026."""
    return f"{number % 12 + 1:02}/{number // 12}"


def months_of(history: tuple[ContributionPeriod, ...]) -> list[CountedMonth]:
    """Every month of the history, oldest first, unpaid ones included.

    Raises ValueError when two periods claim the same month: the register must settle that first.
    """
    months: dict[int, CountedMonth] = {}
    for period in history:
        for number in period.months:
            if number in months:
                raise ValueError(f"two periods of the history hold {month_name(number)}")
            months[number] = CountedMonth(
                number, period.wage, period.regime, period.state_support, period.pay_coefficient
            )
    return [months[number] for number in sorted(months)]


def half_years(months: int) -> int:
    """Months as half years for amounts: odd months 1–6 make half a year, 7–11 a whole one (Law 41/2024 art. 5.6)."""
    years, odd = divmod(months, 12)
    return 2 * years + (odd > 0) + (odd > 6)


def step_of(table: Mapping[str, Any], reached: int) -> Any:
    """The row of a table such as {"0": 30, "15": 40, "30": 60} for what has been reached: 16 gives 40."""
    return table[str(max(start for start in map(int, table) if start <= reached))]
