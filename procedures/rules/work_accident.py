"""Work accident or occupational disease, first occurrence: who is covered and how much (procedure 8, rules.md 4)."""

from datetime import date
from fractions import Fraction
from typing import Any

from procedures.rules import work_accident_reasons as because
from procedures.rules.dates import add_months
from procedures.rules.history import month_name, month_number
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.work_accident_facts import Injury
from procedures.rules.work_accident_months import due_until
from procedures.rules.work_accident_parts import (
    Form,
    Insured,
    Part,
    entitled_on,
    has_carer,
    insured,
    level_part,
    years_part,
)
from procedures.rules.working import Line, Reason, Working, whole_dong


@rule(outcomes=("one_off", "monthly", "denied"))
def benefit(facts: Injury, law: Parameters) -> Working:
    """The benefit for a first injury.

    `values`: as `granted` gives them.
    """
    day = entitled_on(facts)
    percent = percent_of(facts, law)
    base = insured(facts)
    reasons = objections(facts, percent, base, day, law)
    if reasons:
        return denied(percent, reasons)
    form: Form = "monthly" if percent >= law.at("work_accident_monthly_from", day) else "one_off"
    parts = [level_part(form, percent, day, law), years_part(form, base.wage, base.years, day, law)]
    return granted(form, parts, facts, percent, day, law, base=base)


def objections(facts: Injury, percent: int, base: Insured, day: date, law: Parameters) -> list[Reason]:
    """Why this injury is not covered (Law 84/2015 arts. 40, 45, 46)."""
    reasons = []
    if facts.excluded_cause in law.at("work_accident_excluded_causes", day):
        reasons.append(because.CAUSE_EXCLUDED)
    if base.month is None:
        reasons.append(because.NOT_INSURED)
    if facts.exposed_until is not None:
        ended_on = add_months(facts.exposed_until, facts.guarantee_months or 0)
        reasons += [because.guarantee_over(ended_on)] if facts.event_on > ended_on else []
    lowest = law.at("work_accident_minimum_percent", day)
    if percent < lowest:
        reasons.append(because.too_slight(percent, lowest))
    return reasons


def percent_of(facts: Injury, law: Parameters) -> int:
    """The Council's rate; for HIV caught at work at least the rate that needs no assessment."""
    if facts.kind != "hiv":
        return facts.percent or 0
    counted: int = law.at("work_accident_hiv_percent", entitled_on(facts))
    return max(facts.percent or 0, counted)


def granted(
    form: Form,
    parts: list[Part],
    facts: Injury,
    percent: int,
    day: date,
    law: Parameters,
    *,
    base: Insured | None = None,
    paid_before: int = 0,
    notes: tuple[Reason, ...] = (),
) -> Working:
    """The working of a benefit that is due from `day` on.

    `values`: form, percent, starts_in, one_off (đồng), monthly and carer_monthly (đồng a month, as the list goes on),
    monthly_at_start, due (rows from, to, months, allowance, carer, paid_before, amount), list_from (its first month),
    base_level, amount (all that is paid at once); wage, wage_month and years where a history was counted.
    """
    exact = whole_dong(sum((part.exact for part in parts), Fraction(0)))
    values: dict[str, Any] = {
        "form": form,
        "percent": percent,
        "starts_in": month_name(month_number(day)),
        "base_level": law.at("reference_level", day),
        "one_off": exact if form == "one_off" else 0,
        "monthly_at_start": exact if form == "monthly" else 0,
        "monthly": 0,
        "carer_monthly": 0,
        "due": [],
        "list_from": month_name(month_number(facts.decided_on) + 1),
    }
    if base is not None and base.month is not None:
        values |= {"wage": base.wage, "years": base.years, "wage_month": month_name(base.month)}
    lines = [part.line for part in parts]
    if form == "one_off":
        return _finish(form, exact, values, [*lines, _line("Trợ cấp một lần", "One-off allowance", exact)], notes)
    with_carer = has_carer(percent, facts.carer_ground, day, law)
    due = due_until(facts.decided_on, day, exact, with_carer, law, paid_before)
    values |= {"monthly": due.monthly, "carer_monthly": due.carer, "due": list(due.rows)}
    lines.append(_line("Trợ cấp hằng tháng khi bắt đầu hưởng", "Monthly allowance when it begins", exact))
    lines += [_due_line(row) for row in due.rows]
    return _finish(form, due.total, values, lines, notes)


def denied(percent: int, reasons: list[Reason]) -> Working:
    """A working without a benefit."""
    return Working(outcome="denied", amount=0, values={"percent": percent, "amount": 0}, reasons=tuple(reasons))


def _finish(form: Form, amount: int, values: dict[str, Any], lines: list[Line], notes: tuple[Reason, ...]) -> Working:
    return Working(outcome=form, amount=amount, values={**values, "amount": amount}, lines=tuple(lines), reasons=notes)


def _due_line(row: dict[str, Any]) -> Line:
    first, last = (f"{month[5:]}/{month[:4]}" for month in (row["from"], row["to"]))
    carer = (", gồm trợ cấp phục vụ", ", carer included") if row["carer"] else ("", "")
    paid = (", trừ mức đang hưởng", ", less what was paid") if row["paid_before"] else ("", "")
    return Line(
        label_vi=f"Truy lĩnh {first} – {last}: {row['months']} tháng{carer[0]}{paid[0]}",
        label_en=f"Due for {first} – {last}: {row['months']} months{carer[1]}{paid[1]}",
        value=row["amount"],
        unit="đồng",
    )


def _line(vi: str, en: str, amount: int) -> Line:
    return Line(label_vi=vi, label_en=en, value=amount, unit="đồng")
