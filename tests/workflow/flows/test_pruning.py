"""Pruning: what Prefect knows of runs that ended long ago goes, everything else stays, and our own books are as they were."""

import asyncio
import subprocess
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import LogCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, LogFilter, LogFilterFlowRunId
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Completed, Running
from sqlalchemy import select

from desk.command_line import app
from tests.workflow.flows import bench
from tests.workflow.flows.hiring import MOTCUA
from tests.workflow.flows.prefect_server import environment
from workflow import flows
from workflow.flow_runs import remove_old
from workflow.store.tables import DOSSIERS
from workflow.workshop import Workshop

pytestmark = pytest.mark.xdist_group("prefect")


@flow(name="somebody-elses")
async def other() -> None:
    """Runs on the same server, and is none of our business."""


async def runs_left(prefect: PrefectClient, *ids: UUID) -> set[UUID]:
    """Which of these flow runs Prefect still knows."""
    wanted = FlowRunFilter(id=FlowRunFilterId(any_=list(ids)))
    return {run.id for run in await prefect.read_flow_runs(flow_run_filter=wanted)}


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Logs are deleted by a task of the server's, after it has answered."""
    ends_at = time.monotonic() + bench.KNOWN_WITHIN
    while not await true():
        assert time.monotonic() < ends_at
        await asyncio.sleep(0.2)


def books(shop: Workshop) -> dict[str, list[Any]]:
    """Every row of ours."""
    with shop.office.store.read() as db:
        return {table.name: sorted(map(repr, db.execute(select(table)))) for table in DOSSIERS.metadata.sorted_tables}


async def test_old_runs_go_with_their_task_runs_and_logs_and_nothing_else(shop: Workshop) -> None:
    bench.put(shop.office, bench.a_dossier(shop.office))
    performed = await flows.drain(until_empty=True, return_state=True)
    [task_run, *_] = await bench.task_runs(1)
    drained = performed.state_details.flow_run_id
    assert drained is not None
    assert task_run.flow_run_id == drained
    async with get_client() as prefect:
        await prefect.create_logs(
            [LogCreate(name="t", level=20, message="m", timestamp=datetime.now(UTC), flow_run_id=drained)]
        )
        swept = [(await prefect.create_flow_run(flows.sweep, state=Completed())).id for _ in range(60)]
        broken_off = (await prefect.create_flow_run(flows.drain, state=Cancelled())).id
        at_work = (await prefect.create_flow_run(flows.drain, state=Running())).id
        not_ours = (await prefect.create_flow_run(other, state=Completed())).id
        between = datetime.now(UTC)
        await asyncio.sleep(1)  # on a busy machine the clock is read twice with some time in between
        new = (await prefect.create_flow_run(flows.sweep, state=Completed())).id
        before = books(shop)

        assert await remove_old(datetime.now(UTC) - between) >= len([drained, broken_off, *swept])

        assert await runs_left(prefect, drained, broken_off, at_work, not_ours, new, *swept) == {at_work, not_ours, new}
        with pytest.raises(ObjectNotFound):
            await prefect.read_task_run(task_run.id)
        of_drain = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[drained]))

        async def no_logs() -> bool:
            return not await prefect.read_logs(log_filter=of_drain)

        await until(no_logs)
        assert await remove_old(timedelta(days=1)) == 0
    assert books(shop) == before


def prune_by_command(home: Path, api_url: str, *options: str) -> subprocess.CompletedProcess[str]:
    """`motcua prune`, as a timer starts it; with a database that nobody can open."""
    told = {
        **environment(home, api_url), "MOTCUA_HOME": str(home), "MOTCUA_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
    }  # fmt: skip
    return subprocess.run(
        [*MOTCUA, "prune", *options], env=told, capture_output=True, text=True, check=False, timeout=300
    )


def test_the_command_says_how_many_and_needs_no_database_of_ours(prefect_url: str, tmp_path: Path) -> None:
    done = prune_by_command(tmp_path, prefect_url)
    assert (done.returncode, done.stdout) == (
        0,
        "0 flow runs that ended more than 14 days ago were removed from Prefect\n",
    )
    away = prune_by_command(tmp_path, "http://127.0.0.1:9/api", "--days", "3")
    assert (away.returncode, away.stderr.startswith("the Prefect server cannot be used")) == (1, True)


def test_the_command_is_listed() -> None:
    assert "prune" in [command.callback.__name__ for command in app.registered_commands if command.callback]
