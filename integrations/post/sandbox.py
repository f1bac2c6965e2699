"""A post to practise with: a real HTTP server that books parcels, moves them along and tells us, signed.

Run it with `python -m integrations.post.sandbox --port 8102`; its admin API is under `/_sandbox`.
"""

import asyncio
import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from integrations.post.contract import FEED_START
from integrations.post.sandbox_office import PostOffice, Refused, callback_data
from integrations.post.sandbox_parcels import Event, Parcel, Rule, Rules, Violation
from integrations.sandbox_callbacks import Callback, CallbackSender
from integrations.sandbox_faults import ADMIN, FaultControl, Faults
from integrations.sandbox_server import run_sandbox, sandbox_app, sandbox_arguments
from integrations.sandbox_store import SandboxStore
from integrations.wire import VIETNAM

TICK_SECONDS = 0.1


class PostFaults(Faults):
    """The faults every sandbox knows, and two of this post."""

    refuse_tokens: int = Field(default=0, ge=0, description="so many calls are answered 401 and their token forgotten")
    refuse_orders: int = Field(default=0, ge=0, description="so many orders are refused by a bare sentence")


@dataclass(frozen=True)
class PostSandboxOptions:
    """Whom the sandbox lets in, whom it tells, and how fast its time goes."""

    receiver: str | None = "http://127.0.0.1:8000/callbacks/post"  # None: nobody is told
    username: str = "motcua"
    password: str = "motcua"
    seconds_per_hour: float | None = None
    state: Path | None = None


class Advance(BaseModel):
    """What to let happen: hours for all parcels, or the next step of one."""

    hours: float = Field(default=0, ge=0)
    order_code: str = ""


class StoredKey(BaseModel):
    """The signing key, so that it survives a restart."""

    pem: str


class PostSandbox:
    """The post office with its counter, its clock and its messenger; the routes are in `create_app`."""

    def __init__(self, options: PostSandboxOptions) -> None:
        self.options = options
        self.store = SandboxStore(options.state)
        self.control = FaultControl(PostFaults())
        self.key = self._load_key()
        self.callbacks = CallbackSender(self.store, self.control, self._sign)
        self.office = PostOffice(self.store, options.seconds_per_hour, self._tell)
        self._tokens: set[str] = set()

    @property
    def rules(self) -> Rules:
        """The rules that choose scenarios."""
        return self.store.get("rules", "rules", Rules) or Rules()

    def log_in(self, body: dict[str, Any]) -> dict[str, Any]:
        """Hand out a token."""
        if (body.get("TenDangNhap"), body.get("MatKhau")) != (self.options.username, self.options.password):
            return {"IsSuccess": False, "Message": "Sai tên đăng nhập hoặc mật khẩu"}
        token = secrets.token_hex(16)
        self._tokens.add(token)
        return {"IsSuccess": True, "Token": token}

    def admits(self, token: str) -> bool:
        """Whether a token is taken."""
        if self.control.faults.refuse_tokens:
            self.control.faults.refuse_tokens -= 1
            self._tokens.discard(token)
        return token in self._tokens

    def book(self, wire: dict[str, Any]) -> dict[str, Any]:
        """Take an order; raises Refused."""
        if self.control.faults.refuse_orders:
            self.control.faults.refuse_orders -= 1
            raise Refused("Hệ thống đang bảo trì")
        return self.office.book(wire, self.rules)

    def public_key(self) -> dict[str, str]:
        """Return the two numbers receivers check signatures with."""
        numbers = self.key.public_key().public_numbers()
        return {"modulus": _base64_of(numbers.n), "exponent": _base64_of(numbers.e)}

    async def run_clock(self) -> None:
        """Let due things happen as time passes."""
        while True:
            self.office.tick()
            await asyncio.sleep(TICK_SECONDS)

    def _tell(self, event: Event) -> None:
        if self.options.receiver:
            self.callbacks.queue(Callback(id=event.oid, subject=event.order_code, url=self.options.receiver))

    def _sign(self, callback: Callback, forged: bool) -> tuple[bytes, dict[str, str]]:
        event = self.store.get("event", callback.id, Event)
        assert event is not None, "a callback without its event"
        data, sent_at = callback_data(event), datetime.now(VIETNAM).isoformat(timespec="seconds")
        signed = f"{data}{sent_at}" if not forged else "something else"
        signature = self.key.sign(signed.encode(), PKCS1v15(), hashes.SHA256())
        envelope = {"Data": data, "SendDate": sent_at, "SignData": base64.b64encode(signature).decode()}
        return json.dumps(envelope, ensure_ascii=False).encode(), {"content-type": "application/json"}

    def _load_key(self) -> rsa.RSAPrivateKey:
        stored = self.store.get("key", "key", StoredKey)
        if stored is None:
            key = rsa.generate_private_key(65537, 2048)
            form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            self.store.put("key", "key", StoredKey(pem=key.private_bytes(*form).decode()))
            return key
        loaded = serialization.load_pem_private_key(stored.pem.encode(), None)
        assert isinstance(loaded, rsa.RSAPrivateKey), "the sandbox stores RSA keys only"
        return loaded


