"""Where a worker spends its CPU time, by area of the work: thread clocks, read where one area calls another.

`benchmarks.worker` lays this around functions of the product before it starts an ordinary worker; the product knows
nothing of it. Every second is booked once: what an inner area takes is not the outer one's.
"""

import functools
import importlib
import inspect
import json
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

WRITTEN_EVERY = 0.5  # seconds

PDF, SIGNING, DATABASE, ENGINE, OUTSIDE, WORK, PREFECT, OTHER = (
    "PDF", "signing", "database", "engine", "outside calls", "work itself", "Prefect", "other",
)  # fmt: skip
BOOKED = {
    "outputs.rendering:Renderer.render": PDF,
    "workflow.performing.sign:_signed": SIGNING,
    "workflow.store.unit_of_work:Store.transact": DATABASE,
    "workflow.store.unit_of_work:Store.begin": DATABASE,
    "workflow.store.unit_of_work:Store.read": DATABASE,
    "workflow.service.carrying:advance": ENGINE,
    "workflow.engine.case:Case.model_validate": ENGINE,
    "workflow.engine.case:Case.model_validate_json": ENGINE,
    "workflow.engine.case:Case.model_dump_json": ENGINE,
    "integrations.http:Destination.request": OUTSIDE,
}
"""Functions, where they are called from, and whose time they are. What a block inside a transaction does is the database's."""

THREADS = {"flows": PREFECT, "GlobalEventLoopThread": PREFECT, "EventsWorkerThread": PREFECT, "Thread-": PREFECT}
"""Whose the rest of a thread's time is, by the beginning of its name: around our work, the flows' thread runs Prefect."""


class Ledger:
    """CPU seconds by area."""

    def __init__(self) -> None:
        self._booked: dict[int, Counter[str]] = {}
        self._local = threading.local()

    @contextmanager
    def area(self, name: str) -> Iterator[None]:
        """What this thread does inside belongs to the area, areas inside it excepted."""
        local = self._local
        outer = getattr(local, "inner", 0.0)
        local.inner = 0.0
        began = time.thread_time()
        try:
            yield
        finally:
            spent = time.thread_time() - began
            self._booked.setdefault(threading.get_native_id(), Counter())[name] += spent - local.inner
            local.inner = outer + spent

    def totals(self) -> Counter[str]:
        """All of the process' CPU time so far."""
        total: Counter[str] = Counter()
        for booked in list(self._booked.values()):
            total.update(dict(booked))
        for thread in threading.enumerate():
            area = next((area for begin, area in THREADS.items() if thread.name.startswith(begin)), None)
            if area is not None and thread.native_id is not None:
                booked_here = sum(self._booked.get(thread.native_id, Counter()).values())
                total[area] += cpu_seconds_of(thread.native_id) - booked_here  # type: ignore[assignment] # seconds
        total[OTHER] += time.process_time() - sum(total.values())  # type: ignore[assignment] # seconds
        return total

    def keep(self, file: Path) -> None:
        """Write the totals down twice a second, from a thread of its own."""

        def write_forever() -> None:
            aside = file.with_suffix(".new")
            while True:
                aside.write_text(json.dumps(self.totals()), encoding="utf-8")
                aside.replace(file)
                time.sleep(WRITTEN_EVERY)

        threading.Thread(target=write_forever, name="ledger", daemon=True).start()

    def lay_around(self, place: str, area: str) -> None:
        """Book a function from now on; `place` is module, colon, name."""
        module, _, path = place.partition(":")
        *owners, name = path.split(".")
        owner = functools.reduce(getattr, owners, importlib.import_module(module))
        is_method = inspect.isfunction(getattr(owner, name))
        booked = self.booked(getattr(owner, name), area)
        setattr(owner, name, booked if is_method or not owners else staticmethod(booked))

    def booked(self, function: Callable[..., Any], area: str) -> Callable[..., Any]:
        """The function, its time booked: that of a coroutine step by step, that of a context with what is done in it."""

        @functools.wraps(function)
        async def step_by_step(*arguments: Any, **named: Any) -> Any:
            return await _Stepping(self, area, function(*arguments, **named))

        @functools.wraps(function)
        def at_once(*arguments: Any, **named: Any) -> Any:
            with self.area(area):
                given = function(*arguments, **named)
            return self._around(given, area) if isinstance(given, AbstractContextManager) else given

        return step_by_step if inspect.iscoroutinefunction(function) else at_once

    @contextmanager
    def _around(self, context: AbstractContextManager[Any], area: str) -> Iterator[Any]:
        with self.area(area), context as given:
            yield given


class _Stepping:
    """Awaits something, booking each step it takes; the time it waits is nobody's."""

    def __init__(self, ledger: Ledger, area: str, awaited: Awaitable[Any]) -> None:
        self._ledger, self._area, self._awaited = ledger, area, awaited

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._awaited.__await__()
        answer, error = None, None
        while True:
            try:
                with self._ledger.area(self._area):
                    asked = steps.send(answer) if error is None else steps.throw(error)
            except StopIteration as end:
                return end.value
            answer, error = None, None
            try:
                answer = yield asked
            except BaseException as thrown:  # a cancelled task, too, is the inner coroutine's to handle
                error = thrown


def cpu_seconds_of(native_id: int) -> float:
    """CPU time of a thread of this process; raises OSError when it has ended.

    Linux makes the clock of a thread out of its number; unlike `pthread_getcpuclockid` this cannot touch freed memory.
    """
    return time.clock_gettime((~native_id << 3) | 6)
