"""Runs a coroutine to its end from synchronous code, with or without an event loop around."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Value = TypeVar("Value")


def completed(coroutine: Coroutine[Any, Any, Value]) -> Value:
    """The coroutine's value.

    pyHanko works in coroutines for the sake of remote keys; with local ones nothing waits. `asyncio.run` refuses to
    work inside a running loop, so there a thread lends its own.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as lent:
        return lent.submit(asyncio.run, coroutine).result()
