"""Flow runs in Prefect's books: those that nobody runs any more are closed, those that are over long since are thrown away.

What became of a dossier stands in our own journal; Prefect's books tell how the work went, and only for a while.
"""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import TERMINAL_STATES, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Crashed

log = logging.getLogger("motcua.worker")

DRAIN_SECONDS = 600.0
"""How long a run that drains the queue takes new work in hand."""
LONGEST_RUN = timedelta(seconds=3 * DRAIN_SECONDS)
"""Nothing in hand takes so long that a run would still be finishing it."""
TOGETHER = {"drain": 1, "process-dossier": 10, "sweep": 50, "prune": 50}
"""Our flows, and how many runs of each the server is told to delete in one transaction: with a drain go its thousands of
task runs, with a sweep one. The server takes 50 at most."""
OURS = list(TOGETHER)


async def close_abandoned(older_than: timedelta = LONGEST_RUN) -> int:
    """Mark as crashed what began longer ago than any run of ours lasts; gives how many.

    What they had in hand is safe: its leases have run out long since. But Prefect would count them as running for ever,
    and hold back what a deployment may run only once.
    """
    ours = FlowFilter(name=FlowFilterName(any_=OURS))
    forgotten = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING])),
        start_time=FlowRunFilterStartTime(before_=datetime.now(UTC) - older_than),
    )
    async with get_client() as prefect:
        found = await prefect.read_flow_runs(flow_filter=ours, flow_run_filter=forgotten)
        return sum([await _close(prefect, run.id) for run in found])


async def remove_old(older_than: timedelta) -> int:
    """Delete runs of our flows that ended longer ago, with their task runs, states and logs; gives how many flow runs.

    In small batches with pauses as long as they took, so that at least half of the server is left to who is at work.
    May be broken off at any time, and run beside another.
    """
    ended_before = datetime.now(UTC) - older_than
    async with get_client() as prefect:
        return sum([await _remove(prefect, flow, at_once, ended_before) for flow, at_once in TOGETHER.items()])


async def _remove(prefect: PrefectClient, flow: str, at_once: int, ended_before: datetime) -> int:
    over = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(TERMINAL_STATES))),
        end_time=FlowRunFilterEndTime(before_=ended_before),
    )
    of_flow = FlowFilter(name=FlowFilterName(any_=[flow]))
    removed = 0
    while True:
        began = time.monotonic()
        found = await prefect.read_flow_runs(
            flow_filter=of_flow, flow_run_filter=over, sort=FlowRunSort.START_TIME_ASC, limit=at_once
        )
        if not found:
            return removed
        wanted = {"flow_runs": {"id": {"any_": [str(run.id) for run in found]}}, "limit": at_once}
        await prefect.request("POST", "/flow_runs/bulk_delete", json=wanted)  # type: ignore[arg-type] # not in its list of routes
        removed += len(found)
        await asyncio.sleep(time.monotonic() - began)


async def _close(prefect: PrefectClient, run: UUID) -> bool:
    """Whether the server took it: it stumbles over a run whose deployment is gone, and the next one is no worse for that."""
    try:
        await prefect.set_flow_run_state(run, Crashed(message="its worker was killed"), force=True)
    except PrefectHTTPStatusError:
        log.exception("flow run %s cannot be closed", run)
        return False
    return True
