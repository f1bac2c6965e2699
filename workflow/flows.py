"""Prefect flows over the work queue: a task run for each pack of work performed, one flow run for many of them.

Three clocks are kept apart: waiting for somebody outside (no limit but the legal clock), failing (retries with a budget,
then an incident), and running long (a timeout). Why so: docs/decisions.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.context import TaskRunContext

from integrations.errors import Temporary
from workflow.budget import is_worth_a_quick_retry
from workflow.flow_runs import DRAIN_SECONDS, close_abandoned, remove_old
from workflow.pack import Pack, packs
from workflow.performing import KINDS
from workflow.service import applying
from workflow.service.timers import fire_timers
from workflow.settings import Settings
from workflow.store.works import Work
from workflow.workshop import Workshop

log = logging.getLogger("motcua.worker")

QUICK_RETRIES = (0.5, 2.0)
"""Seconds before the tries inside one task run; slower ones go through the queue, where they survive the process."""


GATHERING_SECONDS = 0.2
"""How long a busy worker lets work come together before it takes some more in hand."""

_workshop: Workshop | None = None


def use(workshop: Workshop) -> None:
    """Let the flows of this process work in this workshop; task runs carry ids, not objects."""
    global _workshop
    _workshop = workshop


def here() -> Workshop:
    """The workshop of this process; one that a work pool started opens its own from the environment."""
    if _workshop is None:
        from workflow.wiring import open_workshop  # opens everything: not before a flow is really run

        use(open_workshop(Settings()))
    assert _workshop is not None
    return _workshop


def _worth_a_quick_retry(_task: Any, _run: Any, state: State) -> bool:
    error = state.data if isinstance(state.data, BaseException) else getattr(state.data, "result", None)
    return error is not None and is_worth_a_quick_retry(error)


async def _perform(kind: str, label: str, works: tuple[int, ...]) -> None:
    """Perform a pack and write down what came of it."""
    pack = here().packs[works]
    run = TaskRunContext.get()
    if run is not None:
        # Tags given before the run starts cost a call to the server each (tag concurrency limits); given here they are free.
        run.task_run.tags = sorted({*run.task_run.tags, *pack.tags})
    await pack.perform()


TASKS: dict[str, Any] = {
    name: task(
        name=name,
        task_run_name=f"{name} {{label}}",
        retries=len(QUICK_RETRIES),
        retry_delay_seconds=list(QUICK_RETRIES),
        retry_jitter_factor=0.5,
        retry_condition_fn=_worth_a_quick_retry,
        persist_result=False,
    )(_perform)
    for name in KINDS
}


@flow(name="drain", persist_result=False)
async def drain(until_empty: bool = False, seconds: float = DRAIN_SECONDS) -> int:
    """Perform work as it comes, many pieces side by side; gives how many.

    Ends after `seconds`, so that a run stays readable, or when nothing is left and `until_empty`. What is in hand is
    finished first.
    """
    return await _drain(_take, until_empty, seconds)


@flow(name="process-dossier", flow_run_name="dossier {code}", persist_result=False)
async def process_dossier(code: str) -> int:
    """Perform all work of one dossier, now, until it waits for somebody: the way of a dossier, readable in one run."""
    return await _drain(lambda shop: _take(shop, (code,)), True, DRAIN_SECONDS)


async def in_one_run(name: str, run: str, act: Callable[[], Awaitable[None]]) -> None:
    """Act within a flow run, so that what is worked off meanwhile has its task runs there."""

    @flow(name=name, flow_run_name=run, persist_result=False)
    async def acting() -> None:
        await act()

    await acting()


async def work_off(dossiers: Sequence[str]) -> int:
    """Within a flow run: perform all work of these dossiers that can be done now; gives how many pieces."""
    return await _drain(lambda shop: _take(shop, dossiers), True, DRAIN_SECONDS)


@flow(name="sweep", persist_result=False)
async def sweep() -> int:
    """Wake every case whose moment has come: warnings, deadlines, supplements not brought, waits that are over.

    Gives how many timers were fired. Flow runs whose worker was killed are closed on the way.
    """
    fired = await fire()
    await close_abandoned()
    return fired


@flow(name="prune", persist_result=False)
async def prune() -> int:
    """Throw away Prefect's records of runs that ended long ago; gives how many. Nothing of ours is opened."""
    return await remove_old(timedelta(days=Settings().prefect_keep_days))


