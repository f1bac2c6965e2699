"""Whether a card covers the days of a visit (procedure 22, rules.md 10.3)."""

from datetime import date, timedelta

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Value, Working


class CardPeriod(Value):
    """A stretch of time in which a card holds."""

    valid_from: date
    valid_to: date | None = None
    code: str = Field(pattern=r"^[A-Z]{2}[1-5][0-9]{12}$", description="card code of 15 characters")


class Stay(Facts):
    """The days of a visit or stay, and the cards of the person."""

    periods: tuple[CardPeriod, ...] = Field(description="in any order; they may touch")
    admitted_on: date
    discharged_on: date


@rule(outcomes=("card_covers", "card_covers_partly", "no_card"))
def cover(facts: Stay, law: Parameters) -> Working:
    """The last day the cards cover; a card that ends during a stay covers so many days more.

    `card_covers_partly`: the stay is longer, so its cost after that day is not covered. `values`: card_code (of the last covered day),
    covered_until, days_left_out.
    """
    holding, until = None, facts.admitted_on - timedelta(days=1)
    for period in sorted(facts.periods, key=lambda period: period.valid_from):
        if period.valid_from <= until + timedelta(days=1) and (period.valid_to is None or period.valid_to > until):
            holding, until = period, period.valid_to or facts.discharged_on
            if until >= facts.discharged_on:
                break
    if holding is None:
        return Working(outcome="no_card", reasons=(no_card(facts.admitted_on),))
    more = law.find("hi_days_after_expiry", facts.discharged_on)
    last = min(facts.discharged_on, until + timedelta(days=more.value) if until < facts.discharged_on else until)
    left_out = (facts.discharged_on - last).days
    line = Line(
        label_vi=f"Thẻ {holding.code} được hưởng đến ngày",
        label_en=f"Card {holding.code} covers up to",
        value=last.isoformat(),
        basis=more.basis,
        parameter=more.parameter if until < facts.discharged_on else None,
        as_of=facts.discharged_on,
    )
    return Working(
        outcome="card_covers_partly" if left_out else "card_covers",
        values={"card_code": holding.code, "covered_until": last.isoformat(), "days_left_out": left_out},
        lines=(line,),
        reasons=(days_left_out(last),) if left_out else (),
    )


def no_card(admitted_on: date) -> Reason:
    """No card held on the first day."""
    return Reason(
        code="no_card",
        vi=f"Thẻ bảo hiểm y tế không có giá trị sử dụng vào ngày {admitted_on:%d/%m/%Y}.",
        en=f"No health card was valid on {admitted_on:%d %B %Y}.",
    )


def days_left_out(last: date) -> Reason:
    """The card ended too long before the discharge."""
    return Reason(
        code="days_left_out",
        vi=f"Thẻ đã hết hạn; chi phí sau ngày {last:%d/%m/%Y} không được thanh toán.",
        en=f"The card had ended; costs after {last:%d %B %Y} are not paid.",
    )
