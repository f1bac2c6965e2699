"""The first payment of a monthly benefit: its months up to the decision, the one-off and the fee (procedure 14, macro PAY)."""

from datetime import date

from pydantic import Field

from procedures.rules.history import month_name, month_number
from procedures.rules.law import Parameters
from procedures.rules.monthly_payments import stretches
from procedures.rules.pension_lines import plain_line
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working


class Granted(Facts):
    """A monthly benefit that is granted, and what is paid with it."""

    monthly: int = Field(ge=0, description="đồng a month on the day it starts")
    starts_on: date
    decided_on: date
    one_off: int = Field(0, ge=0)
    fee: int = Field(0, ge=0, description="assessment fee that is refunded")


@rule(outcomes=("ready",))
def payment(facts: Granted, law: Parameters) -> Working:
    """Whole months from the start through the month of the decision, at least the first one, with the raises between.

    A start inside a month is paid from the next month on. `values`: months, months_amount, one_off, fee,
    listed_from (first month of the running list), monthly_now (đồng a month from then on).
    """
    first = month_number(facts.starts_on) + (facts.starts_on.day > 1)
    last = max(month_number(facts.decided_on), first)
    parts = list(stretches(facts.monthly, facts.starts_on, facts.starts_on, first, last, law))
    months_amount = sum(part.amount for part in parts)
    total = months_amount + facts.one_off + facts.fee
    lines = [each for part in parts for each in part.lines]
    if facts.one_off:
        lines.append(plain_line("Trợ cấp một lần khi nghỉ hưu", "One-off at retirement", facts.one_off))
    if facts.fee:
        lines.append(plain_line("Phí giám định y khoa", "Medical assessment fee", facts.fee))
    lines.append(plain_line("Số tiền chi lần đầu", "First payment", total))
    return Working(
        outcome="ready",
        amount=total,
        values={
            "months": last - first + 1,
            "months_amount": months_amount,
            "one_off": facts.one_off,
            "fee": facts.fee,
            "listed_from": month_name(last + 1),
            "monthly_now": parts[-1].monthly,
        },
        lines=tuple(lines),
    )
