"""A worker: a long-lived process that drains the work queue and sweeps the timers, flow run after flow run."""

import asyncio
import logging
import signal

from workflow import flows
from workflow.flows import Workshop

log = logging.getLogger("motcua.worker")

PAUSE_AFTER_A_FAULT = 2.0


async def run(shop: Workshop) -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished first."""
    flows.use(shop)
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, shop.stopping.set)
    log.info("worker %s: ready", shop.name)
    try:
        await asyncio.gather(_draining(shop), _sweeping(shop))
    finally:
        await shop.outside.aclose()
        shop.office.store.close()


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
