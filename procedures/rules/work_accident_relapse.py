"""Work injury or occupational disease that broke out again: the new rate against the old one (procedure 9, rules.md 4)."""

from fractions import Fraction

from procedures.rules import work_accident_reasons as because
from procedures.rules.dates import add_months
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.work_accident import benefit as first_benefit
from procedures.rules.work_accident import denied, granted
from procedures.rules.work_accident_facts import Injury, RelapsedInjury
from procedures.rules.work_accident_parts import Part, level_part, level_taken_off, years_part
from procedures.rules.working import Line, Working


@rule(outcomes=("one_off", "monthly", "denied"))
def benefit(facts: RelapsedInjury, law: Parameters) -> Working:
    """The benefit after a new assessment; it holds from the month of the Council's conclusion (art. 50.2).

    Never entitled before: a first grant. A one-off before: the difference of the parts by loss, or a monthly allowance from
    31 % on, with the wage and years of then. A monthly allowance before: its part by loss anew, the part by years as it is.
    `values`: as work_accident.benefit; `change` names which of these it is.
    """
    percent, day = facts.percent or 0, facts.concluded_on
    assert day is not None
    if facts.settled == "none":
        # Injury's own facts; a relapse counts from the conclusion even after treatment.
        plain = facts.model_dump(include=set(Injury.model_fields) - {"treated_until"})
        return _named(first_benefit(Injury.model_validate(plain), law), "first_grant")
    if percent <= facts.earlier_percent:
        return _named(denied(percent, [because.NO_RISE]), "no_rise")
    before = facts.earlier_concluded_on
    is_early = before is not None and day < add_months(before, law.at("work_accident_reassessment_after", day))
    notes = (because.EARLY,) if is_early else ()
    if facts.settled == "monthly":
        parts = [level_part("monthly", percent, day, law), _years_as_paid(facts.years_part_paid or 0)]
        paid = (facts.monthly_paid or 0) + facts.carer_paid
        raised = granted("monthly", parts, facts, percent, day, law, paid_before=paid, notes=notes)
        return _named(raised, "monthly_raised")
    if percent >= law.at("work_accident_monthly_from", day):
        by_years = years_part("monthly", facts.earlier_wage or 0, facts.earlier_years or 0, day, law)
        parts = [level_part("monthly", percent, day, law), by_years]
        return _named(granted("monthly", parts, facts, percent, day, law, notes=notes), "one_off_to_monthly")
    parts = [level_part("one_off", percent, day, law), level_taken_off(facts.earlier_percent, day, law)]
    return _named(granted("one_off", parts, facts, percent, day, law, notes=notes), "one_off_difference")


def _years_as_paid(amount: int) -> Part:
    line = Line(
        label_vi="Theo số năm đóng, như đang hưởng",
        label_en="By years paid, as in payment",
        value=amount,
        unit="đồng",
    )
    return Part(Fraction(amount), line)


def _named(working: Working, change: str) -> Working:
    return working.model_copy(update={"values": {**working.values, "change": change}})
