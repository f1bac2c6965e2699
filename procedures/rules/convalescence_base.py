"""What a convalescence follows, as the agency's ledger tells it or, where that is silent, as a specialist found it (procedure 7)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import Field

from procedures.rules.convalescence import After, EarlierRest
from procedures.rules.law import Parameters
from procedures.rules.ledger import Settled
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Working

FOLLOWS: dict[After, str] = {"sickness": "sickness", "maternity": "maternity", "accident": "work_accident"}


class Search(Facts):
    """One rest, the ledger of the worker, and what a specialist found out."""

    after: After
    leave_from: date
    declared_percent: int | None = Field(None, description="loss of working capacity on the employer's list")
    returned_on: date | None = Field(None, description="first day back at work, as the employer's list has it")
    ledger: tuple[Settled, ...] = Field((), description="settled benefits, in any order")
    taken_here: tuple[EarlierRest, ...] = Field((), description="rests of the same kind earlier in the same list")
    ended_on: date | None = Field(None, description="found by the specialist: last day of the leave before the rest")
    sick_days: Decimal | None = Field(None, description="found by the specialist: sick days paid in its year")
    percent: int | None = Field(None, description="found by the specialist: loss of working capacity")
    days_taken: int | None = Field(None, ge=0, description="found by the specialist: days of convalescence taken")


@rule(outcomes=("found", "missing"))
def find(facts: Search, law: Parameters) -> Working:
    """The last leave of that kind over before the rest begins. What the specialist found goes before the ledger.

    `values`: base_ended_on, paid_sick_days, impairment_percent, taken.
    """
    bases = [each for each in facts.ledger if each.kind == FOLLOWS[facts.after]]
    earlier = [each for each in bases if each.to_day is not None and each.to_day < facts.leave_from]
    last = max(earlier, key=lambda each: each.to_day or date.min, default=None)
    percents = [each.percent for each in bases if each.percent is not None]
    percent = facts.percent if facts.percent is not None else (percents[-1] if percents else None)
    ended_on = facts.ended_on or (last.to_day if last else None)
    if ended_on is None and percents and facts.returned_on is not None:
        ended_on = facts.returned_on - timedelta(days=1)  # a ledger knows the decision, not the end of the treatment
    is_known = ended_on is not None and (facts.after != "accident" or percent is not None)
    # The list and the ledger must agree on the percentage, unless the specialist has looked at it.
    is_disputed = facts.percent is None and facts.declared_percent not in (None, percent)
    if ended_on is None or not is_known or (facts.after == "accident" and is_disputed):
        return Working(outcome="missing")
    sick = facts.sick_days if facts.sick_days is not None else _sick_days(earlier, ended_on.year)
    return Working(
        outcome="found",
        values={
            "base_ended_on": ended_on.isoformat(),
            "paid_sick_days": str(sick),
            "impairment_percent": percent,
            "taken": _taken(facts),
        },
        lines=(
            Line(
                label_vi="Ngày kết thúc thời gian nghỉ trước đó", label_en="Last day of the leave before",
                value=ended_on.isoformat(),
            ),
        ),
    )  # fmt: skip


def _sick_days(bases: Iterable[Settled], year: int) -> Decimal:
    """Sick days of a year; a leave counts in the year in which it begins."""
    counted = (each for each in bases if each.from_day is not None and each.from_day.year == year)
    return sum((each.days or Decimal(0) for each in counted), Decimal(0))


def _taken(facts: Search) -> list[dict[str, Any]]:
    """Rests already paid after the same kind of leave: a rest follows the leave that ended last before it.

    One that began on the same day is this rest itself, settled before and now to be corrected.
    """
    here = [each.model_dump(mode="json") for each in facts.taken_here]
    if facts.days_taken is not None:
        return [*here, {"rest_from": facts.leave_from.isoformat(), "days": facts.days_taken}]
    rests = [
        each for each in facts.ledger if each.kind == "convalescence" and each.from_day not in (None, facts.leave_from)
    ]
    kinds = {name: after for after, name in FOLLOWS.items()}
    found = []
    for rest in rests:
        start = rest.from_day or date.min
        before = [each for each in facts.ledger if each.kind in kinds and each.to_day and each.to_day < start]
        followed = max(before, key=lambda each: each.to_day or date.min, default=None)
        if followed is None or kinds[followed.kind] == facts.after:
            found.append({"rest_from": start.isoformat(), "days": int(rest.days or 0)})
    return [*found, *here]
