"""The flows as deployments of a Prefect work pool, for installations that let Prefect start the processes."""

from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Interval
from prefect.types.entrypoint import EntrypointType
from prefect.workers.process import ProcessWorker

from workflow.flow_runs import DRAIN_SECONDS
from workflow.flows import drain, prune, sweep
from workflow.performing import KINDS

LEAD = timedelta(seconds=45)
"""The first runs begin so long after deploying: a busy server must have planned them before, or the first is missed."""
CHANGEOVER = 15.0
"""Seconds at the end of a drain's turn in which it only finishes what it has in hand, before the next begins."""
APART = timedelta(seconds=30)
SWEEP_EVERY = timedelta(minutes=1)
PRUNE_EVERY = timedelta(hours=6)
"""Often, so that each time there is little to delete."""


async def deploy(pool: str, drains: int) -> list[str]:
    """Register `drains` deployments of `drain` and one each of `sweep` and `prune` for a process work pool; gives their names.

    Safe to repeat. The pool and the shared limits `motcua-<kind>` are made where they are missing; limits that are there
    stay as they were set.
    """
    async with get_client() as prefect:
        await _ensure_pool(prefect, pool)
        await _ensure_limits(prefect)
    deployments = [*(_drain(pool, number) for number in range(1, drains + 1)), *_regular(pool)]
    for deployment in deployments:
        await deployment.aapply()
    return [deployment.full_name for deployment in deployments]


def _drain(pool: str, number: int) -> RunnerDeployment:
    """One long run after the other; several begin one after the other, so that they never all change at once."""
    return RunnerDeployment.from_flow(
        drain,
        name=f"drain-{number}",
        work_pool_name=pool,
        entrypoint_type=EntrypointType.MODULE_PATH,
        parameters={"seconds": DRAIN_SECONDS - CHANGEOVER},
        schedule=Interval(timedelta(seconds=DRAIN_SECONDS), anchor_date=_soon() + (number - 1) * APART),
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
    )


def _regular(pool: str) -> list[RunnerDeployment]:
    """What comes round by the clock; a run that takes longer than its turn is not joined by another."""
    return [
        RunnerDeployment.from_flow(
            flow,
            name=flow.name,
            work_pool_name=pool,
            entrypoint_type=EntrypointType.MODULE_PATH,
            schedule=Interval(every, anchor_date=_soon()),
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        )
        for flow, every in ((sweep, SWEEP_EVERY), (prune, PRUNE_EVERY))
    ]


def _soon() -> datetime:
    return datetime.now(UTC) + LEAD


async def _ensure_pool(prefect: PrefectClient, pool: str) -> None:
    try:
        await prefect.read_work_pool(pool)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
        await prefect.create_work_pool(WorkPoolCreate(name=pool, type="process", base_job_template=template))


async def _ensure_limits(prefect: PrefectClient) -> None:
    for kind, how in KINDS.items():
        name = f"motcua-{kind}"
        try:
            await prefect.read_global_concurrency_limit_by_name(name)
        except ObjectNotFound:
            await prefect.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=how.at_once))
