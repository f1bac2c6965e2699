"""Monthly survivor benefits: who of the entitled receives, how much a month, and what is due at once (Law 41/2024 art. 87)."""

from datetime import date
from typing import Any

from procedures.rules.dates import add_months
from procedures.rules.law import Parameters
from procedures.rules.survivors_facts import Death, Judged
from procedures.rules.survivors_reasons import beyond
from procedures.rules.working import Line, Reason, whole_dong


def monthly_rows(
    facts: Death, entitled: list[Judged], law: Parameters, lines: list[Line], reasons: list[Reason]
) -> list[dict[str, Any]]:
    """At most so many who ask for it, in the order of the form; what is due up to the month of the decision at once."""
    most = law.at("survivor_receivers", facts.died_on)
    if len(entitled) > most:
        reasons.append(beyond(most))
    rows = []
    for person in entitled[:most]:
        paid = _months(person, facts.decided_on)
        arrears = sum(_month_amount(person, month, law) for month in paid)
        current = _month_amount(person, facts.decided_on.replace(day=1), law)
        rows.append(
            {
                "index": person.index,
                "name": person.name,
                "rate": person.rate,
                "from": person.from_month,
                "until": person.until_month,
                "amount": current,
                "months": len(paid),
                "arrears": arrears,
            }
        )
        lines.append(_line(person, current, facts.decided_on, law))
    return rows


def _line(person: Judged, amount: int, day: date, law: Parameters) -> Line:
    used = law.find("reference_level", day)
    double = f" × {person.times}" if person.times > 1 else ""
    return Line(
        label_vi=f"{person.name}: {person.rate}% mức tham chiếu{double}",
        label_en=f"{person.name}: {person.rate} % of the reference level{double}",
        value=amount,
        unit="đồng/tháng",
        basis=used.basis,
        parameter=used.parameter,
        as_of=day,
    )


def _months(person: Judged, through: date) -> list[date]:
    """First days of the months due so far."""
    month, found = date.fromisoformat(f"{person.from_month}-01"), []
    last = through if person.until_month is None else min(through, date.fromisoformat(f"{person.until_month}-01"))
    while month <= last:
        found.append(month)
        month = add_months(month, 1)
    return found


def _month_amount(person: Judged, month: date, law: Parameters) -> int:
    return whole_dong(law.number("reference_level", month) * person.rate * person.times / 100)
