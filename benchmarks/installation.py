"""A fresh installation to measure on: every part a real process, with workers whose time is booked."""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select

from benchmarks.machine import Tell
from desk.demo.parts import Parts, running, start
from desk.demo.people import appoint_all
from desk.demo.scripts import BEGINS_AT
from workflow.service.office import Office
from workflow.store.tables import DOCUMENTS, WORKS
from workflow.wiring import open_office

CAREFUL: Mapping[str, str] = MappingProxyType({})
"""Settings of a PostgreSQL whose every commit is on disk."""

READY, READY_WITHIN = ": ready", 300.0
"""What a worker's log says, and seconds within which it must."""


class RunFailed(Exception):
    """Dossiers did not end as they should."""


@dataclass
class Installation:
    """What is running, and the same office opened in this process."""

    parts: Parts
    office: Office
    reports: list[Path] = field(default_factory=list)

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """One more worker, which writes down where its time goes; it is ready for work then."""
        report = self.parts.home / f"worker-{len(self.reports)}.json"
        self.reports.append(report)
        command = (sys.executable, "-X", "faulthandler", "-m", "benchmarks.worker", str(report))
        worker = start(self.parts, "worker", *command)
        self.parts.workers.append(worker)
        waits_until = time.monotonic() + READY_WITHIN
        while sum(READY in log.read_text("utf-8") for log in self._logs()) < len(self.reports):
            self.see_workers_alive()
            if time.monotonic() > waits_until:
                raise RunFailed(f"a worker was not ready within {READY_WITHIN:.0f} s")
            time.sleep(0.5)
        return worker

    def _logs(self) -> list[Path]:
        return sorted(self.parts.home.glob("worker-*.log"))

    def booked(self) -> Counter[str]:
        """CPU seconds of all workers so far, by area of the code; written down twice a second."""
        total: Counter[str] = Counter()
        for report in self.reports:
            if report.exists():
                total.update(json.loads(report.read_text(encoding="utf-8")))
        return total

    def see_workers_alive(self) -> None:
        """Raises RunFailed with the end of the logs when one has died."""
        dead = [worker.returncode for worker in self.parts.workers if worker.poll() is not None]
        if dead:
            raise RunFailed(
                f"a worker has ended with {dead[0]}; " + "\n".join(f.read_text("utf-8")[-2000:] for f in self._logs())
            )

    def documents(self) -> int:
        """Signed so far."""
        with self.office.store.read() as db:
            return db.scalar(select(func.count()).where(DOCUMENTS.c.signed_at.is_not(None))) or 0

    def works_left(self) -> list[str]:
        """Some of the work that is neither done nor cancelled, and what is wrong with it."""
        left = select(WORKS.c.key, WORKS.c.state, WORKS.c.error).where(WORKS.c.state.not_in(("done", "cancelled")))
        with self.office.store.read() as db:
            return [f"{row.key} {row.state} {row.error or ''}" for row in db.execute(left.limit(10))]


@contextmanager
def installation(
    database_url: str, tell: Tell, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Installation]:
    """Everything but workers, in a folder that is gone afterwards; `settings` (MOTCUA_…) are those of the workers."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        parts_running = running(
            Path(folder),
            start_at=BEGINS_AT,
            workers=0,
            database_url=database_url,
            post_seconds_per_hour=0.05,
            tell=tell,
        )
        with parts_running as parts:
            parts.environment.update(settings)
            appoint_all(parts)
            office = open_office(parts.settings)
            try:
                yield Installation(parts, office)
            finally:
                office.store.close()
