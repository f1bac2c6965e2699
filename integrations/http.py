"""One way to call an outside system: timeouts, broken connections repeated, a circuit breaker, errors by remedy."""

import asyncio
import json
from collections.abc import Callable, Collection, Coroutine, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpx
from circuitbreaker import CircuitBreaker  # type: ignore[import-untyped]  # the library carries no types
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from integrations.errors import IntegrationError, Permanent, Temporary, Unauthorised

# The connection broke, no answer came: repeating is safe because every call of ours carries a key or is a reading.
# Timeouts are left out on purpose: repeating them inside the call would multiply the wait; the work queue repeats.
BROKEN_CONNECTION = (httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Destination:
    """An outside system at an address; keeps connections and a circuit breaker, may be shared by many tasks."""

    def __init__(
        self,
        system: str,
        base_url: str,
        *,
        connect_seconds: float = 5,
        read_seconds: float = 30,
        attempts: int = 3,
        breaker_failures: int = 8,
        breaker_seconds: float = 20,
    ) -> None:
        """`attempts` are tries in one call; after `breaker_failures` failed calls it rests for `breaker_seconds`."""
        self.system = system
        self.base_url = base_url.rstrip("/")
        self._timeout = httpx.Timeout(read_seconds, connect=connect_seconds)
        self._attempts = attempts
        self._breaker = CircuitBreaker(breaker_failures, breaker_seconds, expected_exception=Temporary, name=system)
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
    ) -> httpx.Response:
        """Call once (broken connections are repeated) and return a 2xx answer, or one whose status is in `accept`.

        Raises Temporary, Permanent or Unauthorised.
        """
        if self._breaker.opened:
            wait = max(1.0, float(self._breaker.open_remaining))
            raise Temporary("too many failures in a row, resting", system=self.system, retry_after=wait)
        with self._breaker:
            response = await self._send(method, path, json=json, data=data, params=params, headers=headers)
            if not response.is_success and response.status_code not in accept:
                raise error_for(response, self.system)
            return response

    async def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        client = self._client_of_this_loop()
        repeats = AsyncRetrying(
            stop=stop_after_attempt(self._attempts),
            wait=wait_exponential_jitter(multiplier=0.05, max=1, jitter=0.05),
            retry=retry_if_exception_type(BROKEN_CONNECTION),
            reraise=True,
        )
        try:
            async for attempt in repeats:
                with attempt:
                    return await client.request(method, f"{self.base_url}{path}", **content)
        except httpx.HTTPError as error:
            unknown = not isinstance(error, BEFORE_SENDING)
            detail = f"no answer ({type(error).__name__})"
            raise Temporary(detail, system=self.system, outcome_unknown=unknown) from error
        raise AssertionError("tenacity either returns or raises")

    def _client_of_this_loop(self) -> httpx.AsyncClient:
        # Prefect runs each flow in an event loop of its own, and pooled connections belong to one loop.
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._client = httpx.AsyncClient(timeout=self._timeout)
            self._loop = loop
        return self._client

    async def aclose(self) -> None:
        """Close the connections; the destination may still be used afterwards and opens new ones."""
        client, self._client = self._client, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class Login:
    """A session or token, got by one login however many callers wait for it, and kept until it is refused."""

    def __init__(self, log_in: Callable[[], Coroutine[Any, Any, str]]) -> None:
        """`log_in` returns a fresh session; its errors reach every caller who waited."""
        self._log_in = log_in
        self._session = ""
        self._running: asyncio.Task[str] | None = None

    async def session(self) -> str:
        """Return the session at hand or a fresh one."""
        if self._session:
            return self._session
        task = self._running
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            task = self._running = asyncio.create_task(self._log_in())
        # Shielded: a caller that gives up must not take the login away from the others.
        self._session = await asyncio.shield(task)
        return self._session

    def refuse(self, session: str) -> None:
        """Forget a session the other side no longer takes; one renewed meanwhile by another caller stays."""
        if self._session == session:
            self._session = ""


def error_for(response: httpx.Response, system: str) -> IntegrationError:
    """Return the error that says what to do about an answer that is not a success."""
    status = response.status_code
    detail = f"HTTP {status}: {response.text[:200]}".rstrip(": ")
    if status in (401, 403):
        return Unauthorised(detail, system=system, code=str(status))
    if status in (408, 425, 429) or status >= 500:
        wait = retry_after_seconds(response.headers.get("Retry-After"), now=datetime.now(UTC))
        # A gateway may answer 5xx after its backend has done the work.
        return Temporary(detail, system=system, code=str(status), retry_after=wait, outcome_unknown=status >= 500)
    return Permanent(detail, system=system, code=str(status))


def retry_after_seconds(value: str | None, *, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110 §10.2.3: seconds or a date); None when absent or unreadable."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def json_of(response: httpx.Response, system: str) -> Any:
    """Return the parsed body; raises Temporary when it is no JSON: a gateway's page tells nothing about the outcome."""
    try:
        return json.loads(response.content)
    except ValueError as error:
        detail = f"the answer is not JSON: {response.text[:120]!r}"
        raise Temporary(detail, system=system, outcome_unknown=True) from error
