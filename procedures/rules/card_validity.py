"""Health cards of people insured only for health: which group counts, from when and until when the card is good (procedure 3)."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import ConfigDict, Field

from procedures.rules.dates import add_months
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Value, Working

CHILD, FIVE_YEARS = "TE", 60


class CardPeriod(Value):
    """A stretch of validity of an earlier card, as register `cards` has it."""

    model_config = ConfigDict(populate_by_name=True, extra="ignore")

    group: str
    from_: Annotated[date, Field(alias="from")]
    to: date


class Cardholder(Facts):
    """One person who is to have a card."""

    group: str = Field(pattern="^[A-Z]{2}$")
    paid_on: date = Field(description="day of payment; where nobody pays, the day of the list")
    months: int = Field(12, ge=1, le=60)
    entitled_on: date | None = Field(None, description="day the decision names: unemployment benefit, merit, donation")
    birth_on: date | None = Field(None, description="needed for children")
    earlier: tuple[CardPeriod, ...] = Field((), description="the person's cards so far, in any order")
    five_years_from: date | None = Field(None, description="as the register counts it")


@rule(outcomes=("free", "covered"))
def standing(facts: Cardholder, law: Parameters) -> Working:
    """Whether the person holds a card of a group that comes before this one on the day; then that one is kept.

    `values`: held_group, held_until, when covered.
    """
    order = law.at("hi_group_order", facts.paid_on)
    place = order.get(facts.group, max(order.values()))
    held = [card for card in facts.earlier if card.from_ <= facts.paid_on <= card.to and card.group != facts.group]
    before = [card for card in held if order.get(card.group, 0) < place]
    if not before:
        return Working(outcome="free")
    first = min(before, key=lambda card: order.get(card.group, 0))
    return Working(
        outcome="covered",
        values={"held_group": first.group, "held_until": first.to.isoformat()},
        reasons=(_covered(first),),
    )


@rule(outcomes=("valid",))
def validity(facts: Cardholder, law: Parameters) -> Working:
    """`values`: valid_from, valid_to, is_waiting, five_years_from."""
    last = max((card.to for card in facts.earlier if card.from_ <= facts.paid_on), default=None)
    first_day, is_waiting = _first_day(facts, last, law)
    unbroken = last is not None and not _is_broken(facts, last, law)
    five_years = facts.five_years_from if unbroken and facts.five_years_from else add_months(first_day, FIVE_YEARS)
    last_day = _last_day(facts, first_day, law)
    line = Line(
        label_vi="Thẻ có giá trị sử dụng từ ngày" + (" (sau thời gian chờ)" if is_waiting else ""),
        label_en="Card valid from" + (" (after the waiting time)" if is_waiting else ""),
        value=first_day.isoformat(),
        basis=law.find("hi_waiting", facts.paid_on).basis,
        parameter="hi_waiting",
        as_of=facts.paid_on,
    )
    return Working(
        outcome="valid",
        values={
            "valid_from": first_day.isoformat(),
            "valid_to": last_day.isoformat(),
            "is_waiting": is_waiting,
            "five_years_from": five_years.isoformat(),
        },
        lines=(line,),
    )


def _first_day(facts: Cardholder, last: date | None, law: Parameters) -> tuple[date, bool]:
    if facts.group == CHILD and facts.birth_on:
        return facts.birth_on if last is None else max(facts.paid_on, facts.birth_on), False
    if facts.entitled_on:
        return facts.entitled_on, False
    waiting = law.at("hi_waiting", facts.paid_on)
    if facts.group in waiting["groups"] and (last is None or _is_broken(facts, last, law)):
        return facts.paid_on + timedelta(days=waiting["wait"]), True
    if last is not None and last >= facts.paid_on:
        return last + timedelta(days=1), False
    return facts.paid_on, False


def _is_broken(facts: Cardholder, last: date, law: Parameters) -> bool:
    """Whether the time without a card is long enough to begin anew."""
    return (facts.paid_on - last).days - 1 >= int(law.at("hi_waiting", facts.paid_on)["break"])


def _last_day(facts: Cardholder, first_day: date, law: Parameters) -> date:
    """Children: 30 September of the year of 72 months; born later in the year: the end of the month of 72 months."""
    if facts.group != CHILD or facts.birth_on is None:
        return add_months(first_day, facts.months) - timedelta(days=1)
    child = law.at("hi_child", facts.paid_on)
    reached = add_months(facts.birth_on, child["months"])
    until = date.fromisoformat(f"{reached.year}-{child['until']}")
    return until if reached <= until else add_months(reached.replace(day=1), 1) - timedelta(days=1)


def _covered(card: CardPeriod) -> Reason:
    vi = f"Đang có thẻ nhóm {card.group} đến ngày {card.to:%d/%m/%Y}, là nhóm phải tham gia trước."
    en = f"Holds a card of group {card.group} until {card.to:%d %B %Y}, which comes first."
    return Reason(code="covered", vi=vi, en=en)
