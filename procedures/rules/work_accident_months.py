"""A monthly work-accident allowance month by month: what is due up to the decision, with raises and less what was paid."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from procedures.rules.history import month_name, month_number
from procedures.rules.law import Parameters
from procedures.rules.work_accident_parts import carer_monthly
from procedures.rules.working import whole_dong


@dataclass(frozen=True, slots=True)
class Due:
    """Stretches of equal months, their sum, and the amounts the monthly list goes on with."""

    rows: tuple[dict[str, Any], ...]
    total: int
    monthly: int
    carer: int


def due_until(
    decided_on: date, since: date, monthly: int, with_carer: bool, law: Parameters, paid_before: int = 0
) -> Due:
    """From the month of entitlement to the month of the decision, both paid at once; the list goes on with the next.

    A raise lifts what was in payment the month before (Decree 75/2024 and its like); the carer's part follows the base
    salary. `paid_before` is what each of these months already brought under the earlier decision.
    """
    months = []
    first = month_number(since)
    for number in range(first, month_number(decided_on) + 1):
        day = date(number // 12, number % 12 + 1, 1)
        raised = law.entry("work_accident_raise", day)
        if number > first and raised.starts_on == day:
            monthly = whole_dong(monthly * law.number("work_accident_raise", day))
        months.append((number, monthly, carer_monthly(day, law) if with_carer else 0))
    rows = []
    for (allowance, carer), group in groupby(months, key=lambda month: month[1:]):
        numbers = [number for number, *_ in group]
        amount = len(numbers) * max(allowance + carer - paid_before, 0)
        rows.append(
            {
                "from": month_name(numbers[0]),
                "to": month_name(numbers[-1]),
                "months": len(numbers),
                "allowance": allowance,
                "carer": carer,
                "paid_before": paid_before,
                "amount": amount,
            }
        )
    last = months[-1] if months else (first, monthly, 0)
    return Due(tuple(rows), sum(row["amount"] for row in rows), last[1], last[2])
