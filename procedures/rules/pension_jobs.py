"""Months in kinds of work that lower the retirement age, from the rows of a form or as an officer found them."""

from typing import Literal

from pydantic import ConfigDict, Field

from procedures.rules.history import Month, month_number
from procedures.rules.law import Parameters
from procedures.rules.pension_lines import plain_line
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Value, Working

Kind = Literal["heavy", "specially_heavy", "difficult_area", "coal", "preschool"]
COUNTS_AS: dict[str, tuple[Kind, ...]] = {  # mining underground is specially heavy work, too
    "hazardous_months": ("heavy", "specially_heavy", "difficult_area", "coal"),
    "specially_hazardous_months": ("specially_heavy", "coal"),
    "coal_months": ("coal",),
    "preschool_months": ("preschool",),
}
LABELS = {
    "hazardous_months": ("Nặng nhọc, độc hại, vùng đặc biệt khó khăn", "Heavy, hazardous, or in a difficult area"),
    "specially_hazardous_months": ("Trong đó đặc biệt nặng nhọc, độc hại", "Of it specially heavy or hazardous"),
    "coal_months": ("Khai thác than trong hầm lò", "Underground coal mining"),
    "preschool_months": ("Giáo viên mầm non", "Preschool teaching"),
}


class JobPeriod(Value):
    """Months in a row in one job; a form's row has more."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    from_month: Month = Field(alias="from")
    to_month: Month = Field(alias="to")
    kind: Kind


class Jobs(Facts):
    """What was declared, and what an officer found instead, number by number."""

    rows: tuple[JobPeriod, ...] = ()
    hazardous_months: int | None = Field(None, ge=0)
    specially_hazardous_months: int | None = Field(None, ge=0)
    coal_months: int | None = Field(None, ge=0)
    preschool_months: int | None = Field(None, ge=0)


@rule(outcomes=("counted",))
def months(facts: Jobs, law: Parameters) -> Working:
    """`values`: hazardous_months, specially_hazardous_months, coal_months, preschool_months; a month in two rows is one."""
    counted: dict[str, int] = {}
    for name, kinds in COUNTS_AS.items():
        declared = {number for row in facts.rows if row.kind in kinds for number in _numbers(row)}
        found = getattr(facts, name)
        counted[name] = len(declared) if found is None else found
    lines = tuple(plain_line(*LABELS[name], number, "tháng") for name, number in counted.items() if number)
    return Working(outcome="counted", values=counted, lines=lines)


def _numbers(row: JobPeriod) -> range:
    return range(month_number(row.from_month), month_number(row.to_month) + 1)
