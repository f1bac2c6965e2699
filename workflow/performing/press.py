"""Where documents are made: one at a time, in a thread, so that the rest of the worker keeps answering."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

Result = TypeVar("Result")

LONGEST_SECONDS = 60.0
STUCK_AT_MOST = 8
"""Threads; a document that never ends keeps its own, for threads cannot be stopped."""


class Press:
    """Laying out holds the interpreter's lock for long: two documents at once would only make each other late."""

    def __init__(self, seconds: float = LONGEST_SECONDS) -> None:
        """A document that takes longer than `seconds` is given up, and the next one begins."""
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(STUCK_AT_MOST, "press")
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def run(self, make: Callable[..., Result], *arguments: Any) -> Result:
        """What `make` gives. Raises what it raises, and TimeoutError."""
        loop = asyncio.get_running_loop()
        async with self._turns.setdefault(loop, asyncio.Lock()):
            return await asyncio.wait_for(loop.run_in_executor(self._threads, make, *arguments), self._seconds)

    def close(self) -> None:
        """No more documents; what is stuck is left behind."""
        self._threads.shutdown(wait=False, cancel_futures=True)
