"""The months that decide a maternity benefit: enough of them before the event, and the average wage of the nearest ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from procedures.rules.history import COMPULSORY, COUNTED, WAGED, CountedMonth, month_name, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.maternity_facts import CONDITIONAL, Maternity
from procedures.rules.working import Line


@dataclass(frozen=True, slots=True)
class Tested:
    """Whether the condition of months is met: by which way, with how many months of how many needed."""

    is_met: bool
    way: str
    months: int
    needed: int
    within: int


def window_end(event_on: date, months: Iterable[CountedMonth], law: Parameters) -> int:
    """The last month of the window: that of the event if it fell in its second half and was paid, else the one before."""
    own = month_number(event_on)
    is_late = event_on.day >= law.at("maternity_month_counts_from", event_on)
    is_paid = any(month.number == own and month.regime in WAGED | {"voluntary"} for month in months)
    return own if is_late and is_paid else own - 1


def tested(facts: Maternity, months: list[CountedMonth], law: Parameters) -> Tested:
    """The condition by the way that is open to this person and fits best."""
    day = facts.event_on
    ways = [("ordinary", True), ("bed_rest", facts.bed_rest), ("infertility", facts.infertility_treatment)]
    last = window_end(day, months, law)
    tries = []
    for way, is_open in ways:
        condition = law.at("maternity_condition", day, way)
        if not is_open or condition is None:
            continue
        found = paid_within(months, last, condition["within"])
        in_all = sum(month.regime in COMPULSORY and month.number <= last for month in months)
        is_met = found >= condition["months"] and in_all >= condition["total"]
        tries.append(Tested(is_met, way, found, condition["months"], condition["within"]))
    return next((each for each in tries if each.is_met), tries[0])


def paid_within(months: Iterable[CountedMonth], last: int, within: int, *, also_voluntary: bool = False) -> int:
    """Paid months among so many that end with the last one."""
    regimes = COUNTED if also_voluntary else COMPULSORY
    return sum(month.regime in regimes and last - within < month.number <= last for month in months)


def is_insured(on: date, months: Iterable[CountedMonth]) -> bool:
    """Insured by an employer in the month of a day, or in the month before it."""
    return any(
        month.regime in COMPULSORY and month.number in (month_number(on) - 1, month_number(on)) for month in months
    )


def nearest(facts: Maternity, begins_on: date, months: list[CountedMonth], law: Parameters) -> list[CountedMonth]:
    """The nearest paid months before the leave, gaps passed over; in a first month, that month itself."""
    count = law.at("maternity_average_months", facts.event_on)
    last = month_number(begins_on) - 1
    if facts.kind in CONDITIONAL and month_number(begins_on) == month_number(facts.event_on):
        last = window_end(facts.event_on, months, law)
    paid = [month for month in months if month.regime in COMPULSORY]
    before = [month for month in paid if month.number <= last]
    return before[-count:] or [month for month in paid if month.number == last + 1]


def average(months: list[CountedMonth]) -> Fraction:
    """Their average wage, exact."""
    return Fraction(sum(month.wage for month in months), len(months))


def average_line(months: list[CountedMonth], value: int, facts: Maternity, law: Parameters) -> Line:
    """The average with the months it was taken over."""
    used = law.find("maternity_average_months", facts.event_on)
    span = f"{month_text(months[0].number)} – {month_text(months[-1].number)}"
    return Line(
        label_vi=f"Tiền lương bình quân {len(months)} tháng, {span}",
        label_en=f"Average wage of {len(months)} months, {span}",
        value=value, unit="đồng", basis=used.basis, parameter=used.parameter, as_of=facts.event_on,
    )  # fmt: skip


def names(months: Iterable[CountedMonth]) -> list[str]:
    """The months as YYYY-MM."""
    return [month_name(month.number) for month in months]
