"""Dossiers from the portal to the letterbox on the real parts, and what each part of the machine spent on them."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from sqlalchemy import func, select

from benchmarks import mix, officers
from benchmarks.installation import CAREFUL, Installation, RunFailed, installation
from benchmarks.machine import Tell
from benchmarks.processes import Watch, cpu_seconds
from desk.demo.citizens import Citizens
from desk.demo.scripts import Script
from tools import postgresql
from workflow.settings import Settings
from workflow.store.tables import DOSSIERS, WORKS

DATABASES = ("SQLite", "PostgreSQL")
WARMING_UP = 20
"""Dossiers before the measurement begins: every kind twice or so, on every worker."""

OPEN_AT_MOST, FILED_AT_ONCE = 200, 25
PATIENCE = 180.0
"""Seconds without a dossier ending after which the run has failed."""


@dataclass(frozen=True)
class Run:
    """What a run came to; CPU seconds are those of the dossiers counted, the warming up left out."""

    database: str
    workers: int
    dossiers: int
    kinds: dict[str, int]
    seconds: float
    documents: int
    works: dict[str, int]
    """Pieces of work done, by kind: each was a Prefect task run."""
    spent: dict[str, float]
    """CPU seconds by process: worker, Prefect server, PostgreSQL, desk, officers, sandboxes."""
    in_workers: dict[str, float]
    """CPU seconds of the workers by area of the code."""
    peaks: dict[str, float] = field(default_factory=dict)
    """MiB; of several workers the largest."""


def measure(database: str, number: int, workers: int, tell: Tell) -> Run:
    """Run `number` dossiers on a fresh installation; raises RunFailed when one did not end as it should."""
    with _database(database) as url, installation(url, tell) as running:
        for _ in range(workers):
            running.start_worker()
        return _Driver(running, tell).measure(database, number)


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "SQLite":
        yield ""
        return
    with postgresql.cluster(CAREFUL) as cluster:
        yield cluster.url(cluster.create())


class _Driver:
    """Files dossiers, lets officers act and waits for the end."""

    def __init__(self, running: Installation, tell: Tell) -> None:
        self._running, self._parts, self._office = running, running.parts, running.office
        self._tell = tell
        self._citizens = Citizens(running.parts.sandboxes.portal)
        self._procedures = Settings().procedures

    def measure(self, database: str, number: int) -> Run:
        self._tell(f"{database}: warming up with {WARMING_UP} dossiers …")
        first = mix.dossiers(self._procedures, WARMING_UP)
        self._through(first, ended_before=0)
        scripts = mix.dossiers(self._procedures, number, begin=WARMING_UP)
        works, spent, areas = self._works(), cpu_seconds(), self._running.booked()
        watch = Watch()
        watch.start()
        began = time.monotonic()
        self._through(scripts, ended_before=WARMING_UP)
        seconds = time.monotonic() - began
        watch.stop()
        time.sleep(1)  # the ledgers are written twice a second
        spent_after, areas_after = cpu_seconds(), self._running.booked()
        self._check([*first, *scripts])
        return Run(
            database=database,
            workers=len(self._running.reports),
            dossiers=number,
            kinds=mix.kinds_of(scripts),
            seconds=seconds,
            documents=self._running.documents() * number // (number + WARMING_UP),
            works=dict(self._works() - works),
            spent={part: spent_after[part] - spent[part] for part in spent_after},
            in_workers={area: areas_after[area] - areas[area] for area in areas_after},
            peaks=watch.peaks,
        )

    def _through(self, scripts: list[Script], ended_before: int) -> None:
        """File them as there is room, and act until all have ended."""
        waiting, filed, ended, moved_at = list(scripts), 0, 0, time.monotonic()
        told_at = began = time.monotonic()
        while ended < len(scripts):
            while waiting and filed - ended < OPEN_AT_MOST:
                for script in waiting[:FILED_AT_ONCE]:
                    self._citizens.file(script)
                filed += len(waiting[:FILED_AT_ONCE])
                del waiting[:FILED_AT_ONCE]
            acted = officers.work(self._office, mix.DECISIONS)
            before, ended = ended, self._ended() - ended_before
            if ended > before:  # acts alone are no progress: a dossier that comes back for ever is acted on for ever
                moved_at = time.monotonic()
            self._running.see_workers_alive()
            if time.monotonic() - moved_at > PATIENCE:
                raise RunFailed(
                    f"{ended} of {len(scripts)} dossiers have ended; nothing moves any more: {self._running.works_left()}"
                )
            if time.monotonic() - told_at > 10:
                told_at = time.monotonic()
                self._tell(f"  {ended} of {len(scripts)} dossiers, {ended / (told_at - began):.2f} a second")
            if not acted:
                time.sleep(0.2)

    def _check(self, scripts: list[Script]) -> None:
        """Everything must have arrived outside; a fast run that lost something is no run."""
        httpx.post(f"{self._parts.sandboxes.portal}/_sandbox/results/drain", timeout=120)
        records = self._citizens.records().values()
        parcels = httpx.get(f"{self._parts.sandboxes.post}/_sandbox/orders", timeout=60).raise_for_status().json()
        orders = httpx.get(f"{self._parts.sandboxes.bank}/_sandbox/orders", timeout=60).raise_for_status().json()
        by_post = sum(script.answers["return_to"]["way"] == "post" for script in scripts)
        paid = sum(script.name in ("list", "lump sum") for script in scripts)
        wrong = {
            "portal records not returned": [r["code"] for r in records if r["status"] != 10 or r["violations"]],
            "portal records without result": [
                r["code"] for r in records if not any(each["state"] == "fetched" for each in r["results"])
            ],
            f"parcels instead of {by_post}": len(parcels) if len(parcels) != by_post else 0,
            "parcels not delivered": [p["order_code"] for p in parcels if p["status_id"] != 100],
            f"payment orders instead of {paid}": len(orders) if len(orders) != paid else 0,
            "work left or parked": self._running.works_left(),
        }
        found = {what: which for what, which in wrong.items() if which}
        if found:
            raise RunFailed(json.dumps(found, ensure_ascii=False)[:2000])

    def _ended(self) -> int:
        with self._office.store.read() as db:
            return db.scalar(select(func.count()).where(DOSSIERS.c.ended_at.is_not(None))) or 0

    def _works(self) -> Counter[str]:
        done = select(WORKS.c.kind, func.count().label("number")).where(WORKS.c.state == "done").group_by(WORKS.c.kind)
        with self._office.store.read() as db:
            return Counter({row.kind: row.number for row in db.execute(done)})
