"""Convalescence after sickness, maternity, work accident or disease: who may rest, how long, how much (procedure 7, rules.md 3)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal

from pydantic import Field, model_validator

from procedures.rules import convalescence_reasons as because
from procedures.rules.dates import days_between
from procedures.rules.history import step_of
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Value, Working, plain_number, whole_dong

After = Literal["sickness", "maternity", "accident"]
Why = Literal["long_term_disease", "surgery", "several_children", "other"]


class EarlierRest(Value):
    """Convalescence already paid after the same kind of leave."""

    rest_from: date = Field(description="its first day; a rest over New Year belongs to the year it begins in")
    days: int = Field(ge=0)


class Rest(Facts):
    """One convalescence of one worker."""

    after: After = Field(description="what the rest follows")
    leave_from: date = Field(description="first day of the rest; it picks the law and its numbers")
    leave_to: date = Field(description="last day, included")
    why: Why = Field("other", description="after sickness that of the last sick leave (Circular 12/2025 art. 7.2)")
    base_ended_on: date = Field(description="last day of the leave, or of the treatment, that it follows")
    returned_on: date | None = Field(None, description="first day back at work; by default the day after that leave")
    concluded_on: date | None = Field(None, description="day the Medical Assessment Council concluded (accident)")
    paid_sick_days: Decimal | None = Field(None, ge=0, description="sick days paid in the year of the sick leave")
    impairment_percent: int | None = Field(None, ge=0, le=100, description="loss of working capacity (accident)")
    returned_early: bool = Field(False, description="back at work before the maternity leave was over")
    other_leave: Literal["none", "annual", "paid", "unpaid", "worked"] = Field(
        "none", description="what the worker really did on these days; anything but rest is not paid"
    )
    taken: tuple[EarlierRest, ...] = ()
    days_declared: Decimal | None = Field(None, ge=0, description="days on the employer's list, to compare")

    @model_validator(mode="after")
    def _in_order(self) -> "Rest":
        if self.leave_to < self.leave_from:
            raise ValueError(f"the rest {self.leave_from} to {self.leave_to} ends before it starts")
        return self

    @property
    def back_on(self) -> date:
        """First day back at work."""
        return self.returned_on or self.base_ended_on + timedelta(days=1)


@rule(outcomes=("granted", "denied"))
def benefit(facts: Rest, law: Parameters) -> Working:
    """Days and money for one rest: calendar days, holidays included, each at the reference level of that day.

    `values`: days_asked, days_paid, days_allowed, days_taken, window_ends_on, level, rate, pieces (level, days), amount.
    """
    allowed, taken = _allowed(facts, law), _taken(facts)
    window_ends_on = _window(facts, law)
    reasons = _exclusions(facts, allowed, window_ends_on, law)
    asked = list(days_between(facts.leave_from, facts.leave_to))
    paid = [] if reasons else asked[: max(_left(facts, allowed, taken, law), 0)]
    rate = law.find("convalescence_rate", facts.leave_from)
    levels = {day: law.at("reference_level", day) for day in paid}
    pieces = [(level, len(list(days))) for level, days in groupby(paid, key=lambda day: levels[day])]
    amount = whole_dong(sum((Fraction(rate.value, 100) * level * days for level, days in pieces), Fraction(0)))
    if not reasons and len(paid) < len(asked):
        reasons.append(because.limit_reached(allowed, taken))
    if facts.days_declared is not None and facts.days_declared != len(asked):
        reasons.append(because.days_differ(len(asked)))
    values: dict[str, Any] = {
        "days_asked": len(asked),
        "days_paid": len(paid),
        "days_allowed": allowed,
        "days_taken": taken,
        "window_ends_on": window_ends_on.isoformat(),
        "level": pieces[0][0] if pieces else law.at("reference_level", facts.leave_from),
        "rate": rate.value,
        "pieces": [{"level": level, "days": days} for level, days in pieces],
        "amount": amount,
    }
    return Working(
        outcome="granted" if paid else "denied",
        amount=amount,
        values=values,
        lines=_lines(facts, allowed, pieces, amount, law),
        reasons=tuple(reasons),
    )


def _allowed(facts: Rest, law: Parameters) -> int:
    day = facts.leave_from
    if facts.after == "accident":
        return int(step_of(law.at("convalescence_days_accident", day), facts.impairment_percent or 0))
    days = law.at("convalescence_days", day, facts.after)
    return int(days.get(facts.why, days["other"]))


def _taken(facts: Rest) -> int:
    """Days used up: after sickness those of the year, otherwise those since the leave that this rest follows."""
    year, since = facts.leave_from.year, facts.base_ended_on
    if facts.after == "sickness":
        return sum(rest.days for rest in facts.taken if rest.rest_from.year == year)
    return sum(rest.days for rest in facts.taken if rest.rest_from > since)


def _left(facts: Rest, allowed: int, taken: int, law: Parameters) -> int:
    most = law.at("convalescence_year_days", facts.leave_from) if facts.after == "sickness" else allowed
    return int(min(allowed, most)) - taken


def _window(facts: Rest, law: Parameters) -> date:
    """The last day on which the rest may begin. After an accident the council's later conclusion opens it anew."""
    window = law.at("convalescence_window", facts.leave_from, facts.after)
    if window["counted_from"] == "end_of_leave":
        return facts.base_ended_on + timedelta(days=window["days"])
    opens = max(facts.back_on, facts.concluded_on or facts.back_on)
    return opens + timedelta(days=window["days"] - 1)


