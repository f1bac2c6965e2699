"""Contributions given back: months insured elsewhere, months after death, money paid by mistake (procedures 1, 2 and 3)."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from procedures.rules.history import Month, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Value, Working, whole_dong


class Request(Facts):
    """Who asks for what, as the form has it."""

    person: dict[str, Any] = Field(description="whose money it is: as fragment person or employer has it")
    refund: dict[str, Any] = Field(description="what is asked for, as the form has it")


class Receipt(Value):
    """Money that was paid for months in a row; `amount` without what the State or others added."""

    model_config = ConfigDict(populate_by_name=True)

    number: str
    paid_on: date
    from_month: Month
    to_month: Month
    amount: int = Field(gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> "Receipt":
        if self.to_month < self.from_month:
            raise ValueError(f"receipt {self.number} ends before it starts")
        return self

    @property
    def months(self) -> range:
        """The months as numbers."""
        return range(month_number(self.from_month), month_number(self.to_month) + 1)


class Cover(Value):
    """Months or days insured in another way; a month begun after its first day does not count as covered."""

    model_config = ConfigDict(populate_by_name=True, extra="ignore")

    from_: Annotated[str, Field(alias="from", pattern=r"^\d{4}-\d{2}(-\d{2})?$")]
    to: Annotated[str, Field(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]

    @property
    def months(self) -> range:
        """The months as numbers."""
        begun_later = len(self.from_) > 7 and not self.from_.endswith("-01")
        return range(month_number(self.from_) + begun_later, month_number(self.to) + 1)


class Refund(Facts):
    """One person's request for money back."""

    ground: Literal["duplicate", "death", "mistake"]
    receipts: tuple[Receipt, ...] = Field(min_length=1)
    covered: tuple[Cover, ...] = Field((), description="what else the person was insured by, for duplicates")
    died_on: date | None = Field(None, description="as the civil register or the certificate says")
    used_until: date | None = Field(None, description="last day a health card was used")


@rule(outcomes=("asked",))
def asked(facts: Request, law: Parameters) -> Working:
    """The request as it stands when it is looked at. `values`: person, refund."""
    return Working(outcome="asked", values={"person": facts.person, "refund": facts.refund})


@rule(outcomes=("granted", "denied"))
def contributions(facts: Refund, law: Parameters) -> Working:
    """The share of each receipt that falls on months to be given back; money paid by mistake goes back whole.

    `values`: amount, months (given back).
    """
    reasons = _against(facts)
    lines, total, given_back = [], 0, 0
    for receipt in facts.receipts if not reasons else ():
        months = _months_back(facts, receipt)
        if not months:
            continue
        part = whole_dong(Fraction(receipt.amount * len(months), len(receipt.months)))
        total += part
        given_back += len(months)
        span = f"{month_text(months[0])}–{month_text(months[-1])}"
        share = f"{len(months)}/{len(receipt.months)}"
        lines.append(
            Line(
                label_vi=f"Biên lai {receipt.number}: hoàn {share} tháng ({span})",
                label_en=f"Receipt {receipt.number}: {share} months ({span})",
                value=part,
                unit="đồng",
            )
        )
    if not reasons and not total:
        reasons = [NOTHING_TO_REFUND]
    return Working(
        outcome="denied" if reasons else "granted",
        amount=total,
        values={"months": given_back},
        lines=tuple(lines),
        reasons=tuple(reasons),
    )


def _against(facts: Refund) -> list[Reason]:
    if facts.ground != "death":
        return []
    if facts.died_on is None:
        return [DEATH_NOT_PROVEN]
    return [CARD_USED] if facts.used_until and facts.used_until > facts.died_on else []


def _months_back(facts: Refund, receipt: Receipt) -> list[int]:
    if facts.ground == "death":
        assert facts.died_on is not None
        return [number for number in receipt.months if number > month_number(facts.died_on)]
    if facts.ground == "duplicate":
        covered = {number for cover in facts.covered for number in cover.months}
        return [number for number in receipt.months if number in covered]
    return list(receipt.months)


NOTHING_TO_REFUND = Reason(
    code="nothing_to_refund",
    vi="Không có tháng nào đóng trùng hoặc đóng sau ngày chết.",
    en="No month was paid twice or after the death.",
)
DEATH_NOT_PROVEN = Reason(
    code="death_not_proven",
    vi="Chưa xác định được ngày chết.",
    en="The day of death is not known.",
)
CARD_USED = Reason(
    code="card_used",
    vi="Thẻ bảo hiểm y tế còn được sử dụng sau ngày chết; phải kiểm tra.",
    en="The health card was used after the day of death.",
)
