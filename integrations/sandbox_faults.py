"""What may go wrong in a sandbox, on demand and repeatably: late, failing, cut and unreadable answers."""

import asyncio
import random
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ADMIN = "/_sandbox"


class Faults(BaseModel):
    """The faults in force; rates are shares of calls between 0 and 1, drawn from a generator with `seed`."""

    model_config = ConfigDict(extra="forbid")

    seed: int = 0
    delay_ms: int = Field(default=0, ge=0)
    fail_rate: float = Field(default=0, ge=0, le=1, description="answered with `status` instead of being carried out")
    status: int = Field(default=503, ge=400, le=599)
    retry_after: int | None = Field(default=None, description="seconds, sent with `status`")
    cut_rate: float = Field(default=0, ge=0, le=1, description="connection closed, nothing carried out")
    lost_answer_rate: float = Field(default=0, ge=0, le=1, description="carried out, then the connection is closed")
    bad_json_rate: float = Field(default=0, ge=0, le=1, description="carried out, answered with a page of HTML")
    remaining: int | None = Field(default=None, ge=0, description="so many faulty calls, then well again")
    duplicate_callbacks: int = Field(default=0, ge=0, description="extra copies of every callback")
    reorder_callbacks: bool = Field(default=False, description="collect callbacks briefly and send the last one first")
    forged_callbacks: int = Field(default=0, ge=0, description="so many callbacks get a copy with a wrong signature")

    @model_validator(mode="after")
    def _rates_fit_together(self) -> Self:
        if self.fail_rate + self.cut_rate + self.lost_answer_rate + self.bad_json_rate > 1:
            raise ValueError("the rates add up to more than 1")
        return self


class Fault(StrEnum):
    """What happens to one call."""

    FAIL = "fail"
    CUT = "cut"
    LOST_ANSWER = "lost_answer"
    BAD_JSON = "bad_json"


F = TypeVar("F", bound=Faults)


class FaultControl(Generic[F]):
    """Holds the faults in force and decides, call by call, which one strikes."""

    def __init__(self, faults: F) -> None:
        self.well = faults
        self.set(faults)

    def set(self, faults: F) -> None:
        """Put other faults in force and start their random sequence anew."""
        self.faults = faults
        self._random = random.Random(faults.seed)

    def draw(self) -> Fault | None:
        """Decide the fate of the next call."""
        faults, drawn = self.faults, self._random.random()
        shares = {
            Fault.FAIL: faults.fail_rate,
            Fault.CUT: faults.cut_rate,
            Fault.LOST_ANSWER: faults.lost_answer_rate,
            Fault.BAD_JSON: faults.bad_json_rate,
        }
        for fault, share in shares.items():
            if drawn < share:
                return fault if self._is_left() else None
            drawn -= share
        return None

    def _is_left(self) -> bool:
        left = self.faults.remaining
        if left is None:
            return True
        self.faults.remaining = max(0, left - 1)
        return left > 0


class FaultyAnswers:
    """ASGI middleware: lets the fault control strike every call but those to the admin API."""

    def __init__(self, app: ASGIApp, control: FaultControl[Any]) -> None:
        self._app = app
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out, spoil or refuse one call."""
        if scope["type"] != "http" or scope["path"].startswith(ADMIN):
            return await self._app(scope, receive, send)
        if delay := self._control.faults.delay_ms:
            await asyncio.sleep(delay / 1000)
        fault = self._control.draw()
        if fault is None:
            return await self._app(scope, receive, send)
        if fault in (Fault.LOST_ANSWER, Fault.BAD_JSON):
            await self._app(scope, receive, _swallow)
        if fault is Fault.FAIL:
            wait = self._control.faults.retry_after
            extra = [(b"retry-after", str(wait).encode())] if wait is not None else []
            return await _answer(send, self._control.faults.status, b"the sandbox was told to fail", extra)
        if fault is Fault.BAD_JSON:
            return await _answer(send, 200, b"<html><body>Bad gateway</body></html>", [])
        return await _cut(send)


async def _swallow(message: Message) -> None:
    """Take the real answer and tell nobody."""


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _cut(send: Send) -> None:
    # Promising more bytes than are sent makes the server close the connection in the middle of the answer.
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