@task(name="fire-timers", persist_result=False)
async def fire() -> int:
    """Fire what is due; gives how many timers."""
    return await asyncio.to_thread(fire_timers, here().office)


async def _drain(take: Callable[[Workshop], list[Work]], until_empty: bool, seconds: float) -> int:
    shop = here()
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + seconds
    turns = {name: asyncio.Semaphore(kind.at_once) for name, kind in KINDS.items()}
    running: set[asyncio.Task[int]] = set()
    done = 0
    async with _leases_kept(shop):
        try:
            while True:
                is_over = shop.stopping.is_set() or loop.time() > ends_at
                taken = [] if is_over else await asyncio.to_thread(take, shop)
                running |= {asyncio.create_task(_together(shop, pack)) for pack in packs(shop, taken, turns)}
                if running:
                    finished, running = await _first_of(shop, running)
                    done += sum(each.result() for each in finished)
                    if running:
                        # What has become ready is not taken one by one while others are at it.
                        finished, running = await asyncio.wait(running, timeout=GATHERING_SECONDS)
                        done += sum(each.result() for each in finished)
                elif is_over or until_empty:
                    return done
                else:
                    await _rest(shop)
        finally:
            # Whatever ends this run early (a database that is away, a cancelled run): what is in hand is not dropped.
            if running:
                await asyncio.wait(running)


async def _together(shop: Workshop, pack: Pack) -> int:
    """A pack through its task run; gives how many works it held. A failure is written down and never stops the others."""
    works = tuple(work.id for work in pack.works)
    shop.packs[works] = pack
    try:
        around = await _trouble(pack, works)
        if pack.left:
            await asyncio.to_thread(pack.give_up, around)
    except Exception:  # nothing could be written down: the leases run out, and whoever is next repeats it
        log.exception("%s %s", pack.kind, pack.label)
    finally:
        del shop.packs[works]
        for work in pack.left:
            shop.let_go(work)
    return len(works)


async def _trouble(pack: Pack, works: tuple[int, ...]) -> BaseException | None:
    """What broke the task run off, if it was none of the works' own failures."""
    try:
        state = await TASKS[pack.kind](pack.kind, pack.label, works, return_state=True)
        if state.is_completed():
            return None
        found = None if state.is_crashed() else await state.aresult(raise_on_failure=False)
    except Exception as trouble:  # around the task, not in it: a Prefect that is away says nothing about the work
        log.exception("around %s %s", pack.kind, pack.label)
        return Temporary(f"{type(trouble).__name__}: {trouble}", system="prefect")
    return found if isinstance(found, BaseException) else Temporary(state.message or "broken off", system="prefect")


def _take(shop: Workshop, dossiers: Sequence[str] | None = None) -> list[Work]:
    """Take in hand as much as there is room for, of each kind and in all; never what is in hand already and has only come back."""
    taken: list[Work] = []
    try:
        while True:
            kinds, limit = shop.room()
            if not kinds or limit <= 0:
                return taken
            found = applying.take(shop.office, kinds, limit, shop.name, shop.lease, dossiers)
            new = [work for work in found if work.id not in shop.in_hand]
            shop.hold(new)
            taken += new
            if not new or len(found) < limit:
                return taken
    except Exception:
        if not taken:
            raise
        return taken  # what is in hand comes first; the next taking says what is wrong


async def _first_of(
    shop: Workshop, running: set[asyncio.Task[int]]
) -> tuple[set[asyncio.Task[int]], set[asyncio.Task[int]]]:
    """Packs that have ended and those under way, as soon as one ends or there may be more work."""
    called = asyncio.create_task(shop.called.wait())
    try:
        finished, _ = await asyncio.wait(
            {*running, called}, timeout=shop.settings.idle_seconds, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        called.cancel()
    shop.called.clear()
    return running & finished, running - finished


async def _rest(shop: Workshop) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(shop.called.wait(), shop.settings.idle_seconds)
    shop.called.clear()


@asynccontextmanager
async def _leases_kept(shop: Workshop) -> AsyncIterator[None]:
    """While work is in hand its leases are extended, so that long work is not done by two."""

    async def keep() -> None:
        while True:
            await asyncio.sleep(shop.settings.lease_seconds / 3)
            try:
                await asyncio.to_thread(applying.extend_many, shop.office, list(shop.in_hand.values()), shop.lease)
            except Exception:  # the next time may go better; a lease that was lost meanwhile is noticed when it counts
                log.exception("leases could not be extended")

    keeper = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeper.cancel()
