"""Cuts a sick leave into pieces paid at one rate: by working days and quota, or by months under the law before 2025."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

from procedures.rules import sickness_reasons as because
from procedures.rules.dates import add_months, birthday, completed_years, days_between, months_and_days
from procedures.rules.history import month_number, step_of
from procedures.rules.law import Parameters
from procedures.rules.sick_days import missed_working_days, weight
from procedures.rules.sickness_facts import SickLeave
from procedures.rules.working import Reason, plain_number

Weighted = list[tuple[date, Fraction]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch paid at one rate. `wages` is its length in monthly wages, before the rate."""

    year: int
    percent: int
    parameter: str
    wages: Fraction
    days: Fraction
    months: int = 0

    def plain(self) -> dict[str, Any]:
        """As JSON, for later steps and templates."""
        return {"year": self.year, "rate": self.percent, "days": plain_number(self.days), "months": self.months}

    def days_text(self, language: Literal["vi", "en"]) -> str:
        """`6,5` in Vietnamese, `6.5` in English."""
        text = str(plain_number(self.days))
        return text.replace(".", ",") if language == "vi" else text


@dataclass(frozen=True, slots=True)
class Share:
    """What of a leave is paid: the pieces, the days missed in all, and how each year's quota stands."""

    pieces: tuple[Piece, ...]
    missed: Fraction
    missed_by_month: dict[int, Fraction] = field(default_factory=dict)
    quota: dict[str, dict[str, int | float]] = field(default_factory=dict)
    notes: tuple[Reason, ...] = ()


def pieces_by_working_day(facts: SickLeave, paid_before: int, law: Parameters) -> Share:
    """Each year's days within its quota at the ordinary rate; after it a long-term disease goes on at the lower rate."""
    day = facts.leave_from
    years = paid_before // 12
    days, notes = _countable_days(facts, law)
    month_days = law.at("sickness_month_days", day)
    has_no_quota = facts.group in law.at("sickness_full_rate_groups", day) and facts.cause != "sick_child"
    pieces, quota = [], {}
    for year in sorted({when.year for when, _ in days}):
        missed = sum((share for when, share in days if when.year == year), Fraction(0))
        if has_no_quota:
            pieces.append((year, "sickness_rate_full", law.at("sickness_rate_full", day), missed))
            continue
        limit = _quota(facts, min(when for when, _ in days if when.year == year), years, law)
        before = _taken(facts, year, law)
        within = min(missed, max(limit - before, Fraction(0)))
        pieces.append((year, "sickness_rate", law.at("sickness_rate", day), within))
        if missed > within and facts.long_term_disease and facts.cause != "sick_child":
            lower = step_of(law.at("sickness_rate_reduced", day), years)
            pieces.append((year, "sickness_rate_reduced", lower, missed - within))
        elif missed > within:
            notes.append(because.quota_used(year, limit))
        left = max(limit - before - within, Fraction(0))
        quota[str(year)] = {"days": limit, "taken_before": plain_number(before), "left": plain_number(left)}
    by_month: dict[int, Fraction] = {}
    for when, share in days:
        by_month[month_number(when)] = by_month.get(month_number(when), Fraction(0)) + share
    return Share(
        tuple(Piece(y, rate, name, count / month_days, count) for y, name, rate, count in pieces if count),
        sum(by_month.values(), Fraction(0)),
        by_month,
        quota,
        tuple(notes),
    )


