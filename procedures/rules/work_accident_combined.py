"""A further accident or disease after earlier ones, assessed together (procedure 10, rules.md 4)."""

from procedures.rules import work_accident_reasons as because
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.work_accident import denied, granted, objections
from procedures.rules.work_accident_facts import CombinedInjury
from procedures.rules.work_accident_parts import Form, entitled_on, insured, level_part, level_taken_off, years_part
from procedures.rules.working import Working


@rule(outcomes=("one_off", "monthly", "denied"))
def benefit(facts: CombinedInjury, law: Parameters) -> Working:
    """The benefit by the combined rate, from the end of the last treatment (art. 50.1), wage and years of the last event.

    Monthly: the whole allowance; a one-off settled before stays, an allowance in payment is replaced. One-off: less the part
    of the highest rate settled before, and only the years that were not counted then.
    `values`: as work_accident.benefit; settled_percent (0 when nothing was settled before).
    """
    day, percent, base = entitled_on(facts), facts.percent or 0, insured(facts)
    settled = [earlier for earlier in facts.earlier if earlier.settled != "none"]
    highest = max((earlier.percent for earlier in settled), default=0)
    reasons = objections(facts, percent, base, day, law)
    if percent <= highest:
        reasons.append(because.NO_RISE)
    if reasons:
        return _with(denied(percent, reasons), highest)
    form: Form = "monthly" if percent >= law.at("work_accident_monthly_from", day) else "one_off"
    counted = max((earlier.years for earlier in settled), default=0) if form == "one_off" else 0
    parts = [level_part(form, percent, day, law), years_part(form, base.wage, base.years, day, law, counted=counted)]
    if form == "one_off" and highest:
        parts.insert(1, level_taken_off(highest, day, law))
    paid = sum(earlier.paid_monthly for earlier in settled)
    return _with(granted(form, parts, facts, percent, day, law, base=base, paid_before=paid), highest)


def _with(working: Working, settled_percent: int) -> Working:
    return working.model_copy(update={"values": {**working.values, "settled_percent": settled_percent}})
