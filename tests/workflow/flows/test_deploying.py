"""The flows as deployments: a worker of a Prefect work pool starts the processes, and they really perform the work."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitStrategy

from tests.workflow.flows import bench, processes
from tests.workflow.flows.crowd import Crowd, crowd
from tests.workflow.flows.hiring import MOTCUA
from tests.workflow.flows.house import house
from tests.workflow.flows.prefect_server import environment
from tests.workflow.flows.test_killing import PATIENCE, has_ended
from workflow.deploying import deploy
from workflow.performing import KINDS
from workflow.workshop import Workshop

pytestmark = pytest.mark.xdist_group("prefect")


def deploy_by_command(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`motcua deploy`, as somebody types it."""
    told = {**environment(home), "MOTCUA_HOME": str(home), **variables}
    command = [*MOTCUA, "deploy", "--pool", "somewhere", "--drains", "1"]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=300)


def test_deploying_needs_a_server_and_says_so(tmp_path: Path) -> None:
    unnamed = deploy_by_command(tmp_path)
    assert (unnamed.returncode, "set PREFECT_API_URL" in unnamed.stderr) == (2, True)
    away = deploy_by_command(tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert away.returncode == 1
    assert away.stderr.startswith("the Prefect server at http://127.0.0.1:9/api cannot be used")


async def test_a_pool_gets_several_drains_a_sweep_every_minute_pruning_and_a_limit_for_each_kind(
    shop: Workshop,
) -> None:
    async with get_client() as prefect:
        await prefect.upsert_global_concurrency_limit_by_name("motcua-send", 3)
    names = ["drain/drain-1", "drain/drain-2", "drain/drain-3", "sweep/sweep", "prune/prune"]
    assert await deploy("of-three", 3) == names
    assert await deploy("of-three", 3) == names
    async with get_client() as prefect:
        assert (await prefect.read_work_pool("of-three")).type == "process"
        limits = {limit.name: limit.limit for limit in await prefect.read_global_concurrency_limits(200, 0)}
        found = [await prefect.read_deployment_by_name(name) for name in names]
        for deployment in found:  # nobody works in this pool: let it not fill up with late runs
            await prefect.delete_deployment(deployment.id)
    wanted = {f"motcua-{kind}": how.at_once for kind, how in KINDS.items() if kind != "open"}
    assert limits.items() >= {**wanted, "motcua-send": 3}.items()
    assert {deployment.work_pool_name for deployment in found} == {"of-three"}
    assert [deployment.entrypoint for deployment in found] == [
        *["workflow.flows.drain"] * 3,
        "workflow.flows.sweep",
        "workflow.flows.prune",
    ]
    every = [[schedule.schedule.interval.total_seconds() for schedule in each.schedules] for each in found]  # type: ignore[union-attr] # intervals all
    assert every == [[600]] * 3 + [[60], [6 * 3600]]
    strategies = [each.concurrency_options and each.concurrency_options.collision_strategy for each in found]
    enqueue, cancel = ConcurrencyLimitStrategy.ENQUEUE, ConcurrencyLimitStrategy.CANCEL_NEW
    assert strategies == [enqueue] * 3 + [cancel] * 2


async def test_a_worker_of_the_pool_drains_the_queue(shop: Workshop, prefect_url: str, tmp_path: Path) -> None:
    log = tmp_path / "pool-worker.log"
    pool_worker = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "of-one", "--limit", "4"]
    names = await deploy("of-one", 1)
    with (
        house(tmp_path / "house", prefect_url, idle_seconds=0.1, poll_seconds=2) as office,
        processes.running(pool_worker, office.environment | {"PREFECT_WORKER_QUERY_SECONDS": "1"}, log) as worker,
        _children_gone(worker.pid),
    ):
        people = Crowd(office, crowd(office, {"electronic": 1}))
        people.file()
        ends_at = time.monotonic() + PATIENCE
        while not has_ended(office, people):
            assert time.monotonic() < ends_at, log.read_text()
            if not people.act():
                time.sleep(0.2)
        assert people.endings() == {people.dossiers[0].reference: "settled"}
        assert await bench.task_runs(5, people.dossiers[0].code)
        async with get_client() as prefect:
            for name in names:
                await prefect.delete_deployment((await prefect.read_deployment_by_name(name)).id)


@contextmanager
def _children_gone(pid: int) -> Iterator[None]:
    """Processes that a worker started outlive it: a drain would go on in a house that is gone."""
    try:
        yield
    finally:
        for child in psutil.Process(pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.kill()