def _exclusions(facts: Rest, allowed: int, window_ends_on: date, law: Parameters) -> list[Reason]:
    day = facts.leave_from
    enough = law.at("convalescence_sick_days", day)
    found = {
        because.TOO_EARLY: day <= facts.base_ended_on,
        because.window_passed(window_ends_on): day > window_ends_on,
        because.sick_days_short(enough): facts.after == "sickness" and (facts.paid_sick_days or 0) < enough,
        because.RETURNED_EARLY: facts.returned_early and not law.at("convalescence_early_return", day),
        because.NOT_RESTED: facts.other_leave != "none",
        because.CAPACITY_LOSS_TOO_LOW: not allowed,
    }
    return [reason for reason, applies in found.items() if applies]


def _lines(facts: Rest, allowed: int, pieces: list[tuple[int, int]], amount: int, law: Parameters) -> tuple[Line, ...]:
    day = facts.leave_from
    limit = law.find("convalescence_days_accident" if facts.after == "accident" else "convalescence_days", day)
    rate = law.find("convalescence_rate", day)
    lines = [
        Line(
            label_vi="Số ngày nghỉ dưỡng sức tối đa", label_en="Days of convalescence at most",
            value=allowed, unit="ngày", basis=limit.basis, parameter=limit.parameter, as_of=day,
        ),
        Line(
            label_vi="Mức hưởng một ngày", label_en="A day's rate",
            value=rate.value, unit="%", basis=rate.basis, parameter=rate.parameter, as_of=day,
        ),
    ]  # fmt: skip
    for level, days in pieces:
        source = next(used for used in (law.find("reference_level", d) for d in _days_of(facts)) if used.value == level)
        lines.append(
            Line(
                label_vi=f"{plain_number(Fraction(days))} ngày, mức tham chiếu",
                label_en=f"{plain_number(Fraction(days))} days, reference level",
                value=level, unit="đồng", basis=source.basis, parameter=source.parameter, as_of=source.as_of,
            )
        )  # fmt: skip
    return (*lines, Line(label_vi="Số tiền được hưởng", label_en="Amount", value=amount, unit="đồng"))


def _days_of(facts: Rest) -> list[date]:
    return list(days_between(facts.leave_from, facts.leave_to))
