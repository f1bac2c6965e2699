"""What lies on the workbench: pieces of work put there by a test, how they stand, and the task runs Prefect knows of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import TaskRunFilter, TaskRunFilterStartTime, TaskRunFilterTags
from prefect.client.schemas.objects import TaskRun
from sqlalchemy import Row, insert, select, update

from tests.workflow.service.walking import perform_all, submitted
from workflow import flows, performing
from workflow.engine.commands import SendNotice
from workflow.performing import Done, Outcome, Outside
from workflow.service.office import Office
from workflow.store.tables import WORKS
from workflow.store.works import Work

this_test_began_at = datetime.now(UTC)
"""Dossiers are called alike in every test, and Prefect remembers all of them."""
Perform = Callable[[Office, Outside, Work, Any], Awaitable[Outcome]]
KNOWN_WITHIN = 60
"""Seconds until Prefect has surely written down what it was told."""


def a_dossier(office: Office, reference: str = "C-1", **changes: Any) -> str:
    """A dossier handed in at the counter, with nothing left to be done."""
    code = submitted(office, reference, source="counter", channel="counter", **changes)
    perform_all(office)
    return code


def put(office: Office, dossier: str, number: int = 900, kind: str = "notify", **changes: Any) -> str:
    """A piece of work that is ready now, by default a notice to the applicant; gives its key."""
    notice = SendNotice(visit=number, template="deadline-near", to="applicant", values={})
    row = {
        "dossier": dossier, "visit": number, "kind": kind, "key": f"{dossier}:{number}:{kind}", "lane": None,
        "payload": notice.model_dump_json(), "state": "ready", "run_after": office.now(), "attempts": 0, "looks": 0,
        "created_at": office.now(), **changes,
    }  # fmt: skip
    with office.store.begin() as db:
        db.execute(insert(WORKS), row)
    return str(row["key"])


def work(office: Office, key: str) -> Row[Any]:
    """How it stands."""
    with office.store.read() as db:
        return db.execute(select(WORKS).where(WORKS.c.key == key)).one()


def take_away(office: Office, key: str, by: str) -> None:
    """Somebody else holds it from now on."""
    with office.store.begin() as db:
        later = office.now() + timedelta(hours=1)
        db.execute(update(WORKS).where(WORKS.c.key == key).values(leased_by=by, run_after=later))


def let_run_out(office: Office, key: str) -> None:
    """Its lease is over."""
    with office.store.begin() as db:
        db.execute(update(WORKS).where(WORKS.c.key == key).values(run_after=office.now() - timedelta(seconds=1)))


async def task_runs(at_least: int, *tags: str) -> list[TaskRun]:
    """The task runs of this test with all these tags, once Prefect knows of so many and all of them have ended."""
    wanted = TaskRunFilter(
        tags=TaskRunFilterTags(all_=list(tags)), start_time=TaskRunFilterStartTime(after_=this_test_began_at)
    )
    ends_at = time.monotonic() + KNOWN_WITHIN
    async with get_client() as prefect:
        while True:
            found = await prefect.read_task_runs(task_run_filter=wanted)
            if len(found) >= at_least and all(run.state is not None and run.state.is_final() for run in found):
                return found
            assert time.monotonic() < ends_at, f"Prefect knows of {len(found)} task runs with {tags}"
            await asyncio.sleep(0.1)


def performed_by(monkeypatch: pytest.MonkeyPatch, kind: str, perform: Perform, **more: Any) -> None:
    """Let this kind of work be performed in another way, with nothing prepared unless told so."""
    changes = {"prepare": performing.nothing, **more}
    monkeypatch.setitem(performing.KINDS, kind, replace(performing.KINDS[kind], perform=perform, **changes))


def without_waiting(monkeypatch: pytest.MonkeyPatch, *kinds: str) -> None:
    """Let the tries within a task run follow each other at once."""
    for kind in kinds:
        at_once = flows.TASKS[kind].with_options(retry_delay_seconds=[0, 0], retry_jitter_factor=None)
        monkeypatch.setitem(flows.TASKS, kind, at_once)


async def nothing(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
    """Performs nothing."""
    return Done()
