"""A stock of work that is ready and held back: released at one moment, drained by workers, laid out again as it was."""

import time
from datetime import datetime

from sqlalchemy import func, select, text

from benchmarks import mix, officers
from benchmarks.installation import Installation, RunFailed
from benchmarks.machine import Tell
from desk.demo.citizens import Citizens
from workflow.settings import Settings
from workflow.store.tables import DOSSIERS, WORKS

TABLES = [table.name for table in DOSSIERS.metadata.sorted_tables]
HELD = "interval '100 days'"
PATIENCE = 300.0
LOOK_EVERY = 0.5


class Stock:
    """Dossiers that were received while no worker was there, on PostgreSQL."""

    def __init__(self, running: Installation, dossiers: int, tell: Tell) -> None:
        """Files them and lets officers act as far as they come without any work being done."""
        self._running = running
        tell(f"a stock of work of {dossiers} dossiers …")
        citizens = Citizens(running.parts.sandboxes.portal)
        for script in mix.dossiers(Settings().procedures, dossiers):
            citizens.file(script)
        self._wait_for(dossiers)
        while officers.work(running.office, mix.DECISIONS):
            pass
        self._do(f"UPDATE work SET run_after = run_after + {HELD} WHERE state = 'ready'", "CREATE SCHEMA kept")
        self._do(*(f"CREATE TABLE kept.{table} AS TABLE {table}" for table in TABLES))

    def drain(self) -> tuple[int, float]:
        """Release the work and wait until nothing is left to do; gives pieces done, and seconds to the last of them."""
        began_at = self._running.office.now()
        self._do(f"UPDATE work SET run_after = run_after - {HELD} WHERE state = 'ready'")
        waits_until, before = time.monotonic() + PATIENCE, 0
        while self._is_anything_left():
            done = self._done()[0]
            if done > before:
                waits_until, before = time.monotonic() + PATIENCE, done
            if time.monotonic() > waits_until:
                raise RunFailed(f"{done} pieces of work are done; nothing moves any more: {self._running.works_left()}")
            self._running.see_workers_alive()
            time.sleep(LOOK_EVERY)
        done, last_at = self._done()
        return done, (last_at - began_at).total_seconds()

    def lay_out_again(self) -> None:
        """Everything in the database as it was before it was drained."""
        self._do(
            f"TRUNCATE {', '.join(TABLES)}",
            *(f"INSERT INTO {table} SELECT * FROM kept.{table}" for table in TABLES),
        )

    def _wait_for(self, dossiers: int) -> None:
        waits_until = time.monotonic() + PATIENCE
        while self._count() < dossiers:
            if time.monotonic() > waits_until:
                raise RunFailed(f"{self._count()} of {dossiers} dossiers were taken in")
            time.sleep(LOOK_EVERY)

    def _count(self) -> int:
        with self._running.office.store.read() as db:
            return db.scalar(select(func.count()).select_from(DOSSIERS)) or 0

    def _done(self) -> tuple[int, datetime]:
        w = WORKS.c
        with self._running.office.store.read() as db:
            number, last_at = db.execute(select(func.count(), func.max(w.done_at)).where(w.state == "done")).one()
        return number, last_at or self._running.office.now()

    def _is_anything_left(self) -> bool:
        asked = select(WORKS.c.id).where(WORKS.c.state.in_(("ready", "leased"))).limit(1)
        with self._running.office.store.read() as db:
            return db.scalar(asked) is not None

    def _do(self, *statements: str) -> None:
        with self._running.office.store.begin() as db:
            for statement in statements:
                db.execute(text(statement))
