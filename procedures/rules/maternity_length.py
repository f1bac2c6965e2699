"""A length of maternity leave, and what every length hangs on: how many children, and whether it is a second birth."""

from dataclasses import dataclass
from datetime import date

from procedures.rules.law import Parameters
from procedures.rules.maternity_facts import Maternity
from procedures.rules.working import Reason


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave that is paid: its first and last day, its length, and what a day is divided by (`working`, `calendar`)."""

    first: date | None
    last: date | None
    months: int
    days: int
    divisor: str
    parameter: str
    notes: tuple[Reason, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing of it is paid."""
        return not (self.months or self.days)


def children_of(facts: Maternity, law: Parameters, *, as_birth: bool = False) -> int:
    """Children that count for leave and allowance: those born, and fetuses that died beside them where the law counts them."""
    if as_birth:
        return max(facts.stillborn, 1)
    return facts.children + (facts.stillborn if law.at("maternity_counts_stillborn", facts.event_on) else 0)


def is_second_birth(facts: Maternity) -> bool:
    """The mother has exactly one living child when this one is born."""
    return facts.living_children_before == 1


def leave_months(facts: Maternity, law: Parameters, *, as_birth: bool = False) -> int:
    """Months of leave at a birth, with those for further children of it and for a second child."""
    day = facts.event_on
    months = law.at("maternity_leave_months", day)
    further = max(children_of(facts, law, as_birth=as_birth) - 1, 0) * months["further_child"]
    second = law.at("maternity_second_child_months", day) if is_second_birth(facts) and not as_birth else 0
    return int(months["birth"] + further + second)
