"""The agency's ledger of settled benefits as the register answers it, for rules that look back at what was paid."""

from datetime import date
from decimal import Decimal

from pydantic import ConfigDict, Field

from procedures.rules.working import Value


class Settled(Value):
    """A benefit that is not paid month by month; what no rule looks at is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    kind: str
    from_day: date | None = Field(None, alias="from")
    to_day: date | None = Field(None, alias="to")
    days: Decimal | None = None
    percent: int | None = None
    occurred_on: date | None = Field(None, description="day of the accident, birth or death it was for")

    def is_for(self, kind: str, day: date) -> bool:
        """Whether it is a benefit of that kind for what happened on that day."""
        return self.kind == kind and self.occurred_on == day
