"""Orders payments at the bank, asks what became of them and reads the bank's callbacks."""

from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from pydantic import BaseModel, ValidationError

from integrations.bank.contract import Accepted, Callback, OrderStatus, PaymentOrder
from integrations.errors import Malformed, Permanent
from integrations.http import Destination, json_of
from integrations.webhooks import verify

SYSTEM = "bank"
INBOUND_PATH = "/callbacks/bank"
"""Where we take the bank's callbacks."""
M = TypeVar("M", bound=BaseModel)


class Notice(NamedTuple):
    """A genuine callback: `message_id` is the same on every copy, `status` holds all lines."""

    message_id: str
    status: OrderStatus


class BankClient:
    """The bank's payment interface; may be shared by many tasks."""

    def __init__(
        self, base_url: str, token: str, *, read_seconds: float = 30, destination: Destination | None = None
    ) -> None:
        """`token` is the bearer token the bank gave us; `destination` replaces the connection."""
        self._bank = destination or Destination(SYSTEM, base_url, read_seconds=read_seconds)
        self._headers = {"Authorization": f"Bearer {token}"}

    async def order(self, order: PaymentOrder) -> Accepted:
        """Place an order; the same order again is answered the same and pays nothing twice.

        Raises Temporary (repeat it unchanged), Permanent (also when the key was used for another order, or a line is
        already ordered under another key) or Unauthorised.
        """
        headers = {**self._headers, "Idempotency-Key": order.key}
        body = order.model_dump(mode="json", exclude={"key"})
        response = await self._bank.request("POST", "/orders", json=body, headers=headers)
        accepted = _checked(Accepted, json_of(response, SYSTEM))
        if (accepted.key, accepted.lines, accepted.total) != (order.key, len(order.lines), order.total):
            raise Permanent("the bank confirms another order than the one we placed", system=SYSTEM)
        return accepted

    async def status(self, key: str) -> OrderStatus:
        """What became of an order. Raises Temporary, Permanent (code 404: never accepted) or Unauthorised."""
        response = await self._bank.request("GET", f"/orders/{key}", headers=self._headers)
        return _checked(OrderStatus, json_of(response, SYSTEM))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._bank.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def parse_webhook(headers: Mapping[str, str], body: bytes, secret: str) -> Notice:
    """Read a callback. Raises Forged or Malformed; replays carry a known message id and change nothing."""
    message_id = verify(headers, body, secret)
    try:
        return Notice(message_id, Callback.model_validate_json(body).data)
    except ValidationError as error:
        raise Malformed(f"the callback does not follow the contract: {_faults(error)}") from error


def _checked(model: type[M], body: object) -> M:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise Permanent(f"the answer does not follow the contract: {_faults(error)}", system=SYSTEM) from error


def _faults(error: ValidationError) -> str:
    return "; ".join("/".join(map(str, e["loc"])) + ": " + e["msg"] for e in error.errors())
