"""Compulsory contributions of one worker, month by month: bases within their limits, shares of worker and employer (procedure 1)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from procedures.rules.history import Month, month_number
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Working, whole_dong

Group = Literal[
    "employee",
    "employee_reduced_accident",
    "foreign_employee",
    "commune_part_time",
    "conscript",
    "worker_abroad",
    "household_business_owner",
    "unpaid_manager",
]
Region = Literal["I", "II", "III", "IV"]
FUNDS = {
    "pension": ("Hưu trí, tử tuất", "Pension and survivorship"),
    "sickness": ("Ốm đau, thai sản", "Sickness and maternity"),
    "accident": ("Tai nạn lao động, bệnh nghề nghiệp", "Work accident and disease"),
    "health": ("Bảo hiểm y tế", "Health"),
    "unemployment": ("Bảo hiểm thất nghiệp", "Unemployment"),
}
SIDES = (("worker", "người lao động", "worker"), ("employer", "đơn vị", "employer"))


class Wages(Facts):
    """The months of one worker at one wage."""

    group: Group = "employee"
    region: Region = Field("I", description="minimum-wage region of the place of work")
    wage: int = Field(ge=0, description="đồng a month, as the contract and the decision have it")
    previous_wage: int = Field(
        0, ge=0, description="wage already contributed on for these months: only the difference is due"
    )
    from_month: Month
    to_month: Month = Field(description="included")


@rule(outcomes=("due",))
def contribution(facts: Wages, law: Parameters) -> Working:
    """What worker and employer owe for the months. `values`: worker, employer, total, months, funds (by name)."""
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for day in months_between(facts.from_month, facts.to_month):
        for key, amount in month_shares(facts, day, law).items():
            sums[key] += amount
    owed = {key: whole_dong(amount) for key, amount in sums.items()}
    by_side = {side: sum(amount for (_, of), amount in owed.items() if of == side) for side in ("worker", "employer")}
    total = by_side["worker"] + by_side["employer"]
    return Working(
        outcome="due",
        amount=total,
        values={
            **by_side,
            "total": total,
            "months": month_number(facts.to_month) - month_number(facts.from_month) + 1,
            "funds": {fund: sum(amount for (of, _), amount in owed.items() if of == fund) for fund in FUNDS},
        },
        lines=tuple(_lines(facts, owed, law)),
    )


def months_between(first: str, last: str) -> Iterator[date]:
    """The first day of each month, both included."""
    for number in range(month_number(first), month_number(last) + 1):
        yield date(number // 12, number % 12 + 1, 1)


def month_shares(facts: Wages, day: date, law: Parameters) -> dict[tuple[str, str], Fraction]:
    """By fund and side, what one month costs beyond what was contributed for it already. Nothing is rounded yet."""
    shares = law.at("contribution_shares", day, facts.group)
    found = {}
    for fund, percents in shares.items():
        base = insured_base(facts.wage, fund, facts.region, day, law)
        if facts.previous_wage:
            base -= insured_base(facts.previous_wage, fund, facts.region, day, law)
        for (side, _, _), percent in zip(SIDES, percents, strict=True):
            found[fund, side] = base * Fraction(percent) / 100
    return found


def insured_base(wage: int, fund: str, region: str, day: date, law: Parameters) -> int:
    """The wage, at most the ceiling of the fund (Law 41/2024 art. 31; for unemployment the region of the place of work)."""
    if fund == "unemployment":
        ceiling = law.at("unemployment_ceiling", day) * law.at("regional_minimum_wage", day, region)
    else:
        ceiling = law.at("contribution_ceiling", day) * law.at("reference_level", day)
    return min(wage, int(ceiling))


def lowest_wage(region: str, day: date, law: Parameters) -> int:
    """The floor of the base on a day."""
    if law.at("contribution_floor", day) == "regional":
        return int(law.at("regional_minimum_wage", day, region))
    return int(law.at("reference_level", day))


def _lines(facts: Wages, owed: dict[tuple[str, str], int], law: Parameters) -> Iterator[Line]:
    day = date.fromisoformat(f"{facts.to_month}-01")
    source = law.find("contribution_shares", day, facts.group)
    for (side, vi, en), index in zip(SIDES, (0, 1), strict=True):
        for fund, (fund_vi, fund_en) in FUNDS.items():
            if owed.get((fund, side)):
                percent = source.value[fund][index]
                yield Line(
                    label_vi=f"{fund_vi}, {vi} {percent.replace('.', ',')}%",
                    label_en=f"{fund_en}, {en} {percent} %",
                    value=owed[fund, side],
                    unit="đồng",
                    basis=source.basis,
                    parameter=source.parameter,
                    as_of=day,
                )