def create_app(options: PostSandboxOptions = PostSandboxOptions()) -> FastAPI:
    """Return the sandbox as an app."""
    post = PostSandbox(options)
    app = sandbox_app("Post sandbox", post.control, post.callbacks, [post.run_clock])
    app.state.post = post
    _add_post_routes(app, post)
    _add_admin_routes(app, post)
    return app


def _add_post_routes(app: FastAPI, post: PostSandbox) -> None:
    def admit(request: Request) -> None:
        if not post.admits(request.headers.get("h-token", "")):
            raise HTTPException(401, "h-token")

    # As the real one: a refusal is a bare sentence with status 200.
    @app.exception_handler(Refused)
    async def refused(_: Request, error: Exception) -> Response:
        return PlainTextResponse(str(error))

    @app.post("/api/api/MobileAuthentication/GetAccessToken")
    async def log_in(body: dict[str, Any]) -> dict[str, Any]:
        return post.log_in(body)

    @app.post("/api/api/CustomerConnect/CreateOrder")
    async def book(request: Request, wire: dict[str, Any]) -> dict[str, Any]:
        admit(request)
        return post.book(wire)

    @app.post("/api/api/Order/CancelOrder")
    async def cancel(request: Request, orderId: str) -> dict[str, Any]:
        admit(request)
        return post.office.cancel(orderId)

    @app.get("/api/api/Order/TrackingFeed")
    async def feed(request: Request, pagesize: int = 500, lastId: str = FEED_START) -> dict[str, Any]:
        admit(request)
        return post.office.feed(lastId, max(1, min(pagesize, 1000)))


def _add_admin_routes(app: FastAPI, post: PostSandbox) -> None:
    def known(order_code: str) -> Parcel:
        parcel = post.office.parcel(order_code)
        if parcel is None:
            raise HTTPException(404, "no such order")
        return parcel

    @app.get(f"{ADMIN}/key")
    async def key() -> dict[str, str]:
        return post.public_key()

    @app.get(f"{ADMIN}/orders")
    async def orders() -> list[Parcel]:
        return post.office.parcels()

    @app.get(f"{ADMIN}/orders/{{order_code}}")
    async def order(order_code: str) -> Parcel:
        return known(order_code)

    @app.get(f"{ADMIN}/violations")
    async def violations() -> list[Violation]:
        return post.office.violations()

    @app.get(f"{ADMIN}/scenarios")
    async def scenarios() -> list[Rule]:
        return post.rules.rules

    @app.put(f"{ADMIN}/scenarios")
    async def set_scenarios(rules: list[Rule]) -> list[Rule]:
        post.store.put("rules", "rules", Rules(rules=rules))
        return rules

    @app.post(f"{ADMIN}/advance")
    async def advance(wanted: Advance) -> list[Parcel]:
        if wanted.order_code:
            post.office.step(known(wanted.order_code))
        post.office.clock.advance(wanted.hours)
        post.office.tick()
        return post.office.parcels()

    @app.post(f"{ADMIN}/orders/{{order_code}}/status/{{status_id}}")
    async def happen(order_code: str, status_id: int) -> Parcel:
        parcel = known(order_code)
        post.office.happen(parcel, status_id)
        return parcel


def _base64_of(number: int) -> str:
    return base64.b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode()


def main() -> None:
    """Serve from the command line."""
    parser = sandbox_arguments(__doc__ or "", 8102)
    parser.add_argument("--receiver", default=PostSandboxOptions.receiver, help="our endpoint for callbacks")
    parser.add_argument("--seconds-per-hour", type=float, help="pace of simulated time (default: stands still)")
    given = parser.parse_args()
    options = PostSandboxOptions(receiver=given.receiver, seconds_per_hour=given.seconds_per_hour, state=given.state)
    run_sandbox(lambda: create_app(options), given.host, given.port)


if __name__ == "__main__":
    main()
