"""Flow runs in Prefect's books that nobody runs any more: a worker that was killed could not say so."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Crashed

log = logging.getLogger("motcua.worker")

DRAIN_SECONDS = 600.0
"""How long a run that drains the queue takes new work in hand."""
LONGEST_RUN = timedelta(seconds=3 * DRAIN_SECONDS)
"""Nothing in hand takes so long that a run would still be finishing it."""
OURS = ["drain", "process-dossier", "sweep"]


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


async def _close(prefect: PrefectClient, run: UUID) -> bool:
    """Whether the server took it: it stumbles over a run whose deployment is gone, and the next one is no worse for that."""
    try:
        await prefect.set_flow_run_state(run, Crashed(message="its worker was killed"), force=True)
    except PrefectHTTPStatusError:
        log.exception("flow run %s cannot be closed", run)
        return False
    return True
