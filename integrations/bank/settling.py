"""How the sandbox bank settles orders: each line once, by the account it goes to, each change told in a callback."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import uuid4

from fastapi import HTTPException
from pydantic import BaseModel

from integrations.bank.contract import (
    Accepted,
    Callback,
    LineState,
    LineStatus,
    OrderStatus,
    PaymentLine,
    PaymentOrder,
    Rejection,
)
from integrations.sandbox_callbacks import Callback as Outgoing
from integrations.sandbox_callbacks import CallbackSender
from integrations.sandbox_faults import Faults
from integrations.sandbox_store import SandboxStore

BANKS = {
    "01201001": "VietinBank",
    "01202001": "BIDV",
    "01203001": "Vietcombank",
    "01204001": "Agribank",
    "01204009": "Agribank",
    "79305001": "Eximbank",
}
"""Head offices by CITAD code."""


class BankFaults(Faults):
    """The faults of every sandbox, and how the bank dawdles."""

    hold: bool = False
    """Nothing is settled until this is lifted; `POST /_sandbox/settle` settles what is pending all the same."""
    lines_at_once: int | None = None
    """So many lines of an order are settled at a time, each batch after the usual delay; all when not set."""


class Order(BaseModel):
    """An accepted order and where its lines stand."""

    order: PaymentOrder
    accepted: Accepted
    status: OrderStatus


class Transfer(BaseModel):
    """Money that has left the bank: at most one for a line id, ever."""

    line_id: str
    order_key: str
    transaction: str
    payee_name: str
    account_number: str
    bank_code: str
    amount: int
    text: str
    settled_at: datetime


class Owner(BaseModel):
    """The last order a line id came with."""

    order_key: str


class Bank:
    """The books of the sandbox bank."""

    def __init__(
        self,
        store: SandboxStore,
        callbacks: CallbackSender[BankFaults],
        receiver: str | None,
        now: Callable[[], datetime],
    ) -> None:
        """Without `receiver` nobody is called back; the other side polls."""
        self._store = store
        self._callbacks = callbacks
        self._now = now
        self.receiver = receiver

    def accept(self, order: PaymentOrder) -> Accepted:
        """Take an order, or confirm again the one taken under this key."""
        known = self._store.get("order", order.key, Order)
        if known:
            if known.order != order:
                raise HTTPException(409, "the same Idempotency-Key was used for another order")
            return known.accepted
        for line in order.lines:
            owner = self._store.get("line", line.line_id, Owner)
            if owner and self._state(owner.order_key, line.line_id) is not LineState.REJECTED:
                raise HTTPException(409, f"line {line.line_id} is already ordered under {owner.order_key}")
        now = self._now()
        reference = f"PO{now:%y%m%d}{self._store.next_number('order'):06}"
        names = {"key": order.key, "bank_reference": reference, "accepted_at": now}
        accepted = Accepted(**names, lines=len(order.lines), total=order.total)
        pending = [LineStatus(line_id=line.line_id, state=LineState.PENDING) for line in order.lines]
        taken = Order(order=order, accepted=accepted, status=OrderStatus(**names, lines=pending))
        self._store.put("order", order.key, taken)
        for line in order.lines:
            self._store.put("line", line.line_id, Owner(order_key=order.key))
        return accepted

    def settle(self, key: str, at_most: int | None = None) -> OrderStatus:
        """Pay or reject the next pending lines of an order, all unless `at_most` is given, and call back."""
        taken = self._order(key)
        pending = [line.line_id for line in taken.status.lines if line.state is LineState.PENDING][:at_most]
        if not pending:
            return taken.status
        now = self._now()
        orders = {line.line_id: line for line in taken.order.lines}
        settled = {line_id: self._settle_line(key, orders[line_id], now) for line_id in pending}
        lines = [settled.get(line.line_id, line) for line in taken.status.lines]
        taken.status = taken.status.model_copy(update={"lines": lines})
        self._store.put("order", key, taken)
        if self.receiver:
            told = Callback(type="payment_order.updated", timestamp=now, data=taken.status)
            payload = told.model_dump(mode="json")
            self._callbacks.queue(Outgoing(id=f"msg_{uuid4().hex}", subject=key, url=self.receiver, payload=payload))
        return taken.status

    def status(self, key: str) -> OrderStatus:
        """Where an order stands."""
        return self._order(key).status

    def orders(self) -> Iterator[Order]:
        """Every order, oldest first."""
        return self._store.all("order", Order)

    def transfers(self) -> Iterator[Transfer]:
        """All money that has left the bank, oldest first."""
        return self._store.all("transfer", Transfer)

    def _settle_line(self, key: str, line: PaymentLine, now: datetime) -> LineStatus:
        reason = rejection(line)
        if reason:
            return LineStatus(line_id=line.line_id, state=LineState.REJECTED, reason=reason, settled_at=now)
        # The transfer is written before the order: a bank that dies between the two finds it and does not pay again.
        paid = self._store.get("transfer", line.line_id, Transfer)
        if paid is None:
            number = f"FT{now:%y%m%d}{self._store.next_number('transfer'):08}"
            details = line.model_dump()
            paid = Transfer(**details, order_key=key, transaction=number, settled_at=now)
            self._store.put("transfer", line.line_id, paid)
        return LineStatus(
            line_id=line.line_id, state=LineState.PAID, settled_at=paid.settled_at, transaction=paid.transaction
        )

    def _order(self, key: str) -> Order:
        taken = self._store.get("order", key, Order)
        if taken is None:
            raise HTTPException(404, "no order has this key")
        return taken

    def _state(self, key: str, line_id: str) -> LineState:
        return next(line.state for line in self._order(key).status.lines if line.line_id == line_id)


def rejection(line: PaymentLine) -> Rejection | None:
    """Why a line cannot be paid: the rules by which a test asks for trouble."""
    if line.bank_code not in BANKS:
        return Rejection.UNKNOWN_BANK
    if line.account_number.endswith("0000"):
        return Rejection.ACCOUNT_CLOSED
    if line.payee_name.upper().split()[-1:] == ["SAI"]:
        return Rejection.NAME_MISMATCH
    return None