def pieces_by_calendar_day(facts: SickLeave, paid_before: int, law: Parameters) -> Share:
    """Long-term disease under the law before July 2025: full months and odd calendar days, 180 days at the ordinary rate.

    The lower rate after that lasts at most as long as the person had paid (Law 58/2014 art. 26.2).
    """
    first, last = facts.leave_from, facts.leave_to
    ordinary_days = law.at("sickness_long_term_full_days", first)
    ordinary_left = max(ordinary_days - facts.long_term_days_taken, 0)
    ordinary_to = min(last, first + timedelta(days=ordinary_left - 1))
    lower_from = max(first, ordinary_to + timedelta(days=1))
    lower_since = facts.reduced_rate_since or lower_from
    lower_to = min(last, add_months(lower_since, paid_before) - timedelta(days=1))
    lower = step_of(law.at("sickness_rate_reduced", first), paid_before // 12)
    spans = [
        (first, ordinary_to, "sickness_rate", law.at("sickness_rate", first)),
        (lower_from, lower_to, "sickness_rate_reduced", lower),
    ]
    pieces = [_monthly(*span, law.at("sickness_month_days", first)) for span in spans if span[0] <= span[1]]
    notes = (because.LOWER_RATE_ENDED,) if lower_to < last and lower_from <= last else ()
    everything = list(days_between(first, last))
    by_month = {
        number: Fraction(sum(month_number(when) == number for when in everything))
        for number in {month_number(when) for when in everything}
    }
    return Share(tuple(pieces), Fraction(len(everything)), by_month, {}, notes)


def _monthly(first: date, last: date, parameter: str, percent: int, month_days: int) -> Piece:
    months, odd = months_and_days(first, last)
    # Odd days never bring more than the whole month would (Circular 59/2015 art. 6, unverified).
    wages = months + min(Fraction(odd, month_days), Fraction(1))
    return Piece(first.year, percent, parameter, wages, Fraction(odd), months)


def _countable_days(facts: SickLeave, law: Parameters) -> tuple[Weighted, list[Reason]]:
    """The days missed with their weight, and why others were left out."""
    days = missed_working_days(
        facts.leave_from,
        facts.leave_to,
        rest=facts.weekly_rest_days,
        days_off=facts.days_off,
        other=facts.other_leave,
        calendar=law.calendar,
    )
    notes = [because.OVERLAP] if _overlaps(facts) else []
    if facts.cause == "sick_child" and facts.child_birth_on is not None:
        limit = law.at("sickness_child_age", facts.leave_from)
        young = [day for day in days if day < birthday(facts.child_birth_on, limit)]
        notes += [because.child_too_old(limit)] if len(young) < len(days) else []
        days = young
    if not law.at("sickness_half_days", facts.leave_from):
        return [(day, Fraction(1)) for day in days], notes
    if facts.shift is None:
        return _with_half_days(days, facts.half_days), notes
    weights = (
        (day, weight(day, facts.leave_from, facts.leave_to, facts.starts_at, facts.ends_at, facts.shift))
        for day in days
    )
    return [(day, share) for day, share in weights if share], notes


def _with_half_days(days: list[date], count: int) -> Weighted:
    """So many of the days as half days, first the first, then from the last back: where leaves begin and end."""
    halves = set([*days[:1], *days[:0:-1]][:count])
    return [(day, Fraction(1, 2) if day in halves else Fraction(1)) for day in days]


def _overlaps(facts: SickLeave) -> bool:
    return any(span.from_day <= facts.leave_to and facts.leave_from <= span.to_day for span in facts.other_leave)


def _quota(facts: SickLeave, first_of_year: date, years: int, law: Parameters) -> int:
    """The year's quota: of the worker, by condition of the present job; or for this child, by its age that year."""
    if facts.cause == "sick_child" and facts.child_birth_on is not None:
        age = completed_years(facts.child_birth_on, first_of_year)
        return int(step_of(law.at("sickness_child_days", facts.leave_from), age))
    return int(step_of(law.at("sickness_quota_days", facts.leave_from, facts.working_condition), years))


def _taken(facts: SickLeave, year: int, law: Parameters) -> Fraction:
    """Days that already used up the year's quota; long-term illnesses begun before the new law do not."""
    spared_before = date.fromisoformat(law.at("sickness_quota_spared_before", facts.leave_from))
    counted: Iterable[Fraction] = (
        Fraction(leave.days)
        for leave in facts.taken
        if leave.year == year and not (leave.long_term and (leave.began_on or date(year, 1, 1)) < spared_before)
    )
    return sum(counted, Fraction(0))
