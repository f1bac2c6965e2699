"""Prefect flows over the work queue: one task run for each piece of work performed, one flow run for many of them.

Three clocks are kept apart: waiting for somebody outside (no limit but the legal clock), failing (retries with a budget,
then an incident), and running long (a timeout). Why so: docs/decisions.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from datetime import timedelta
from typing import Any

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.concurrency.asyncio import concurrency
from prefect.context import TaskRunContext

from integrations.errors import Temporary
from workflow.budget import is_used_up, passes_by_itself, pause
from workflow.flow_runs import DRAIN_SECONDS, close_abandoned, remove_old
from workflow.performing import KINDS, Done, Outcome
from workflow.service import applying
from workflow.service.applying import LeaseLost
from workflow.service.timers import fire_timers
from workflow.settings import Settings
from workflow.store.works import Work
from workflow.workshop import Workshop

log = logging.getLogger("motcua.worker")

QUICK_RETRIES = (0.5, 2.0)
"""Seconds before the tries inside one task run; slower ones go through the queue, where they survive the process."""
SLOT_SECONDS = 120.0
"""How long Prefect keeps a slot of a shared limit for a worker that was killed."""


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
    """Only what may pass by itself in a moment; a system that says when to come back is believed."""
    error = state.data if isinstance(state.data, BaseException) else getattr(state.data, "result", None)
    return isinstance(error, Temporary) and error.retry_after is None


async def _perform(kind: str, dossier: str, work: int) -> None:
    """Perform one piece of work and write down what came of it."""
    shop = here()
    held = shop.in_hand[work]
    run = TaskRunContext.get()
    if run is not None:
        # Tags given before the run starts cost a call to the server each (tag concurrency limits); given here they are free.
        run.task_run.tags = sorted({*run.task_run.tags, dossier, kind, held.procedure})
    outcome = await KINDS[kind].perform(shop.office, shop.outside, held)
    await asyncio.to_thread(_record, shop, held, outcome)


TASKS: dict[str, Any] = {
    name: task(
        name=name,
        task_run_name=f"{name} {{dossier}} #{{work}}",
        retries=len(QUICK_RETRIES),
        retry_delay_seconds=list(QUICK_RETRIES),
        retry_jitter_factor=0.5,
        retry_condition_fn=_worth_a_quick_retry,
        timeout_seconds=kind.timeout,
        persist_result=False,
    )(_perform)
    for name, kind in KINDS.items()
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
    running: set[asyncio.Task[None]] = set()
    done = 0
    async with _leases_kept(shop):
        try:
            while True:
                is_over = shop.stopping.is_set() or loop.time() > ends_at
                taken = [] if is_over or shop.free <= 0 else await asyncio.to_thread(take, shop)
                for work in taken:
                    shop.hold(work)
                    running.add(asyncio.create_task(_one(shop, work)))
                if running:
                    finished, running = await asyncio.wait(
                        running, timeout=shop.settings.idle_seconds, return_when=asyncio.FIRST_COMPLETED
                    )
                    done += len(finished)
                elif is_over or until_empty:
                    return done
                else:
                    await _rest(shop)
        finally:
            # Whatever ends this run early (a database that is away, a cancelled run): what is in hand is not dropped.
            if running:
                await asyncio.wait(running)


async def _one(shop: Workshop, work: Work) -> None:
    """One piece of work through its task run; a failure is written down and never stops the others."""
    try:
        error = await _error_of(shop, work)
        if error is not None:
            await asyncio.to_thread(_record_failure, shop, work, error)
    except Exception:  # our own database is away: the lease runs out, and whoever is next repeats it with the same key
        log.exception("work %s of %s", work.kind, work.dossier)
    finally:
        shop.let_go(work)


async def _error_of(shop: Workshop, work: Work) -> BaseException | None:
    """Why it was not done; None when it was."""
    if is_used_up(work):
        return RuntimeError(f"whoever performed it died or was too slow; it was taken up {work.attempts} times")
    try:
        async with _shared_limit(shop, work.kind):
            state = await TASKS[work.kind](work.kind, work.dossier, work.id, return_state=True)
        if state.is_completed():
            return None
        found = None if state.is_crashed() else await state.aresult(raise_on_failure=False)
    except Exception as trouble:  # around the task, not in it: a Prefect that is away says nothing about the work
        log.exception("around %s of %s", work.kind, work.dossier)
        return Temporary(f"{type(trouble).__name__}: {trouble}", system="prefect")
    return found if isinstance(found, BaseException) else Temporary(state.message or "broken off", system="prefect")


def _take(shop: Workshop, dossiers: Sequence[str] | None = None) -> list[Work]:
    """As much as there is room for, of each kind and in all. Never what is in hand already: it has only come back to us."""
    taken: list[Work] = []
    for kinds, room in shop.room():
        limit = min(room, shop.free - len(taken))
        if limit > 0:
            taken += applying.take(shop.office, kinds, limit, shop.name, shop.lease, dossiers)
    return [work for work in taken if work.id not in shop.in_hand]


def _record(shop: Workshop, work: Work, outcome: Outcome) -> None:
    """Write down what came of it; whoever holds the lease by now does so instead when it was lost."""
    office = shop.office
    again_at = None if isinstance(outcome, Done) else office.now() + timedelta(seconds=outcome.seconds)
    with suppress(LeaseLost):
        if outcome.event is not None:
            applying.apply(office, work, outcome.event, look_again_at=again_at)
        elif again_at is not None:
            applying.wait(office, work, again_at)
        else:
            applying.finish(office, work)


def _record_failure(shop: Workshop, work: Work, error: BaseException) -> None:
    """Again later, or an incident when the error says that repeating is useless or the tries are used up."""
    text = f"{type(error).__name__}: {error}"
    with suppress(LeaseLost):
        if passes_by_itself(error) and work.attempts + 1 < KINDS[work.kind].tries:
            again_at = shop.office.now() + timedelta(seconds=pause(work.attempts, error))
            applying.fail(shop.office, work, text, again_at)
        else:
            applying.park(shop.office, work, text)


async def _rest(shop: Workshop) -> None:
    try:
        await asyncio.wait_for(shop.stopping.wait(), shop.settings.idle_seconds)
    except TimeoutError:
        return


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


def _shared_limit(shop: Workshop, kind: str) -> AbstractAsyncContextManager[Any]:
    """Prefect's global limit `motcua-<kind>`, which several workers share. Waiting for it is not part of the work's time."""
    if not shop.settings.shared_limits:
        return nullcontext()
    return concurrency(f"motcua-{kind}", occupy=1, lease_duration=SLOT_SECONDS)
