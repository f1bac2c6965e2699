"""Callbacks of a sandbox to us: queued, signed at sending, repeated until taken, doubled and reordered on demand."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, Generic

import httpx
from pydantic import BaseModel, Field

from integrations.sandbox_faults import F, FaultControl
from integrations.sandbox_store import SandboxStore

KIND = "callback"
REORDER_WINDOW = 0.3  # seconds in which callbacks are collected before the last one goes first


class Delivery(BaseModel):
    """One try: the receiver's status (0 when nobody answered) and the start of its answer."""

    status: int
    answer: str = ""
    forged: bool = False


class Callback(BaseModel):
    """A message for the other side; those about one `subject` are sent in order."""

    id: str
    subject: str
    url: str
    payload: dict[str, Any]
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
        self._waiting: dict[str, Callback] = {c.id: c for c in store.all(KIND, Callback) if c.is_pending}
        self._news = asyncio.Event()
        self._idle = asyncio.Event()

    def queue(self, callback: Callback) -> None:
        """Take a callback; it leaves as soon as those before it about the same subject have."""
        self._store.put(KIND, callback.id, callback)
        self._waiting[callback.id] = callback
        self._idle.clear()
        self._news.set()

    def log(self) -> list[Callback]:
        """Return every callback so far with its tries."""
        return list(self._store.all(KIND, Callback))

    async def drained(self) -> None:
        """Wait until nothing is pending."""
        if self._waiting:
            await self._idle.wait()

    async def run(self) -> None:
        """Send until cancelled."""
        limit = asyncio.Semaphore(8)
        running: dict[str, asyncio.Task[None]] = {}
        async with httpx.AsyncClient(timeout=30) as client:
            self._news.set()
            while True:
                await self._news.wait()
                self._news.clear()
                if self._control.faults.reorder_callbacks:
                    await asyncio.sleep(REORDER_WINDOW)
                for subject, callbacks in self._grouped().items():
                    if subject not in running:
                        task = asyncio.create_task(self._send_in_turn(client, limit, callbacks))
                        running[subject] = task
                        task.add_done_callback(partial(self._finished, running, subject))

    def _grouped(self) -> dict[str, list[Callback]]:
        groups: dict[str, list[Callback]] = defaultdict(list)
        for callback in self._waiting.values():
            groups[callback.subject].append(callback)
        if self._control.faults.reorder_callbacks:
            return {subject: callbacks[::-1] for subject, callbacks in groups.items()}
        return groups

    def _finished(self, running: dict[str, asyncio.Task[None]], subject: str, _: object) -> None:
        del running[subject]
        self._news.set()  # more about this subject may have come meanwhile
        if not self._waiting:
            self._idle.set()

    async def _send_in_turn(
        self, client: httpx.AsyncClient, limit: asyncio.Semaphore, callbacks: list[Callback]
    ) -> None:
        for callback in callbacks:
            for attempt in range(self._attempts):
                async with limit:
                    taken = await self._send_once(client, callback)
                if taken:
                    break
                await asyncio.sleep(min(30.0, self._first_wait * 2**attempt))
            callback.is_pending = False
            self._store.put(KIND, callback.id, callback)
            del self._waiting[callback.id]

    async def _send_once(self, client: httpx.AsyncClient, callback: Callback) -> bool:
        faults = self._control.faults
        if faults.forged_callbacks:
            faults.forged_callbacks -= 1
            await self._post(client, callback, forged=True)
        taken = await self._post(client, callback, forged=False)
        for _ in range(faults.duplicate_callbacks if taken else 0):
            await self._post(client, callback, forged=False)
        return taken

    async def _post(self, client: httpx.AsyncClient, callback: Callback, *, forged: bool) -> bool:
        body, headers = self._sign(callback, forged)
        try:
            response = await client.post(callback.url, content=body, headers=headers)
            delivery = Delivery(status=response.status_code, answer=response.text[:500], forged=forged)
        except httpx.HTTPError as error:
            delivery = Delivery(status=0, answer=type(error).__name__, forged=forged)
        callback.deliveries.append(delivery)
        self._store.put(KIND, callback.id, callback)
        return 200 <= delivery.status < 300
