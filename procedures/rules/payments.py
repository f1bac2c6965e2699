"""Money orders: what is still to be paid, first everything, then whatever the bank rejected with its account corrected."""

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Value, Working


class Payment(Value):
    """One line of a payment order; `amount` in đồng."""

    name: str
    account: str
    bank: str
    amount: int = Field(gt=0)
    text: str


class Settled(Payment):
    """A line after the bank has settled the order."""

    paid: bool
    reason: str | None = None


class Account(Value):
    """What an accountant found out about a rejected line."""

    name: str
    account: str
    bank: str


class Order(Facts):
    """What is to be paid, and how the last try went."""

    lines: tuple[Payment, ...] = Field(description="everything that is to be paid")
    settled: tuple[Settled, ...] = Field((), description="the lines of the last order, as the bank settled them")
    corrections: tuple[Account, ...] = Field((), description="accounts for its rejected lines, in their order")


@rule(outcomes=("due", "none"))
def due(facts: Order, law: Parameters) -> Working:
    """The lines to order now. `values`: payments, total (đồng).

    Raises ValueError unless every rejected line has its correction, and when it is unknown how the last order ended:
    then nobody can say what was paid.
    """
    lines: tuple[Payment, ...] = facts.lines
    if "corrections" in facts.model_fields_set and not facts.settled:
        raise ValueError("it is not known how the last order ended, so nothing can be ordered again")
    if facts.settled:
        rejected = [line for line in facts.settled if not line.paid]
        if len(rejected) != len(facts.corrections):
            raise ValueError(f"{len(rejected)} lines were rejected, {len(facts.corrections)} are corrected")
        lines = tuple(
            Payment(**account.model_dump(), amount=line.amount, text=line.text)
            for line, account in zip(rejected, facts.corrections, strict=True)
        )
    plain = [line.model_dump() for line in lines]
    total = sum(line.amount for line in lines)
    return Working(outcome="due" if plain else "none", values={"payments": plain, "total": total})
