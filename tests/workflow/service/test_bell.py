"""The bell of the queue on a real PostgreSQL: heard when work has come to stay, and only then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import psycopg
import pytest

from tests.workflow.service.walking import submitted
from workflow.service.office import Office
from workflow.store.bell import hear, ring
from workflow.store.unit_of_work import Store

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

HEARD_WITHIN = 30
"""Seconds, on a busy machine."""


@pytest.fixture
async def rings(store: Store) -> AsyncIterator[asyncio.Queue[None]]:
    """Every ring from now on."""
    heard: asyncio.Queue[None] = asyncio.Queue()
    hearing = asyncio.create_task(hear(store, lambda: heard.put_nowait(None)))
    await asyncio.wait_for(heard.get(), HEARD_WITHIN)  # it listens
    yield heard
    hearing.cancel()
    with suppress(asyncio.CancelledError):
        await hearing


async def test_a_door_that_puts_work_into_the_queue_is_heard(rings: asyncio.Queue[None], office: Office) -> None:
    await asyncio.to_thread(submitted, office)
    await asyncio.wait_for(rings.get(), HEARD_WITHIN)


async def test_what_is_undone_is_not_heard(rings: asyncio.Queue[None], store: Store) -> None:
    with suppress(ZeroDivisionError), store.begin() as db:
        ring(db)
        raise ZeroDivisionError
    with store.begin() as db:
        ring(db)
    await asyncio.wait_for(rings.get(), HEARD_WITHIN)
    assert rings.empty()


async def test_who_listens_is_told_when_the_database_goes_away(store: Store) -> None:
    listening = asyncio.Event()
    hearing = asyncio.create_task(hear(store, listening.set))
    await asyncio.wait_for(listening.wait(), HEARD_WITHIN)
    with store.begin() as db:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND pid <> pg_backend_pid()"
        db.exec_driver_sql(others.replace("%", "%%"))
    with pytest.raises(psycopg.OperationalError):
        await asyncio.wait_for(hearing, HEARD_WITHIN)
