"""The worker as a process: it finishes what is in hand when told to stop, and what a killed one left in Prefect's books is closed."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.states import Running
from sqlalchemy import select

from tests.workflow.flows import processes
from tests.workflow.flows.crowd import Crowd, crowd
from tests.workflow.flows.hiring import WORKER
from tests.workflow.flows.house import House, house
from workflow import flows
from workflow.flow_runs import close_abandoned
from workflow.store.tables import WORKS
from workflow.workshop import Workshop

pytestmark = pytest.mark.xdist_group("prefect")


def states(office: House) -> dict[str, tuple[str, int]]:
    """State and attempts of each piece of work."""
    with office.office.store.read() as db:
        return {row.key: (row.state, row.attempts) for row in db.execute(select(WORKS))}


def test_a_worker_told_to_stop_finishes_what_it_has_in_hand(prefect_url: str, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with house(tmp_path / "house", prefect_url, work_at_once=1, idle_seconds=0.1) as office:
        people = Crowd(office, crowd(office, {"card": 2}))
        people.file()
        while not people.act():
            time.sleep(0.05)  # the portal pushes when it likes
        httpx.post(f"{office.sandboxes.portal}/_sandbox/faults", json={"delay_ms": 1500}).raise_for_status()
        with processes.running(WORKER, office.environment, log) as worker:
            in_hand: list[str] = []
            while not in_hand:
                assert worker.poll() is None, log.read_text()
                in_hand = [key for key, (state, _) in states(office).items() if state == "leased" and ":sync:" in key]
                time.sleep(0.02)
            worker.terminate()
            assert worker.wait(60) == 0
        after = states(office)
        assert {after[key] for key in in_hand} == {("done", 0)}
        assert {state for state, _ in after.values()} == {"done", "ready"}
        assert "stopped" in log.read_text()


async def test_flow_runs_of_killed_workers_do_not_run_for_ever(shop: Workshop) -> None:
    async with get_client() as prefect:
        left_behind = await prefect.create_flow_run(flows.drain, state=Running())
        between = datetime.now(UTC)
        await asyncio.sleep(1)  # on a busy machine the clock is read twice with some time in between
        at_work = await prefect.create_flow_run(flows.drain, state=Running())
        assert await close_abandoned(datetime.now(UTC) - between) >= 1
        states = [(await prefect.read_flow_run(run.id)).state for run in (left_behind, at_work)]
    assert [state and state.type for state in states] == [StateType.CRASHED, StateType.RUNNING]
