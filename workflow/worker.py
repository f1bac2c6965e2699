"""A worker: a long-lived process that drains the work queue and sweeps the timers, flow run after flow run."""

import asyncio
import logging
import signal
import threading

from workflow import flows
from workflow.workshop import Workshop

log = logging.getLogger("motcua.worker")

PAUSE_AFTER_A_FAULT = 2.0


def run(shop: Workshop) -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished first.

    The flows run in a thread of their own: in the main thread Prefect would take over SIGTERM and break off whatever is
    in hand.
    """
    working = threading.Thread(target=lambda: asyncio.run(_work(shop, loops)), name="flows")
    loops: list[asyncio.AbstractEventLoop] = []

    def stop(*_: object) -> None:
        for loop in loops:
            loop.call_soon_threadsafe(shop.stopping.set)

    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, stop)
    working.start()
    while working.is_alive():
        working.join(0.5)  # a signal is handled between two joins


async def _work(shop: Workshop, loops: list[asyncio.AbstractEventLoop]) -> None:
    loops.append(asyncio.get_running_loop())
    flows.use(shop)
    log.info("worker %s: ready", shop.name)
    try:
        await asyncio.gather(_draining(shop), _sweeping(shop))
    finally:
        await shop.outside.aclose()
        shop.office.store.close()
    log.info("worker %s: stopped", shop.name)


async def _draining(shop: Workshop) -> None:
    while not shop.stopping.is_set():
        try:
            await flows.drain()
        except Exception:  # the Prefect server may be away for a while; the queue is safe in our own database
            log.exception("drain stopped; starting again")
            await asyncio.sleep(PAUSE_AFTER_A_FAULT)


async def _sweeping(shop: Workshop) -> None:
    while not shop.stopping.is_set():
        try:
            await flows.sweep()
        except Exception:  # as above: timers stay due until somebody fires them
            log.exception("sweep stopped; starting again")
        try:
            await asyncio.wait_for(shop.stopping.wait(), shop.settings.sweep_seconds)
        except TimeoutError:
            continue
