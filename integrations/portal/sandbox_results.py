"""Fetches the result files we offer, as the portal does: over HTTP, some time later, once each."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import httpx

from integrations.portal.sandbox_records import DossierRecord


class ResultFetcher:
    """A queue of (dossier, result) to fetch; what is still pending in the records is queued again at start."""

    def __init__(
        self,
        find: Callable[[str], DossierRecord | None],
        save: Callable[[DossierRecord], None],
        *,
        attempts: int = 8,
        first_wait: float = 0.2,
    ) -> None:
        """`first_wait` (seconds) doubles after every failed try."""
        self._find = find
        self._save = save
        self._attempts = attempts
        self._first_wait = first_wait
        self._queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    def queue(self, code: str, result_id: str) -> None:
        """Have a result fetched."""
        self._queue.put_nowait((code, result_id))

    async def drained(self) -> None:
        """Wait until every queued result has been fetched or given up."""
        await self._queue.join()

    async def run(self) -> None:
        """Fetch until cancelled, four at a time."""
        async with httpx.AsyncClient(timeout=30, follow_redirects=True) as client, asyncio.TaskGroup() as tasks:
            for _ in range(4):
                tasks.create_task(self._fetch_forever(client))

    async def _fetch_forever(self, client: httpx.AsyncClient) -> None:
        while True:
            code, result_id = await self._queue.get()
            await self._fetch(client, code, result_id)
            self._queue.task_done()

    async def _fetch(self, client: httpx.AsyncClient, code: str, result_id: str) -> None:
        record = self._find(code)
        urls = [result.url for result in record.results if result.id == result_id] if record else []
        for attempt in range(self._attempts if urls else 0):
            try:
                response = (await client.get(urls[0])).raise_for_status()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                is_last = attempt + 1 == self._attempts
                self._note(code, result_id, state="failed" if is_last else "pending", problem=str(error))
                await asyncio.sleep(0 if is_last else self._first_wait * 2**attempt)
            else:
                digest = hashlib.sha256(response.content).hexdigest()
                media_type = response.headers.get("content-type", "")
                got = {"sha256": digest, "size": len(response.content), "media_type": media_type}
                return self._note(code, result_id, state="fetched", problem="", **got)
        return None

    def _note(self, code: str, result_id: str, **changes: Any) -> None:
        # Read anew: the record may have moved on while the file was on its way.
        record = self._find(code)
        if record is None:
            return
        for place, result in enumerate(record.results):
            if result.id == result_id:
                fetches = result.fetches + (changes["state"] == "fetched")
                record.results[place] = result.model_copy(update={**changes, "fetches": fetches})
        self._save(record)
