"""Workers killed at random instants: whatever happens to them, nothing is lost and nothing is done twice."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.workflow.flows.crowd import Crowd, Expected, crowd
from tests.workflow.flows.hiring import workforce
from tests.workflow.flows.house import House, house
from tests.workflow.flows.outside_view import (
    faults_at_the_bank,
    faults_at_the_portal,
    faults_at_the_post,
    faults_in_our_books,
    outside_of,
)
from workflow.store.tables import WORKS

pytestmark = pytest.mark.xdist_group("prefect")

A_HUNDRED = {
    "card": 30, "electronic": 20, "refused": 24, "withdrawn": 14, "supplemented": 6, "lump_sum": 5, "comes_back": 4,
}  # fmt: skip
PATIENCE = 900
"""Seconds, on a machine that does much else."""


def test_killed_workers_lose_nothing_and_send_nothing_twice(
    empty_database_url: str, prefect_url: str, tmp_path: Path
) -> None:
    quick = {"lease_seconds": 3, "idle_seconds": 0.1, "sweep_seconds": 5, "poll_seconds": 2}
    with (
        house(tmp_path / "house", prefect_url, empty_database_url, **quick) as office,
        workforce(tmp_path / "logs", office.environment) as workers,
    ):
        dossiers = crowd(office, A_HUNDRED)
        people = Crowd(office, dossiers)
        people.file()
        enough = threading.Event()
        killing = threading.Thread(target=workers.kill_and_hire, args=(20251008, lambda: work_done(office), enough))
        killing.start()
        try:
            until_all_have_ended(office, people)
        finally:
            enough.set()
            killing.join()
        faults = faults_of(office, dossiers, people.endings())
        assert faults == [], "\n".join(faults)
        assert workers.killed >= 24


def until_all_have_ended(house: House, people: Crowd) -> None:
    """Let everybody act until every dossier has ended and every piece of work is done."""
    ends_at = time.monotonic() + PATIENCE
    while not (has_ended(house, people) and not work_left(house)):
        assert time.monotonic() < ends_at, f"still at work: {people.endings()}"
        if not people.act():
            time.sleep(0.2)


def has_ended(house: House, people: Crowd) -> bool:
    endings = people.endings()
    return len(endings) == len(people.dossiers) and all(endings.values())


def work_left(house: House) -> int:
    """Pieces of work still to be done; incidents are nobody's work."""
    return works(house, "ready", "leased", "waiting")


def work_done(house: House) -> int:
    return works(house, "done")


def works(house: House, *states: str) -> int:
    with house.office.store.read() as db:
        return db.scalar(select(func.count()).select_from(WORKS).where(WORKS.c.state.in_(states))) or 0


def faults_of(house: House, dossiers: list[Expected], endings: dict[str, str | None]) -> list[str]:
    """Whatever is not as it must be."""
    outside = outside_of(house)
    wrongly = [each for each in dossiers if endings[each.reference] != each.ends]
    return [
        *(f"{each.kind} {each.code} ended as {endings[each.reference]}" for each in wrongly),
        *faults_at_the_portal(outside, dossiers),
        *faults_at_the_post(outside, dossiers),
        *faults_at_the_bank(outside, dossiers),
        *faults_in_our_books(house.office),
    ]
