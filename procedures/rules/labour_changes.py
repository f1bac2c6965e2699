"""One row of list D02-LT: what its plan code does, and what speaks against it (procedure 1)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field

from procedures.rules.compulsory import Group, Region, lowest_wage
from procedures.rules.history import COMPULSORY, ContributionPeriod, Month, month_number
from procedures.rules.labour_reasons import (
    GROUP_NOT_INSURED,
    MONTHS_AHEAD,
    PROOF_MISSING,
    active_elsewhere,
    active_here,
    below_floor,
    not_active,
)
from procedures.rules.law import NotInForce, Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Reason, Working, whole_dong

KINDS = {
    "TM": "increase",
    "TC": "increase",
    "TD": "increase",
    "ON": "increase",
    "AD": "back_payment",
    "TT": "back_payment",
    "DC": "adjustment",
    "CD": "adjustment",
    "GH": "decrease",
    "GC": "decrease",
    "TS": "decrease",
    "OF": "decrease",
    "KL": "decrease",
}


class Change(Facts):
    """One worker's row, with what the register of contributions knows."""

    plan: Literal["TM", "TC", "TD", "ON", "AD", "TT", "DC", "CD", "GH", "GC", "TS", "OF", "KL"]
    group: Group = "employee"
    region: Region = "I"
    wage: int | None = Field(None, ge=0, description="đồng a month; left out where a coefficient is given")
    coefficient: Decimal | None = Field(None, gt=0, description="State pay scale")
    position_allowance: Decimal = Field(Decimal(0), ge=0, description="coefficient")
    over_frame_percent: int = Field(0, ge=0, le=100)
    seniority_percent: int = Field(0, ge=0, le=100)
    from_month: Month
    to_month: Month | None = None
    started_on: date | None = Field(None, description="first day of the contract, for the window of registration")
    submitted_on: date
    employer_code: str | None = Field(None, description="who files; left out for those who file for themselves")
    contributions: tuple[ContributionPeriod, ...] = ()
    has_evidence: bool = Field(False, description="evidence sheet D01-TS is filled in")
    is_confirmed: bool = Field(
        False, description="an officer has looked at it: only what no officer may pass over still counts"
    )


@rule(outcomes=("accepted", "questioned"))
def change(facts: Change, law: Parameters) -> Working:
    """`values`: kind, wage, previous_wage, from_month, to_month (of what is due now), days_late, is_evasion, is_violation."""
    kind = KINDS[facts.plan]
    before = _previous_wage(facts) if kind == "adjustment" else 0
    has_wage = facts.wage is not None or facts.coefficient is not None
    wage = whole_dong(wage_of(facts, law)) if has_wage else before
    reasons = [*_months(facts, kind), *_unknown_group(facts, law)]
    if kind == "adjustment" and not before:
        reasons.append(not_active(month_number(facts.from_month)))
    if not facts.is_confirmed:
        reasons += [*_elsewhere(facts, kind), *_wage(facts, kind, wage, law), *_proof(facts, kind)]
    days_late = _days_late(facts, kind, law)
    line = law.at("evasion_after", facts.submitted_on)
    is_evasion = line is not None and days_late > line
    return Working(
        outcome="questioned" if reasons else "accepted",
        values={
            "kind": kind,
            "wage": wage,
            "previous_wage": before,
            "from_month": facts.from_month,
            "to_month": facts.to_month or f"{facts.submitted_on:%Y-%m}",
            "days_late": days_late,
            "is_evasion": is_evasion,
            "is_violation": kind == "back_payment" or is_evasion,
        },
        reasons=tuple(reasons),
    )


def wage_of(facts: Change, law: Parameters) -> Fraction:
    """The wage in đồng; on the State pay scale coefficients times the reference level (QĐ 595 art. 6)."""
    if facts.coefficient is None:
        return Fraction(facts.wage or 0)
    scale = Fraction(facts.coefficient)
    with_frame = scale * (100 + facts.over_frame_percent) / 100 + Fraction(facts.position_allowance)
    day = date.fromisoformat(f"{facts.from_month}-01")
    return with_frame * (100 + facts.seniority_percent) / 100 * int(law.at("reference_level", day))


def _days_late(facts: Change, kind: str, law: Parameters) -> int:
    """Days by which the window of registration was missed; nothing for other rows than increases."""
    if kind not in ("increase", "back_payment") or facts.started_on is None:
        return 0
    last = facts.started_on + timedelta(days=law.at("registration_window", facts.started_on))
    return max((facts.submitted_on - last).days, 0)


def _active(facts: Change, number: int) -> list[ContributionPeriod]:
    return [each for each in facts.contributions if number in each.months and each.regime in COMPULSORY]


def _previous_wage(facts: Change) -> int:
    """The wage contributed on so far with this employer: of the month itself, or the one before."""
    number = month_number(facts.from_month)
    own = [each for month in (number, number - 1) for each in _active(facts, month) if _is_own(facts, each)]
    return own[0].wage if own else 0


def _is_own(facts: Change, period: ContributionPeriod) -> bool:
    return facts.employer_code is None or period.employer_code == facts.employer_code


def _months(facts: Change, kind: str) -> list[Reason]:
    last = facts.to_month or f"{facts.submitted_on:%Y-%m}"
    if kind != "decrease" and last < facts.from_month:
        return [MONTHS_AHEAD]
    return []


def _unknown_group(facts: Change, law: Parameters) -> list[Reason]:
    day = date.fromisoformat(f"{facts.from_month}-01")
    try:
        law.find("contribution_shares", day, facts.group)
    except NotInForce:
        return [GROUP_NOT_INSURED]
    return []


def _elsewhere(facts: Change, kind: str) -> list[Reason]:
    number = month_number(facts.from_month)
    if kind in ("increase", "back_payment"):
        found = _active(facts, number)
        if any(not _is_own(facts, each) for each in found):
            return [active_elsewhere(number)]
        return [active_here(number)] if found else []
    if kind == "adjustment":
        return []
    here = any(_is_own(facts, each) for month in (number - 1, number) for each in _active(facts, month))
    return [] if here else [not_active(number)]


def _wage(facts: Change, kind: str, wage: int, law: Parameters) -> list[Reason]:
    if kind == "decrease" or facts.group == "conscript":
        return []
    lowest = lowest_wage(facts.region, date.fromisoformat(f"{facts.from_month}-01"), law)
    return [below_floor(lowest)] if wage < lowest else []


def _proof(facts: Change, kind: str) -> list[Reason]:
    return [PROOF_MISSING] if kind == "back_payment" and not facts.has_evidence else []
