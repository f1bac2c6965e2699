"""The sandboxes as a stage on which a whole half-year is played: their apps called in this process, or over HTTP.

Either way the clients speak the same contracts. Nobody is called back, and time stands still: whoever plays moves parcels and
payments along by the sandboxes' admin API, when simulated time has come to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from integrations.http import Destination
from integrations.sandbox_faults import ADMIN
from integrations.sandboxes import apps, running_sandboxes

DELIVERED, RETURNED = 100, 170
"""The carrier's statuses of a parcel that arrived, and of one that came back."""


class InProcess(Destination):
    """An app of this process: asked without what a client does for the network, cookies, redirects and connections."""

    def __init__(self, system: str, app: Any) -> None:
        super().__init__(system, f"http://{system}.sandbox")
        self._app = httpx.ASGITransport(app)

    async def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        response = await self._app.handle_async_request(httpx.Request(method, f"{self.base_url}{path}", **content))
        await response.aread()
        return response


class Stage:
    """The five systems, each behind a destination."""

    def __init__(self, destinations: Mapping[str, Destination]) -> None:
        self.destinations = destinations

    async def filed(self, code: str, procedure: str, at: str) -> None:
        """A citizen has filed at the portal."""
        wire = {"MaHoSo": code, "MaTTHC": procedure, "NgayNopHoSo": at}
        await self.destinations["portal"].request("POST", f"{ADMIN}/dossiers", json=wire)

    async def script(self, asker: str, answers: Sequence[Mapping[str, Any]]) -> None:
        """What the registers say when this asker asks: `register`, `key`, `scripted` {outcome, data}."""
        wanted = [{**answer, "asker": asker} for answer in answers]
        if wanted:
            await self.destinations["registers"].request("PUT", f"{ADMIN}/answers", json=wanted)

    async def parcel(self, order: str, status: int) -> None:
        """Something befalls a parcel."""
        await self.destinations["post"].request("POST", f"{ADMIN}/orders/{order}/status/{status}")

    async def settle(self, key: str) -> None:
        """The bank settles a payment order."""
        await self.destinations["bank"].request("POST", f"{ADMIN}/orders/{quote(key, safe='')}/settle")


@contextmanager
def open_stage(state: Path, now: Callable[[], datetime], *, over_http: bool = False) -> Iterator[Stage]:
    """The stage with its memories below `state`."""
    if over_http:
        with running_sandboxes(None, state=state, now=now) as addresses:
            yield Stage({name: Destination(name, url) for name, url in asdict(addresses).items()})
        return
    yield Stage({name: InProcess(name, app) for name, app in apps(None, state, now, None).items()})
