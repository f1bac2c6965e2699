"""The one-off of teachers who retired without seniority in their pension (procedure 19, Decree 14/2020; all unverified)."""

from datetime import date
from fractions import Fraction
from itertools import chain

from pydantic import ConfigDict, Field, model_validator

from procedures.rules.history import Month, month_number, step_of
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.unpaid_benefits import Benefit
from procedures.rules.working import Facts, Line, Reason, Value, Working, plain_number, whole_dong


class Teaching(Value):
    """Months of direct teaching at one school."""

    model_config = ConfigDict(populate_by_name=True, frozen=True, extra="ignore")

    from_month: Month = Field(alias="from")
    to_month: Month = Field(alias="to", description="included")
    is_public: bool = Field(True, description="a public school: only its months count")

    @model_validator(mode="after")
    def _in_order(self) -> "Teaching":
        if self.to_month < self.from_month:
            raise ValueError(f"the period {self.from_month} to {self.to_month} ends before it starts")
        return self


class Teacher(Facts):
    """A retired teacher, living or dead."""

    applied_on: date = Field(description="it picks the parameters")
    retired_on: date
    died_on: date | None = None
    periods: tuple[Teaching, ...]
    confirmed_months: int | None = Field(
        None,
        ge=0,
        description="as established where the periods declared do not hold; by default all public ones count",
    )
    benefits: tuple[Benefit, ...] = Field((), description="monthly benefits as the ledger has them")
    pension: int | None = Field(None, ge=0, description="monthly pension by the payment lists, before the ledger's")

    @model_validator(mode="after")
    def _has_pension(self) -> "Teacher":
        if self.pension is None and not any(benefit.kind == "pension" for benefit in self.benefits):
            raise ValueError("the pension is neither in the ledger nor given")
        return self

    @property
    def monthly_pension(self) -> int:
        """The pension now, or the last one of a deceased, in đồng."""
        if self.pension is not None:
            return self.pension
        return next(benefit.monthly for benefit in self.benefits if benefit.kind == "pension")


@rule(outcomes=("granted", "denied"))
def one_off(facts: Teacher, law: Parameters) -> Working:
    """`values`: months (at public schools, each counted once), years (as rounded), amount."""
    day = facts.applied_on
    months = facts.confirmed_months if facts.confirmed_months is not None else _declared(facts.periods)
    years = months // 12 + Fraction(step_of(law.at("teacher_odd_months", day), months % 12))
    reasons = _objections(facts, months, law)
    values = {"months": months, "years": plain_number(years), "amount": 0}
    if reasons:
        return Working(outcome="denied", amount=0, values=values, reasons=tuple(reasons))
    rate, floor = law.find("teacher_rate", day), law.find("teacher_floor", day)
    computed = whole_dong(Fraction(facts.monthly_pension * rate.value, 100) * years)
    amount = max(computed, floor.value)
    shown = f"{float(years):g}"
    lines = [
        Line(label_vi="Lương hưu hằng tháng", label_en="Monthly pension", value=facts.monthly_pension, unit="đồng"),
        Line(
            label_vi=f"{rate.value}% lương hưu × {shown.replace('.', ',')} năm giảng dạy ({months} tháng)",
            label_en=f"{rate.value} % of the pension × {shown} years of teaching ({months} months)",
            value=computed,
            unit="đồng",
            basis=rate.basis,
            parameter=rate.parameter,
            as_of=day,
        ),
    ]
    if amount > computed:
        lines.append(
            Line(
                label_vi="Mức trợ cấp thấp nhất",
                label_en="The least that is paid",
                value=amount,
                unit="đồng",
                basis=floor.basis,
                parameter=floor.parameter,
                as_of=day,
            )
        )
    return Working(outcome="granted", amount=amount, values={**values, "amount": amount}, lines=tuple(lines))


def _declared(periods: tuple[Teaching, ...]) -> int:
    """Months at public schools; one that two periods hold counts once."""
    public = [period for period in periods if period.is_public]
    months = (range(month_number(period.from_month), month_number(period.to_month) + 1) for period in public)
    return len(set(chain.from_iterable(months)))


def _objections(facts: Teacher, months: int, law: Parameters) -> list[Reason]:
    day = facts.applied_on
    window = law.at("teacher_retired", day)
    first, last = (date.fromisoformat(str(window[key])) for key in ("from", "until"))
    reasons = []
    if not first <= facts.retired_on <= last:
        reasons.append(
            Reason(
                code="retired_outside",
                vi=f"Nghỉ hưu ngoài khoảng thời gian từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}.",
                en=f"Retired outside the time from {first:%d %B %Y} to {last:%d %B %Y}.",
            )
        )
    died_from = date.fromisoformat(str(law.at("teacher_died_from", day)))
    if facts.died_on and facts.died_on < died_from:
        reasons.append(
            Reason(
                code="died_before",
                vi=f"Nhà giáo chết trước ngày {died_from:%d/%m/%Y}.",
                en=f"The teacher died before {died_from:%d %B %Y}.",
            )
        )
    needed = law.at("teacher_minimum_months", day)
    if months < needed:
        reasons.append(
            Reason(
                code="too_few_months",
                vi=f"Thời gian trực tiếp giảng dạy ở cơ sở công lập được xác nhận là {months} tháng, chưa đủ {needed} tháng.",
                en=f"{months} months of direct teaching at public schools are confirmed, fewer than {needed}.",
            )
        )
    return reasons
