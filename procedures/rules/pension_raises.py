"""How pensions and allowances in payment grow: each decree's raise in turn, on the amount of the month before (rules.md 5.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pydantic import Field

from procedures.rules.law import Parameters, Used
from procedures.rules.pension_lines import comma, line, money
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Working, whole_dong


@dataclass(frozen=True, slots=True)
class Raise:
    """One decree applied: the amount from its day on, and the line that shows it."""

    on: date
    amount: int
    line: Line


class InPayment(Facts):
    """A benefit as it stood in one month, to be carried to another day."""

    amount: int = Field(ge=0, description="đồng a month, as it was paid on `stood_on`")
    stood_on: date
    began_on: date = Field(description="first day of the benefit; before 1995 there is more")
    on: date = Field(description="the day the amount is wanted for")


@rule(outcomes=("raised", "unchanged"))
def current(facts: InPayment, law: Parameters) -> Working:
    """The amount on a later day. `values`: raises (how many); `amount` is đồng a month."""
    steps = list(raises(facts.amount, facts.stood_on, facts.on, facts.began_on, law))
    amount = steps[-1].amount if steps else facts.amount
    lines = tuple(step.line for step in steps)
    return Working(
        outcome="raised" if steps else "unchanged", amount=amount, values={"raises": len(steps)}, lines=lines
    )


def raises(amount: int, after: date, until: date, began_on: date, law: Parameters) -> Iterator[Raise]:
    """Every raise after one day up to another, oldest first. A benefit begun on the day of a raise is not raised by it."""
    for entry in law.by_name["pension_raise"].entries:
        if max(after, began_on) < entry.starts_on <= until:
            decree = law.find("pension_raise", entry.starts_on)
            raised = _raised(amount, decree, began_on)
            yield Raise(entry.starts_on, raised, _line(amount, raised, decree, began_on))
            amount = raised


def _raised(amount: int, decree: Used, began_on: date) -> int:
    table = decree.value
    raised = whole_dong(amount * _factor(table, began_on))
    if began_on.isoformat() >= table["began_before"]:
        return raised
    if raised < table["add_below"]:
        return raised + int(table["add"])
    return int(table["lift_to"]) if raised < table["lift_below"] else raised


def _factor(table: dict[str, str], began_on: date) -> Fraction:
    """The decree's factor; another one for those its forerunner had not raised yet (Decree 42/2023 art. 2.1b)."""
    is_new = "not_raised_since" in table and began_on.isoformat() >= table["not_raised_since"]
    return Fraction(table["factor_if_not_raised"] if is_new else table["factor"])


def _line(amount: int, raised: int, decree: Used, began_on: date) -> Line:
    factor = _factor(decree.value, began_on)
    more = raised - whole_dong(amount * factor)
    shown = f"{float(factor):g}"
    vi = f"Từ {decree.as_of:%d/%m/%Y}: {money(amount)} × {comma(shown)}" + (f" + {money(more)}" if more else "")
    en = f"From {decree.as_of:%d %B %Y}: {amount:,} × {shown}" + (f" + {more:,}" if more else "")
    return line(vi, en, raised, "đồng", decree)
