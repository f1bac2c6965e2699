"""A real server of the bank's contract: accepts orders, settles them after a while, calls back, forgets nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
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

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DEMO_TOKEN = "sandbox-bank"
DEMO_SECRET = "whsec_bW90Y3VhLWJhbmstc2FuZGJveC1kZW1vLWtleQ=="  # for the sandbox only, known to everybody


@dataclass(frozen=True)
class BankSandboxOptions:
    """Whom the sandbox lets in, whom it calls back, and how long it takes."""

    receiver: str | None = None
    secret: str = DEMO_SECRET
    token: str = DEMO_TOKEN
    settle_seconds: float = 0.5
    state: Path | None = None


class OrderBody(BaseModel):
    """An order as it is posted; its key is the Idempotency-Key."""

    model_config = ConfigDict(extra="forbid")

    lines: list[PaymentLine] = Field(min_length=1, max_length=MAX_LINES)


class Receiver(BaseModel):
    """Where callbacks go; null for nobody."""

    url: str | None


def create_app(
    options: BankSandboxOptions = BankSandboxOptions(), now: Callable[[], datetime] = lambda: datetime.now(VIETNAM)
) -> FastAPI:
    """Return the sandbox as an app; `now` is its calendar (signatures always carry the true time).

    Admin besides faults and callbacks: `GET /_sandbox/orders`, `GET /_sandbox/transfers`, `POST /_sandbox/settle`
    (all) and `POST /_sandbox/orders/{key}/settle`, `PUT /_sandbox/receiver`.
    """
    store = SandboxStore(options.state)
    control = FaultControl(BankFaults())
    callbacks = CallbackSender(store, control, _signing(options.secret))
    bank = Bank(store, callbacks, options.receiver, now)
    clerk = Clerk(bank, control, options.settle_seconds)
    app = sandbox_app("Bank sandbox", control, callbacks, [clerk.run])
    add_problems(app)
    _add_order_routes(app, bank, clerk, options.token)
    _add_admin_routes(app, bank)
    return app


class Clerk:
    """Settles every order some time after it came in, also those that came before a restart."""

    def __init__(self, bank: Bank, control: FaultControl[BankFaults], seconds: float) -> None:
        self._bank = bank
        self._control = control
        self._seconds = max(0.01, seconds)
        self._taken: set[str] = set()
        self._queue: asyncio.Queue[str] = asyncio.Queue()

    def take(self, key: str) -> None:
        """Settle this order in a while; taking it twice changes nothing."""
        if key not in self._taken:
            self._taken.add(key)
            self._queue.put_nowait(key)

    async def run(self) -> None:
        """Settle until cancelled."""
        for order in self._bank.orders():
            if not order.status.is_settled:
                self.take(order.order.key)
        async with asyncio.TaskGroup() as settling:
            while True:
                settling.create_task(self._settle(await self._queue.get()))

    async def _settle(self, key: str) -> None:
        is_settled = False
        while not is_settled:
            await asyncio.sleep(self._seconds)
            faults = self._control.faults
            is_settled = not faults.hold and self._bank.settle(key, faults.lines_at_once).is_settled


def _signing(secret: str) -> Sign:
    def signed(callback: Callback, forged: bool) -> tuple[bytes, dict[str, str]]:
        body = dumps(callback.payload, ensure_ascii=False).encode()
        headers = sign(callback.id, datetime.now(VIETNAM), body, new_secret() if forged else secret)
        return body, {**headers, "content-type": "application/json"}

    return signed


def _add_order_routes(app: FastAPI, bank: Bank, clerk: Clerk, token: str) -> None:
    guarded = [Depends(bearer(token))]

    @app.post("/orders", status_code=202, dependencies=guarded)
    async def order(body: OrderBody, idempotency_key: Annotated[str, Header()]) -> Accepted:
        try:
            wanted = PaymentOrder(key=idempotency_key, lines=body.lines)
        except ValidationError as error:
            raise HTTPException(422, "; ".join(e["msg"] for e in error.errors())) from error
        accepted = bank.accept(wanted)
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
        pending = [order.order.key for order in bank.orders() if not order.status.is_settled]
        return [bank.settle(key) for key in pending]

    @app.post(f"{ADMIN}/orders/{{key}}/settle")
    async def settle_one(key: str) -> OrderStatus:
        return bank.settle(key)

    @app.put(f"{ADMIN}/receiver", status_code=204)
    async def call_back(wanted: Receiver) -> None:
        bank.receiver = wanted.url


def main() -> None:
    """Serve from the command line."""
    parser = sandbox_arguments(__doc__ or "", 8103)
    parser.add_argument("--receiver", help="our endpoint for callbacks (default: nobody is called)")
    parser.add_argument("--secret", default=DEMO_SECRET, help="shared secret that signs the callbacks (whsec_…)")
    parser.add_argument("--settle-seconds", type=float, default=0.5, help="delay between acceptance and settlement")
    given = parser.parse_args()
    options = BankSandboxOptions(
        receiver=given.receiver, secret=given.secret, settle_seconds=given.settle_seconds, state=given.state
    )
    run_sandbox(lambda: create_app(options), given.host, given.port)


if __name__ == "__main__":
    main()
