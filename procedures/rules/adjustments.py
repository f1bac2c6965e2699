"""What a corrected, cancelled or ended benefit means in money: arrears or recovery, month by month (procedure 18)."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal, NamedTuple

from pydantic import Field, model_validator

from procedures.rules.history import Month, month_name, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.pension_lines import money
from procedures.rules.pension_raises import raises
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working, whole_dong

NO_MONEY = Reason(
    code="no_money", vi="Không phát sinh truy lĩnh hoặc thu hồi.", en="Nothing is to be paid or taken back."
)


class Correction(Facts):
    """One benefit as it was paid and as it ought to be."""

    kind: Literal["a_adjust", "b_cancel", "c_terminate"]
    effect_month: Month = Field(description="first month for which the decision holds")
    began: Month | None = Field(
        None, description="first month of the benefit; those begun before 1995 are raised by more"
    )
    paid_until: Month | None = Field(None, description="last month handed out, as the ledger has it")
    unpaid_months: tuple[Month, ...] = Field((), description="months of it that were not collected")
    paid_amount: int = Field(0, ge=0, description="đồng paid in the effect month")
    right_amount: int = Field(0, ge=0, description="what ought to have been paid in it; adjustments only")
    moves_with: Literal["pension_raises", "reference_level", "nothing"] = Field(
        "pension_raises", description="what made both amounts grow since"
    )
    once_paid: int = Field(0, ge=0, description="paid once under the decision, đồng; what ends keeps it")
    once_right: int = Field(0, ge=0, description="what ought to have been paid once; adjustments only")

    @model_validator(mode="after")
    def _complete(self) -> "Correction":
        if self.kind != "a_adjust" and (self.right_amount or self.once_right):
            raise ValueError("nothing is right about a benefit that is cancelled or ended; leave the right amounts out")
        return self


class Compared(NamedTuple):
    """One month, paid and right."""

    number: int
    paid: int
    right: int


@rule(outcomes=("higher", "lower", "none"))
def effect(facts: Correction, law: Parameters) -> Working:
    """Everything paid from the effect month on against what is right; both grow by the raises since.

    `values`: difference (signed: right less paid), arrears, recovery, months, right_now (the amount paid on from here),
    stretches (from, to, months, paid, right, difference). `amount` is the difference.
    """
    months = list(_compared(facts, law))
    stretches = [_stretch(list(group)) for _, group in groupby(months, key=lambda month: (month.paid, month.right))]
    once = facts.once_right - (facts.once_paid if facts.kind != "c_terminate" else 0)
    difference = sum(stretch["difference"] for stretch in stretches) + once
    return Working(
        outcome="higher" if difference > 0 else "lower" if difference < 0 else "none",
        amount=difference,
        values={
            "difference": difference,
            "arrears": max(difference, 0),
            "recovery": max(-difference, 0),
            "months": len(months),
            "right_now": months[-1].right if months else facts.right_amount,
            "stretches": stretches,
        },
        lines=tuple(_lines(stretches, once, difference)),
        reasons=() if difference else (NO_MONEY,),
    )


def _compared(facts: Correction, law: Parameters) -> Iterator[Compared]:
    """Each month from the effect month to the last one handed out; what was not collected was not paid."""
    first = month_number(facts.effect_month)
    last = month_number(facts.paid_until) if facts.paid_until else first - 1
    not_paid = {month_number(month) for month in facts.unpaid_months}
    paid, right = (
        [(_first_day(first), amount), *_grown(amount, first, last, facts, law)]
        for amount in (facts.paid_amount, facts.right_amount)
    )
    for number in range(first, last + 1):
        yield Compared(number, 0 if number in not_paid else _at(paid, number), _at(right, number))


def _grown(amount: int, first: int, last: int, facts: Correction, law: Parameters) -> Iterator[tuple[date, int]]:
    """The day of each raise after the first month, and the amount from then on."""
    after, until = _first_day(first), _first_day(max(first, last))
    if facts.moves_with == "pension_raises":
        began_on = _first_day(month_number(facts.began or facts.effect_month))
        yield from ((step.on, step.amount) for step in raises(amount, after, until, began_on, law))
    elif facts.moves_with == "reference_level":
        before = law.at("reference_level", after)
        for entry in law.by_name["reference_level"].entries:
            if after < entry.starts_on <= until:
                level = law.at("reference_level", entry.starts_on)
                amount, before = whole_dong(Fraction(amount * level, before)), level
                yield entry.starts_on, amount


def _at(steps: list[tuple[date, int]], number: int) -> int:
    return next(amount for day, amount in reversed(steps) if day <= _first_day(number))


def _first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _stretch(months: list[Compared]) -> dict[str, Any]:
    first = months[0]
    return {
        "from": month_name(first.number),
        "to": month_name(months[-1].number),
        "months": len(months),
        "paid": first.paid,
        "right": first.right,
        "difference": len(months) * (first.right - first.paid),
    }


def _lines(stretches: list[dict[str, Any]], once: int, difference: int) -> Iterator[Line]:
    for stretch in stretches:
        first, last = month_text(month_number(stretch["from"])), month_text(month_number(stretch["to"]))
        right, paid, count = money(stretch["right"]), money(stretch["paid"]), stretch["months"]
        yield Line(
            label_vi=f"Tháng {first} đến {last}: {count} tháng × (đúng {right} − đã trả {paid})",
            label_en=f"{first} to {last}: {count} months × (right {right} − paid {paid})",
            value=stretch["difference"],
            unit="đồng",
        )
    if once:
        yield Line(
            label_vi="Chênh lệch trợ cấp một lần", label_en="Paid once, right less paid", value=once, unit="đồng"
        )
    vi, en = ("Phải thu hồi", "To be recovered") if difference < 0 else ("Truy lĩnh", "Arrears")
    yield Line(label_vi=vi, label_en=en, value=abs(difference), unit="đồng")
