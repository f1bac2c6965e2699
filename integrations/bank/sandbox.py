"""A real server of the bank's contract: accepts orders, settles them after a while, calls back, forgets nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from integrations.bank.contract import MAX_LINES, Accepted, OrderStatus, PaymentLine, PaymentOrder
from integrations.bank.settling import Bank, BankFaults, Order, Transfer
from integrations.sandbox_callbacks import Callback, CallbackSender, Sign
from integrations.sandbox_faults import ADMIN, FaultControl
from integrations.sandbox_problems import add_problems, bearer
from integrations.sandbox_server import run_sandbox, sandbox_app, sandbox_arguments
from integrations.sandbox_store import SandboxStore
from integrations.webhooks import new_secret, sign

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
TOKEN = "sandbox-bank"
SECRET = "whsec_c2FuZGJveC1iYW5rLWNhbGxiYWNrLXNlY3JldC0wMQ=="


class OrderBody(BaseModel):
    """An order as it is posted; its key is the Idempotency-Key."""

    model_config = ConfigDict(extra="forbid")

    lines: list[PaymentLine] = Field(min_length=1, max_length=MAX_LINES)


class CallbackUrl(BaseModel):
    """Where callbacks go; null for nobody."""

    url: str | None


def make_app(
    state: Path | None = None,
    *,
    token: str = TOKEN,
    callback_url: str | None = None,
    secret: str = SECRET,
    settle_seconds: float = 0.5,
) -> FastAPI:
    """Return the server; `state` is a file that survives a restart, `secret` signs the callbacks.

    Admin besides faults and callbacks: `GET /_sandbox/orders`, `GET /_sandbox/transfers`, `POST /_sandbox/settle`,
    `PUT /_sandbox/callback_url`.
    """
    store = SandboxStore(state)
    control = FaultControl(BankFaults())
    callbacks = CallbackSender(store, control, _signing(secret))
    app = sandbox_app("Sandbox of the bank", control, callbacks)
    add_problems(app)
    bank = Bank(store, callbacks, callback_url)
    clerk = Clerk(bank, control, settle_seconds)
    _take_up_pending(app, bank, clerk)
    _add_order_routes(app, bank, clerk, token)
    _add_admin_routes(app, bank)
    return app


class Clerk:
    """Settles orders some time after they came in."""

    def __init__(self, bank: Bank, control: FaultControl[BankFaults], seconds: float) -> None:
        self._bank = bank
        self._control = control
        self._seconds = seconds
        self._taken: set[str] = set()

    def take(self, key: str) -> None:
        """Settle this order in a while, batch after batch; taking it twice changes nothing."""
        if key not in self._taken:
            self._taken.add(key)
            self._settle_later(key)

    def _settle_later(self, key: str) -> None:
        asyncio.get_running_loop().call_later(max(0.01, self._seconds), self._settle, key)

    def _settle(self, key: str) -> None:
        faults = self._control.faults
        if faults.hold or not self._bank.settle(key, datetime.now(HERE), faults.lines_at_once).is_settled:
            self._settle_later(key)


def _signing(secret: str) -> Sign:
    def signed(callback: Callback, forged: bool) -> tuple[bytes, dict[str, str]]:
        body = dumps(callback.payload, ensure_ascii=False).encode()
        headers = sign(callback.id, datetime.now(HERE), body, new_secret() if forged else secret)
        return body, {**headers, "content-type": "application/json"}

    return signed


def _take_up_pending(app: FastAPI, bank: Bank, clerk: Clerk) -> None:
    """After a restart, settle the orders that were accepted before it."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with inner(app):
            for order in bank.orders():
                if not order.status.is_settled:
                    clerk.take(order.order.key)
            yield

    app.router.lifespan_context = lifespan


def _add_order_routes(app: FastAPI, bank: Bank, clerk: Clerk, token: str) -> None:
    guarded = [Depends(bearer(token))]

    @app.post("/orders", status_code=202, dependencies=guarded)
    async def order(body: OrderBody, idempotency_key: Annotated[str, Header()]) -> Accepted:
        try:
            wanted = PaymentOrder(key=idempotency_key, lines=body.lines)
        except ValidationError as error:
            raise HTTPException(422, "; ".join(e["msg"] for e in error.errors())) from error
        accepted = bank.accept(wanted, datetime.now(HERE))
        clerk.take(wanted.key)
        return accepted

    @app.get("/orders/{key}", dependencies=guarded)
    async def status(key: str) -> OrderStatus:
        return bank.status(key)


def _add_admin_routes(app: FastAPI, bank: Bank) -> None:
    @app.get(f"{ADMIN}/orders")
    async def orders() -> list[Order]:
        return list(bank.orders())

    @app.get(f"{ADMIN}/transfers")
    async def transfers() -> list[Transfer]:
        return list(bank.transfers())

    @app.post(f"{ADMIN}/settle")
    async def settle() -> list[OrderStatus]:
        now = datetime.now(HERE)
        return [bank.settle(order.order.key, now) for order in list(bank.orders()) if not order.status.is_settled]

    @app.put(f"{ADMIN}/callback_url", status_code=204)
    async def call_back(wanted: CallbackUrl) -> None:
        bank.callback_url = wanted.url


if __name__ == "__main__":
    parser = sandbox_arguments(__doc__ or "", 9103)
    parser.add_argument("--callback-url", help="where signed callbacks go (default: nobody is called)")
    parser.add_argument("--secret", default=SECRET, help="the whsec_… secret that signs them")
    parser.add_argument("--settle-seconds", type=float, default=0.5, help="delay between acceptance and settlement")
    options = parser.parse_args()
    run_sandbox(
        lambda: make_app(
            options.state,
            callback_url=options.callback_url,
            secret=options.secret,
            settle_seconds=options.settle_seconds,
        ),
        options.host,
        options.port,
    )
