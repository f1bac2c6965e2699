"""Survivorship as a whole: the funeral allowance, monthly benefits of relatives, or the one-off (procedure 11, rules.md 7)."""

from fractions import Fraction
from typing import Any

from procedures.rules.dates import completed_years
from procedures.rules.history import COMPULSORY, COUNTED, months_of
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.survivors_facts import Death, Judged
from procedures.rules.survivors_monthly import monthly_rows
from procedures.rules.survivors_one_off import one_off
from procedures.rules.survivors_reasons import (
    INCAPACITATED,
    NO_FUNERAL,
    NO_MONTHLY_RIGHT,
    NO_RELATIVE,
    NOT_ALL_AGREE,
    NOTHING_LEFT,
    SMALL_CHILD,
)
from procedures.rules.working import Line, Reason, Working, whole_dong

RECEIVERS = ("pension", "incapacity", "accident")


@rule(outcomes=("monthly", "short", "one_off", "none"))
def rights(facts: Death, law: Parameters) -> Working:
    """What the death itself gives a right to, before anybody looks at the relatives.

    `short`: the compulsory months miss the threshold by so few that relatives may pay them. `values`: months,
    compulsory_months, funeral, monthly, missing (months), to_pay (đồng).
    """
    day = facts.died_on
    months = [month for month in months_of(facts.contributions) if month.regime in COUNTED]
    compulsory = [month for month in months if month.regime in COMPULSORY]
    enough = law.at("funeral_minimum_months", day)
    funeral = (
        facts.receives in RECEIVERS
        or facts.by_work
        or len(compulsory) >= enough["compulsory"]
        or len(months) >= enough["any"]
    )
    monthly = _gives_monthly(facts, len(compulsory), law)
    missing = law.at("survivor_minimum_months", day) - len(compulsory)
    is_short = not monthly and bool(compulsory) and 0 < missing <= law.at("survivor_months_bought", day)
    rate = law.at("survivor_purchase_rate", day)
    to_pay = whole_dong(Fraction(missing * compulsory[-1].wage * rate, 100)) if is_short else 0
    values = {
        "months": len(months),
        "compulsory_months": len(compulsory),
        "funeral": funeral,
        "monthly": monthly,
        "missing": missing if is_short else 0,
        "to_pay": to_pay,
    }
    something = bool(months) or facts.receives != "none"
    outcome = "monthly" if monthly else "short" if is_short else "one_off" if something else "none"
    return Working(outcome=outcome, values=values, reasons=() if something or funeral else (NOTHING_LEFT,))


@rule(outcomes=("monthly", "one_off", "funeral", "denied"))
def benefit(facts: Death, law: Parameters) -> Working:
    """The funeral allowance and either the monthly benefits or the one-off, each with its working.

    `values`: funeral, one_off (đồng), monthly (rows: index, name, rate, from, until, amount a month, months, arrears), monthly_total,
    arrears_total, paid_through (month the arrears reach), and those of the one-off; `amount` is all that is paid now.
    """
    right = rights(facts, law).values
    entitled = [person for person in facts.relatives if person.is_entitled] if right["monthly"] else []
    reasons: list[Reason] = []
    funeral, lines = _funeral(facts, right["funeral"], law, reasons)
    values: dict[str, Any] = {**right, "funeral": funeral, "one_off": 0, "monthly": [], "arrears_total": 0}
    values |= {"monthly_total": 0, "paid_through": f"{facts.decided_on:%Y-%m}"}
    outcome = "funeral" if funeral else "denied"
    bar = _bar(facts, entitled, law) if facts.wants == "one_off" else None
    asking = [person for person in entitled if person.asks_monthly]
    if asking and (facts.wants == "monthly" or bar):
        reasons += [bar] if bar else []
        rows = monthly_rows(facts, asking, law, lines, reasons)
        values["monthly"] = rows
        values["monthly_total"] = sum(row["amount"] for row in rows)
        values["arrears_total"] = sum(row["arrears"] for row in rows)
        outcome = "monthly"
    elif facts.wants != "funeral":
        if facts.wants == "monthly":
            reasons.append(NO_RELATIVE if right["monthly"] else NO_MONTHLY_RIGHT)
        amount, more, working = one_off(facts, law)
        values |= {**more, "one_off": amount}
        lines += working
        outcome = "one_off" if amount else outcome
    if outcome == "denied":
        reasons.append(NOTHING_LEFT)
    total = values["funeral"] + values["one_off"] + values["arrears_total"]
    return Working(
        outcome=outcome, amount=total, values={**values, "amount": total}, lines=tuple(lines), reasons=tuple(reasons)
    )


def _gives_monthly(facts: Death, compulsory: int, law: Parameters) -> bool:
    """The limbs of art. 86.1. A pension after voluntary time needs the compulsory years as well; where the register of
    benefits tells no months, the pension is taken to be one of compulsory insurance."""
    needed = law.at("survivor_minimum_months", facts.died_on)
    if facts.by_work or compulsory + facts.months_bought >= needed:
        return True
    if facts.receives == "accident":
        return bool(facts.accident_percent >= law.at("survivor_accident_percent", facts.died_on))
    if facts.receives in ("pension", "incapacity"):
        return not any(period.regime == "voluntary" for period in facts.contributions)
    return False


def _funeral(facts: Death, is_due: bool, law: Parameters, reasons: list[Reason]) -> tuple[int, list[Line]]:
    if not is_due:
        reasons.append(NO_FUNERAL)
        return 0, []
    times = law.find("funeral_levels", facts.died_on)
    amount = times.value * law.at("reference_level", facts.died_on)
    line = Line(
        label_vi=f"Trợ cấp mai táng: {times.value} lần mức tham chiếu tháng chết",
        label_en=f"Funeral allowance: {times.value} reference levels of the month of death",
        value=amount,
        unit="đồng",
        basis=times.basis,
        parameter="reference_level",
        as_of=facts.died_on,
    )
    return amount, [line]


def _bar(facts: Death, entitled: list[Judged], law: Parameters) -> Reason | None:
    """What keeps the one-off from being chosen instead of monthly benefits; nothing where nobody is entitled to them."""
    if not entitled:
        return None
    if not facts.all_agree:
        return NOT_ALL_AGREE
    below = law.at("survivor_choice_barred_below", facts.died_on)
    by_incapacity = law.at("survivor_choice_barred_by_incapacity", facts.died_on)
    for person in entitled:
        is_small = person.relation == "child" and (
            person.born_on > facts.died_on or completed_years(person.born_on, facts.died_on) < below
        )
        if below and is_small:
            return SMALL_CHILD
        if by_incapacity and person.is_incapacitated and person.relation in ("child", "spouse"):
            return INCAPACITATED
    return None
