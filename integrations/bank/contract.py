"""The wire between us and the bank: an order of many lines, accepted at once, each line paid or rejected later.

The contract is our own convention (docs/integrations/bank.md). Money is integer đồng.
"""

from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

MAX_LINES = 1000
Key = Field(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9._:-]+$")


class Wire(BaseModel):
    """A value on the wire; fields the bank adds later are ignored."""

    model_config = ConfigDict(frozen=True)


class PaymentLine(Wire):
    """One payment to one person or employer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line_id: str = Key
    payee_name: str = Field(min_length=1, max_length=100, description="the account holder")
    account_number: str = Field(pattern=r"^\d{6,20}$")
    bank_code: str = Field(pattern=r"^\d{8}$", description="CITAD code of the head office")
    amount: int = Field(gt=0, le=10**13, strict=True, description="đồng")
    text: str = Field(
        min_length=1, max_length=140, description="shown to the payee and read by others: no personal health facts"
    )


class PaymentOrder(Wire):
    """What we ask the bank to pay; `key` travels as Idempotency-Key and names the order for good."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Key
    lines: list[PaymentLine] = Field(min_length=1, max_length=MAX_LINES)

    @property
    def total(self) -> int:
        """The sum of all lines in đồng."""
        return sum(line.amount for line in self.lines)

    @model_validator(mode="after")
    def _lines_differ(self) -> Self:
        if len({line.line_id for line in self.lines}) < len(self.lines):
            raise ValueError("two lines have the same line_id")
        return self


class Accepted(Wire):
    """The bank has taken the order; nothing is paid yet."""

    key: str
    bank_reference: str
    accepted_at: AwareDatetime
    lines: int
    total: int = Field(description="đồng")


class LineState(StrEnum):
    """Where a line stands; paid and rejected are final."""

    PENDING = "pending"
    """The bank has not settled it yet."""
    PAID = "paid"
    """The money is in the account."""
    REJECTED = "rejected"
    """No money moved; `reason` says why. After correction it is ordered again under a new key."""


class Rejection(StrEnum):
    """Why a line was rejected."""

    ACCOUNT_CLOSED = "account_closed"
    """There is no such account any more."""
    NAME_MISMATCH = "name_mismatch"
    """The account belongs to somebody else."""
    UNKNOWN_BANK = "unknown_bank"
    """No bank has this code."""


class LineStatus(Wire):
    """What became of one line."""

    line_id: str
    state: LineState
    reason: Rejection | None = None
    settled_at: AwareDatetime | None = None
    transaction: str | None = Field(default=None, description="the bank's number of the transfer, when paid")

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if (self.state is LineState.REJECTED) != (self.reason is not None):
            raise ValueError("a rejected line has a reason, others have none")
        if self.state is not LineState.PENDING and self.settled_at is None:
            raise ValueError("a settled line says when")
        return self


class OrderStatus(Wire):
    """What became of an order: every line, in the order they were given."""

    key: str
    bank_reference: str
    accepted_at: AwareDatetime
    lines: list[LineStatus]

    @property
    def is_settled(self) -> bool:
        """Whether every line is paid or rejected."""
        return all(line.state is not LineState.PENDING for line in self.lines)

    @property
    def rejected(self) -> list[LineStatus]:
        """The lines that need a correction."""
        return [line for line in self.lines if line.state is LineState.REJECTED]


class Callback(Wire):
    """The body of a callback: the whole status of an order as it stood at `timestamp`."""

    type: Literal["payment_order.updated"]
    timestamp: AwareDatetime
    data: OrderStatus
