"""A worker: a long-lived process that drains the work queue and sweeps the timers, flow run after flow run."""

import asyncio
import logging
import signal
import threading
from collections.abc import Awaitable, Callable

from workflow import flows
from workflow.settling import settle
from workflow.store.bell import hear
from workflow.workshop import Workshop

log = logging.getLogger("motcua.worker")

PAUSE_AFTER_A_FAULT = 2.0


def run(shop: Workshop) -> bool:
    """Work until SIGTERM or SIGINT; what is in hand is finished first. False when it broke down by itself.

    The flows run in a thread of their own: in the main thread Prefect would take over SIGTERM and break off whatever is
    in hand.
    """
    told_to_stop, ended_well = threading.Event(), threading.Event()

    def work() -> None:
        asyncio.run(_work(shop, told_to_stop))
        ended_well.set()

    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: told_to_stop.set())
    working = threading.Thread(target=work, name="flows")
    working.start()
    while working.is_alive():
        working.join(0.5)  # a signal is handled between two joins
    return ended_well.is_set()


async def _work(shop: Workshop, told_to_stop: threading.Event) -> None:
    flows.use(shop)
    settle()
    log.info("worker %s: ready", shop.name)
    listening = [asyncio.create_task(_listen(shop, told_to_stop))]
    if not shop.office.store.is_sqlite:
        listening.append(asyncio.create_task(_over_and_over(shop, _hear)))
    try:
        await asyncio.gather(_over_and_over(shop, _drain), _over_and_over(shop, _sweep))
    finally:
        for each in listening:
            each.cancel()
        await shop.outside.aclose()
        shop.office.store.close()
    log.info("worker %s: stopped", shop.name)


async def _listen(shop: Workshop, told_to_stop: threading.Event) -> None:
    """Carry the word from the thread of the signals into the loop of the flows."""
    while not told_to_stop.is_set():
        await asyncio.sleep(0.1)
    shop.stopping.set()
    shop.called.set()


async def _hear(shop: Workshop) -> None:
    await hear(shop.office.store, shop.called.set)


async def _over_and_over(shop: Workshop, turn: Callable[[Workshop], Awaitable[None]]) -> None:
    """Each time it has ended. The Prefect server may be away for a while: queue and timers are safe in our database."""
    while not shop.stopping.is_set():
        try:
            await turn(shop)
        except Exception:
            log.exception("broken off; starting again")
            await _pause(shop, PAUSE_AFTER_A_FAULT)


async def _drain(shop: Workshop) -> None:
    await flows.drain()


async def _sweep(shop: Workshop) -> None:
    await flows.sweep()
    await _pause(shop, shop.settings.sweep_seconds)


async def _pause(shop: Workshop, seconds: float) -> None:
    try:
        await asyncio.wait_for(shop.stopping.wait(), seconds)
    except TimeoutError:
        return
