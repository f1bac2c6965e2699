"""Maternity leave counted in days: visits and fathers by working days, miscarriage and contraception by calendar days."""

from datetime import date, timedelta
from decimal import Decimal

from procedures.rules import maternity_reasons as because
from procedures.rules.dates import days_between
from procedures.rules.history import step_of
from procedures.rules.law import Parameters
from procedures.rules.maternity_facts import Maternity
from procedures.rules.maternity_length import Leave, children_of, is_second_birth
from procedures.rules.sick_days import missed_working_days
from procedures.rules.working import Reason


def prenatal(facts: Maternity, law: Parameters) -> Leave:
    rule = law.at("maternity_visits", facts.event_on)
    allowed = rule["days_far_or_pathological"] if facts.far_or_pathological else rule["days"]
    return _working(facts, _missed(facts, law), allowed, "maternity_visits")


def father(facts: Maternity, law: Parameters) -> Leave:
    """His days for this birth less those taken before; the old law cuts what lies outside its thirty days."""
    born = facts.event_on
    missed = _missed(facts, law)
    window = law.at("maternity_father_window", born)
    if window["must"] == "lie_inside":
        missed = [day for day in missed if day <= born + timedelta(days=window["days"])]
    earlier = () if facts.is_correction else (each for each in facts.settled if each.is_for("maternity", born))
    taken = sum((each.days or Decimal(0) for each in earlier), facts.father_days_taken)
    return _working(facts, missed, max(father_days(facts, law) - int(taken), 0), "maternity_father_days")


def father_days(facts: Maternity, law: Parameters) -> int:
    """A father's days for this birth: the better of what children and surgery give and what a second birth gives."""
    rule = law.at("maternity_father_days", facts.event_on)
    children = children_of(facts, law) or 1
    beyond = max(children - 2, 0)
    if children == 1:
        days = rule["one_difficult"] if facts.surgery or facts.under_32_weeks else rule["one"]
    elif facts.surgery:
        days = rule["several_surgery"] + beyond * rule["further_child_surgery"]
    else:
        days = rule["several"] + beyond * rule["further_child"]
    second = rule["second_birth"] + beyond * rule["further_child"] if rule["second_birth"] else 0
    return int(max(days, second)) if is_second_birth(facts) else int(days)


def miscarriage(facts: Maternity, law: Parameters) -> Leave:
    allowed = step_of(law.at("maternity_miscarriage_days", facts.event_on), facts.gestational_weeks or 0)
    return _calendar(facts, int(allowed), "maternity_miscarriage_days")


def contraception(facts: Maternity, law: Parameters) -> Leave:
    allowed = law.at("maternity_contraception_days", facts.event_on, facts.method or "iud")
    return _calendar(facts, allowed, "maternity_contraception_days")


def _missed(facts: Maternity, law: Parameters) -> list[date]:
    first, last = facts.begins_on, facts.leave_to or facts.begins_on
    rest = facts.weekly_rest_days
    return missed_working_days(first, last, rest=rest, days_off=(), other=(), calendar=law.calendar)


def _working(facts: Maternity, missed: list[date], allowed: int, parameter: str) -> Leave:
    paid = missed[:allowed]
    notes = _cut(facts, len(missed), len(paid), allowed)
    return Leave(facts.leave_from, paid[-1] if paid else None, 0, len(paid), "working", parameter, notes)


def _calendar(facts: Maternity, allowed: int, parameter: str) -> Leave:
    asked = list(days_between(facts.begins_on, facts.leave_to or facts.begins_on))
    paid = asked[:allowed]
    notes = _cut(facts, len(asked), len(paid), allowed)
    return Leave(facts.leave_from, paid[-1] if paid else None, 0, len(paid), "calendar", parameter, notes)


def _cut(facts: Maternity, asked: int, paid: int, allowed: int) -> tuple[Reason, ...]:
    notes = (because.limit_reached(allowed),) if paid < asked else ()
    is_other = facts.days_declared is not None and facts.days_declared != asked
    return (*notes, because.days_differ(asked)) if is_other else notes
