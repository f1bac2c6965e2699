"""How long a maternity leave is, by its kind; here those counted in months, from a birth or the reception of a child."""

from datetime import date, timedelta

from procedures.rules import maternity_reasons as because
from procedures.rules.dates import add_months, months_and_days
from procedures.rules.law import Parameters
from procedures.rules.maternity_days import contraception, father, miscarriage, prenatal
from procedures.rules.maternity_facts import Maternity
from procedures.rules.maternity_length import Leave, children_of, leave_months


def leave_of(facts: Maternity, law: Parameters, *, as_birth: bool) -> Leave:
    """The leave of this kind; a pregnancy lost late counts `as_birth` when the condition is met."""
    if as_birth:
        return _birth(facts, law, counts_second=False)
    if facts.kind == "birth":
        return _birth(facts, law, counts_second=True)
    by_kind = {
        "prenatal": prenatal,
        "miscarriage": miscarriage,
        "contraception": contraception,
        "carer": _carer,
        "surrogate": _surrogate,
        "commissioning": _received,
        "adoption": _received,
        "father_leave": father,
    }
    if facts.kind == "father_one_off":
        return Leave(None, None, 0, 0, "working", "maternity_one_off")
    return by_kind[facts.kind](facts, law)


def _birth(facts: Maternity, law: Parameters, *, counts_second: bool) -> Leave:
    born = facts.event_on
    earliest = add_months(born, -law.at("maternity_leave_months", born, "before_birth"))
    first = min(max(facts.begins_on, earliest), born)
    notes = [because.began_too_early(earliest)] if facts.begins_on < earliest else []
    last = add_months(first, leave_months(facts, law, as_birth=not counts_second)) - timedelta(days=1)
    if facts.children_died_on is not None:
        last = min(last, _after_death(born, facts.children_died_on, law))
        notes.append(because.CHILD_DIED)
    least = law.at("maternity_early_return_months", born)
    if facts.returned_on is not None and facts.returned_on < min(add_months(first, least), last):
        notes.append(because.returned_before(least))
    months, days = months_and_days(first, last)
    return Leave(first, last, months, days, "calendar", "maternity_leave_months", tuple(notes))


def _after_death(born: date, died: date, law: Parameters) -> date:
    """The last day of leave when the only child, or all of them, died: from the birth while young, later from the death."""
    rule = law.at("maternity_child_death", born)
    begins, months = (
        (born, rule["from_birth"]) if died < add_months(born, rule["young"]) else (died, rule["from_death"])
    )
    return add_months(begins, months) - timedelta(days=1)


def _surrogate(facts: Maternity, law: Parameters) -> Leave:
    """Until the child is handed over, at least sixty days from the birth, never longer than a mother's leave."""
    whole = _birth(facts, law, counts_second=False)
    least = facts.event_on + timedelta(days=law.at("maternity_surrogate_days", facts.event_on) - 1)
    until = max(facts.handed_over_on or date.max, least)
    first = whole.first or facts.begins_on
    last = min(whole.last or until, until)
    months, days = months_and_days(first, last)
    return Leave(first, last, months, days, "calendar", "maternity_surrogate_days", whole.notes)


def _received(facts: Maternity, law: Parameters) -> Leave:
    """From the day the child came until it is six months old; with more children of one surrogacy a month more for each."""
    born = facts.child_birth_on or facts.event_on
    months = law.at("maternity_child_age", facts.event_on)
    if facts.kind == "commissioning":
        months += max(children_of(facts, law) - 1, 0) * law.at(
            "maternity_leave_months", facts.event_on, "further_child"
        )
    first, last = facts.event_on, add_months(born, months) - timedelta(days=1)
    length = months_and_days(first, last) if first <= last else (0, 0)
    return Leave(first, last, *length, "calendar", "maternity_child_age")


def _carer(facts: Maternity, law: Parameters) -> Leave:
    """What is left of the mother's leave, or until the child is six months old when she had no right of her own."""
    born = facts.event_on
    first = facts.begins_on
    if facts.mother_died_on is not None:
        first = max(first, facts.mother_died_on)
    months = law.at("maternity_child_age", born)
    begins = born
    if facts.mother_entitled:
        begins, months = facts.mother_leave_from or born, leave_months(facts, law)
    last = add_months(begins, months) - timedelta(days=1)
    length = months_and_days(first, last) if first <= last else (0, 0)
    return Leave(first, last, *length, "calendar", "maternity_leave_months")
