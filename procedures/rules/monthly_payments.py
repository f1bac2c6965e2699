"""Money for months that were not paid yet: month by month as raises go, in stretches of one amount (pension, arrears)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from procedures.rules.history import month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.pension_lines import line, money, plain_line
from procedures.rules.pension_raises import Raise, raises
from procedures.rules.working import Line, whole_dong


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months in a row paid at one amount, and the raises that led to it; months are numbers (`history.month_number`)."""

    first: int
    last: int
    monthly: int
    raised: tuple[Line, ...] = ()

    @property
    def months(self) -> int:
        """How many months it is."""
        return self.last - self.first + 1

    @property
    def amount(self) -> int:
        """Đồng for all of them."""
        return self.months * self.monthly

    @property
    def lines(self) -> tuple[Line, ...]:
        """How the amount came about, and what the stretch comes to."""
        first, last = month_text(self.first), month_text(self.last)
        span = first if first == last else f"{first} – {last}"
        vi = f"{span}: {self.months} tháng × {money(self.monthly)}"
        return (*self.raised, plain_line(vi, f"{span}: {self.months} months × {self.monthly:,}", self.amount))


def stretches(
    monthly: int, stood_on: date, began_on: date, first: int, last: int, law: Parameters, kind: str = "pension"
) -> Iterator[Stretch]:
    """The months from `first` to `last`, raised from what the amount was on `stood_on`; none when last is before first.

    A survivor's allowance moves with the reference level, everything else with the raises of pensions (rules.md 5.6).
    """
    if last < first:
        return
    end = date(last // 12, last % 12 + 1, 1)
    is_survivor = kind == "survivor"
    steps = _by_level(monthly, stood_on, end, law) if is_survivor else raises(monthly, stood_on, end, began_on, law)
    at, raised = first, []
    for step in steps:
        if month_number(step.on) > at:
            yield Stretch(at, month_number(step.on) - 1, monthly, tuple(raised))
            at, raised = month_number(step.on), []
        monthly = step.amount
        raised.append(step.line)
    yield Stretch(at, last, monthly, tuple(raised))


def _by_level(monthly: int, stood_on: date, end: date, law: Parameters) -> Iterator[Raise]:
    """The same share of every new reference level."""
    share = Fraction(monthly) / law.number("reference_level", stood_on)
    for entry in law.by_name["reference_level"].entries:
        if stood_on < entry.starts_on <= end:
            level = law.find("reference_level", entry.starts_on)
            amount = whole_dong(share * level.value)
            vi = f"Từ {level.as_of:%d/%m/%Y}: theo mức tham chiếu {money(level.value)}"
            en = f"From {level.as_of:%d %B %Y}: by the reference level {level.value:,}"
            yield Raise(entry.starts_on, amount, line(vi, en, amount, "đồng", level))
