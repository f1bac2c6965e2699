"""Whether a maternity benefit is due at all, and who of the parents has it (Law 41/2024 arts. 50, 53, 58; before it Law 58/2014)."""

from datetime import date, timedelta

from procedures.rules import maternity_reasons as because
from procedures.rules.dates import add_months
from procedures.rules.history import CountedMonth
from procedures.rules.law import Parameters
from procedures.rules.maternity_facts import CONDITIONAL, OF_A_RECEPTION, Maternity
from procedures.rules.maternity_months import Tested, is_insured, tested
from procedures.rules.working import Reason


def counts_as_birth(facts: Maternity, test: Tested, law: Parameters) -> bool:
    """A pregnancy lost so late that it is treated as a birth, for a woman who meets the condition."""
    weeks = law.at("maternity_as_birth_weeks", facts.event_on)
    is_late = weeks is not None and (facts.gestational_weeks or 0) >= weeks
    return facts.kind == "miscarriage" and is_late and test.is_met


def exclusions(facts: Maternity, test: Tested, months: list[CountedMonth], law: Parameters) -> list[Reason]:
    """Why nothing is due; empty when something is."""
    short = because.months_short(test.months, test.needed, test.within)
    found = {
        short: facts.kind in CONDITIONAL | {"father_one_off"} and not test.is_met,
        because.NOT_INSURED: facts.kind not in CONDITIONAL | {"father_one_off"}
        and not is_insured(facts.begins_on, months),
        because.too_many_visits(law.at("maternity_visits", facts.event_on, "visits")): _has_too_many_visits(facts, law),
        because.CHILD_TOO_OLD: facts.kind in OF_A_RECEPTION and _is_too_old(facts, law),
        because.ALREADY_PAID: _is_paid_already(facts),
        because.OTHER_PARENT_PAID: facts.kind == "adoption" and _other_parent_had_it(facts),
        because.MOTHER_ENTITLED: facts.kind == "father_one_off" and mother_has_it(facts),
        because.BEFORE_BIRTH: facts.kind == "father_leave" and facts.begins_on < facts.event_on,
    }
    reasons = [reason for reason, applies in found.items() if applies]
    last = _last_start(facts, law)
    return reasons if last is None or facts.begins_on <= last else [*reasons, because.window_passed(last)]


def one_off_is_due(facts: Maternity, months: list[CountedMonth], law: Parameters, *, as_birth: bool) -> bool:
    """Whether the allowance for each child goes to this person."""
    if facts.kind == "commissioning":
        return not facts.surrogate_entitled
    if facts.kind == "father_leave":
        return facts.claims_one_off and not mother_has_it(facts) and tested(facts, months, law).is_met
    return as_birth or facts.kind in ("birth", "surrogate", "adoption", "father_one_off")


def mother_has_it(facts: Maternity) -> bool:
    """The mother meets the condition, as declared or as her ledger shows."""
    return facts.mother_entitled or _other_parent_had_it(facts)


def _other_parent_had_it(facts: Maternity) -> bool:
    days = {facts.event_on, facts.child_birth_on}
    return any(each.kind == "maternity" and each.occurred_on in days for each in facts.other_parent)


def _is_paid_already(facts: Maternity) -> bool:
    """For the same event, but a father's leave may be taken in parts and a correction is to be paid anew."""
    if facts.is_correction or facts.kind in ("father_leave", "prenatal", "miscarriage", "contraception"):
        return False
    return any(each.is_for("maternity", facts.event_on) for each in facts.settled)


def _has_too_many_visits(facts: Maternity, law: Parameters) -> bool:
    """By the number declared, or by short leaves of the ledger in the nine months before."""
    if facts.kind != "prenatal":
        return False
    rule = law.at("maternity_visits", facts.event_on)
    since = add_months(facts.begins_on, -9)
    earlier = [
        each
        for each in facts.settled
        if each.kind == "maternity" and each.occurred_on is None and each.from_day is not None
        and since <= each.from_day < facts.begins_on and (each.days or 0) <= rule["days_far_or_pathological"]
    ]  # fmt: skip
    return bool(max(facts.visit_number, len(earlier) + 1) > rule["visits"])


def _is_too_old(facts: Maternity, law: Parameters) -> bool:
    born = facts.child_birth_on or facts.event_on
    return facts.event_on >= add_months(born, law.at("maternity_child_age", facts.event_on))


def _last_start(facts: Maternity, law: Parameters) -> date | None:
    """The last day on which a father's leave may begin."""
    if facts.kind != "father_leave":
        return None
    return facts.event_on + timedelta(days=law.at("maternity_father_window", facts.event_on, "days"))
