"""Callbacks of a sandbox to us: queued, signed at sending, repeated until taken, doubled and reordered on demand."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Generic

import httpx
from pydantic import BaseModel, Field

from integrations.sandbox_faults import F, FaultControl
from integrations.sandbox_store import SandboxStore

KIND = "callback"
REORDER_WINDOW = 0.3  # seconds in which callbacks are collected before the last one goes first
WORTH_REPEATING = (0, 408, 425, 429)  # and every 5xx; 0 means nobody answered


class Delivery(BaseModel):
    """One try: the receiver's status (0 when nobody answered) and the start of its answer."""

    status: int
    answer: str = ""
    forged: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the receiver has made up its mind, for good or ill."""
        return self.status < 500 and self.status not in WORTH_REPEATING


class Callback(BaseModel):
    """A message for the other side; those about one `subject` are sent in order."""

    id: str
    subject: str
    url: str
    payload: dict[str, Any] = Field(default_factory=dict)
    is_pending: bool = True
    deliveries: list[Delivery] = Field(default_factory=list)


# Makes the body and headers of one try; the flag asks for a wrong signature.
Sign = Callable[[Callback, bool], tuple[bytes, dict[str, str]]]


class CallbackSender(Generic[F]):
    """Sends queued callbacks from a background task; what is pending survives a restart with the store."""

    def __init__(
        self,
        store: SandboxStore,
        control: FaultControl[F],
        sign: Sign,
        *,
        attempts: int = 10,
        first_wait: float = 0.2,
    ) -> None:
        """`first_wait` (seconds) doubles after every failed try; after `attempts` the callback is given up."""
        self._store = store
        self._control = control
        self._sign = sign
        self._attempts = attempts
        self._first_wait = first_wait
        self._lines: dict[str, list[Callback]] = defaultdict(list)  # by subject: what is still to be sent
        self._ready: set[str] = set()  # subjects with something to send and no task at it
        self._news = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        for callback in store.all(KIND, Callback):
            if callback.is_pending:
                self._line_up(callback)

    def queue(self, callback: Callback) -> None:
        """Take a callback; it leaves as soon as those before it about the same subject have."""
        self._store.put(KIND, callback.id, callback)
        self._line_up(callback)

    def log(self) -> list[Callback]:
        """Return every callback so far with its tries."""
        return list(self._store.all(KIND, Callback))

    async def drained(self) -> None:
        """Wait until nothing is pending."""
        await self._idle.wait()

    async def run(self) -> None:
        """Send until cancelled."""
        limit = asyncio.Semaphore(8)
        async with httpx.AsyncClient(timeout=30) as client, asyncio.TaskGroup() as tasks:
            while True:
                await self._news.wait()
                self._news.clear()
                if self._control.faults.reorder_callbacks:
                    await asyncio.sleep(REORDER_WINDOW)
                while self._ready:
                    tasks.create_task(self._send_line(client, limit, self._ready.pop()))

    def _line_up(self, callback: Callback) -> None:
        line = self._lines[callback.subject]
        if not line:
            self._ready.add(callback.subject)
        line.append(callback)
        self._idle.clear()
        self._news.set()

    async def _send_line(self, client: httpx.AsyncClient, limit: asyncio.Semaphore, subject: str) -> None:
        line = self._lines[subject]
        while line:
            callback = line[-1] if self._control.faults.reorder_callbacks else line[0]
            async with limit:
                await self._send_until_taken(client, callback)
            callback.is_pending = False
            self._store.put(KIND, callback.id, callback)
            line.remove(callback)
        del self._lines[subject]
        if not self._lines:
            self._idle.set()

    async def _send_until_taken(self, client: httpx.AsyncClient, callback: Callback) -> None:
        faults = self._control.faults
        if faults.forged_callbacks:
            faults.forged_callbacks -= 1
            await self._post(client, callback, forged=True)
        for attempt in range(self._attempts):
            delivery = await self._post(client, callback, forged=False)
            if delivery.is_final:
                break
            await asyncio.sleep(min(30.0, self._first_wait * 2**attempt))
        for _ in range(faults.duplicate_callbacks):
            await self._post(client, callback, forged=False)

    async def _post(self, client: httpx.AsyncClient, callback: Callback, *, forged: bool) -> Delivery:
        body, headers = self._sign(callback, forged)
        try:
            response = await client.post(callback.url, content=body, headers=headers)
            delivery = Delivery(status=response.status_code, answer=response.text[:500], forged=forged)
        except httpx.HTTPError as error:
            delivery = Delivery(status=0, answer=type(error).__name__, forged=forged)
        callback.deliveries.append(delivery)
        self._store.put(KIND, callback.id, callback)
        return delivery
