"""From an officer's decision to the signed result, at a steady rate: `python -m benchmarks.latency --rate 5 --dossiers 300`.

Dossiers are first brought before their last decision: claimed and opened, nothing left to do. Then they are decided
through the service door by a clock that waits for nobody, and real workers number, lay out and sign what follows, on
PostgreSQL and a Prefect server. A result counts as ready when its signature is written down.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from benchmarks import mix, officers
from benchmarks.booking import PDF, SIGNING
from benchmarks.installation import CAREFUL, Installation, RunFailed, installation
from benchmarks.machine import Machine, Tell, keep, this_machine
from benchmarks.processes import OFFICERS as DECIDING
from benchmarks.processes import SANDBOXES, cpu_seconds
from desk.demo.citizens import Citizens
from desk.demo.people import OFFICERS
from tools import postgresql
from workflow.service.assignments import claim
from workflow.service.deciding import decide
from workflow.service.queueing import queue
from workflow.settings import Settings
from workflow.store.tables import ASSIGNMENTS, DOCUMENTS, WORKS

LAST_DECISIONS = {"sign_card": "sign", "entry/sign": "sign", "approval/sign": "sign"}
"""The steps of the mix's procedures after which the result is made, and how they are decided."""
TARGET = 1.0
WARMING_UP = 15
AT_ONCE = 8
"""Officers who can be deciding at one moment."""
PATIENCE = 300.0
LEASE = timedelta(seconds=600)
"""So long that none is extended: when work was taken in hand is then its end less this."""
STAGES = ("decided", "produce: taken up", "produce: done", "sign: taken up", "sign: done")
PERCENTILES = (50, 95, 99)


@dataclass(frozen=True)
class Standing:
    """A dossier before its last decision, in an officer's hands."""

    code: str
    visit: int
    officer: str
    outcome: str


@dataclass(frozen=True)
class Way:
    """Seconds of one result: the whole way, and its stages in turn."""

    whole: float
    stages: tuple[float, ...]


@dataclass(frozen=True)
class Measured:
    """The ways of all results, and CPU seconds a dossier by part, what follows the result included."""

    machine: Machine
    rate: float
    workers: int
    idle_seconds: float
    ways: list[Way]
    cpu: Mapping[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 when the target is missed."""
    given = _parser().parse_args(arguments)
    told = Console(stderr=True, highlight=False)
    machine = this_machine()
    settings = {
        "MOTCUA_LEASE_SECONDS": str(LEASE.total_seconds()),
        "MOTCUA_IDLE_SECONDS": str(given.idle),
    }
    with (
        postgresql.cluster(CAREFUL) as cluster,
        installation(cluster.url(cluster.create()), told.print, settings) as running,
    ):
        for _ in range(given.workers):
            running.start_worker()
        stood = _bring_before(running, WARMING_UP + given.dossiers, told.print)
        first, others = stood[:WARMING_UP], stood[WARMING_UP:]
        told.print(f"warming up with {len(first)} decisions …")
        _ways(running, first, _decided(running, first, given.rate))
        told.print(f"{len(others)} decisions, {given.rate:g} a second …")
        before = _spent(running)
        ways = _ways(running, others, _decided(running, others, given.rate))
        time.sleep(1)  # the ledgers are written twice a second
        after = _spent(running)
    cpu_each = {part: (after[part] - before[part]) / len(others) for part in after}
    measured = Measured(machine, given.rate, given.workers, given.idle, ways, cpu_each)
    _print(measured, Console(width=100))
    keep(given.json, asdict(measured))
    return 0 if percentile([way.whole for way in ways], 95) < TARGET else 1


# --- before the clock starts ---


def _bring_before(running: Installation, number: int, tell: Tell) -> list[Standing]:
    """File so many dossiers, let officers act until each stands before its last decision, and let them be claimed."""
    citizens, procedures = Citizens(running.parts.sandboxes.portal), Settings().procedures
    scripts = [script for script in mix.dossiers(procedures, 2 * number) if script.name != "list"]  # ends otherwise
    for script in scripts[:number]:
        citizens.file(script)
    waits_since, before, told_at = time.monotonic(), 0, 0.0
    while (stand := _count_standing(running)) < number or _is_work_ready(running):
        if stand > before:
            waits_since, before = time.monotonic(), stand
        if time.monotonic() - waits_since > PATIENCE:
            raise RunFailed(f"{stand} of {number} dossiers stand before a last decision: {running.works_left()}")
        if time.monotonic() - told_at > 10:
            told_at = time.monotonic()
            tell(f"  {stand} of {number} dossiers stand before their last decision")
        running.see_workers_alive()
        if not officers.work(running.office, mix.DECISIONS, leaving=LAST_DECISIONS):
            time.sleep(0.5)
    return list(_claimed(running))


def _claimed(running: Installation) -> Iterator[Standing]:
    for officer in OFFICERS:
        for row in queue(running.office, officer.id):
            if row.step in LAST_DECISIONS and row.holder is None:
                claim(running.office, row.code, row.visit, officer.id)
                yield Standing(row.code, row.visit, officer.id, LAST_DECISIONS[row.step])


def _count_standing(running: Installation) -> int:
    a = ASSIGNMENTS.c
    asked = select(func.count()).where(a.closed_at.is_(None), a.step.in_(tuple(LAST_DECISIONS)))
    with running.office.store.read() as db:
        return db.scalar(asked) or 0


def _is_work_ready(running: Installation) -> bool:
    with running.office.store.read() as db:
        return db.scalar(select(WORKS.c.id).where(WORKS.c.state.in_(("ready", "leased"))).limit(1)) is not None


# --- by the clock ---


@dataclass(frozen=True)
class _Decided:
    """When a decision was due, and when its door answered; in the office's time."""

    due_at: datetime
    answered_at: datetime


def _decided(running: Installation, stood: Sequence[Standing], rate: float) -> dict[str, _Decided]:
    """Decide them one by one, each at its own moment whatever became of those before."""
    office = running.office

    def act(standing: Standing, due_at: datetime) -> _Decided:
        decide(office, standing.code, standing.visit, standing.officer, standing.outcome)
        return _Decided(due_at, office.now())

    made: dict[str, Future[_Decided]] = {}
    with ThreadPoolExecutor(AT_ONCE, "officer") as people:
        begun, begun_at = time.monotonic(), office.now()
        for place, standing in enumerate(stood):
            time.sleep(max(0.0, begun + place / rate - time.monotonic()))
            made[standing.code] = people.submit(act, standing, begun_at + timedelta(seconds=place / rate))
    return {code: each.result() for code, each in made.items()}


def _ways(running: Installation, stood: Sequence[Standing], decided: Mapping[str, _Decided]) -> list[Way]:
    """Wait until every result is signed, and read from the queue when what was done."""
    waits_until = time.monotonic() + PATIENCE
    while len(found := _signed(running, [standing.code for standing in stood])) < len(stood):
        if time.monotonic() > waits_until:
            raise RunFailed(f"{len(found)} of {len(stood)} results are signed: {running.works_left()}")
        running.see_workers_alive()
        time.sleep(0.5)
    return [_way(decided[code], moments) for code, moments in found.items()]


def _way(decided: _Decided, moments: Sequence[datetime]) -> Way:
    whole = [decided.due_at, decided.answered_at, *moments]
    # Work may be taken up between the commit of a decision and the answer of its door.
    whole = [max(moment, *whole[:place]) if place else moment for place, moment in enumerate(whole)]
    stages = tuple((after - before).total_seconds() for before, after in pairwise(whole))
    return Way(sum(stages), stages)


def _signed(running: Installation, codes: Sequence[str]) -> dict[str, tuple[datetime, ...]]:
    """When work on the result was taken up and done, of the last document where there are several."""
    w, d = WORKS.c, DOCUMENTS.c
    asked = (
        select(w.dossier, w.visit, w.kind, w.state, w.run_after, w.done_at)
        .join(DOCUMENTS, (d.dossier == w.dossier) & (d.visit == w.visit) & d.result)
        .where(w.dossier.in_(codes), w.kind.in_(("produce", "sign")))
    )
    found: dict[str, dict[int, dict[str, tuple[datetime, datetime]]]] = {}
    with running.office.store.read() as db:
        for row in db.execute(asked):
            of_visit = found.setdefault(row.dossier, {}).setdefault(row.visit, {})
            if row.state == "done":
                of_visit[row.kind] = (row.run_after - LEASE, row.done_at)
    return {
        code: max(((*each["produce"], *each["sign"]) for each in visits.values()), key=lambda moments: moments[-1])
        for code, visits in found.items()
        if all("sign" in each for each in visits.values())
    }


# --- afterwards ---


def _spent(running: Installation) -> dict[str, float]:
    """CPU seconds so far, by process; of the workers what went into documents, too."""
    parts, booked = cpu_seconds(), running.booked()
    own = parts.pop(DECIDING) + parts.pop(SANDBOXES)  # officers decide in threads, and so do the sandboxes live
    return {**parts, "officers and sandboxes": own, PDF: booked[PDF], SIGNING: booked[SIGNING]}


def percentile(values: Sequence[float], of: int) -> float:
    """The smallest value that so many per cent do not exceed."""
    return sorted(values)[max(0, -(-len(values) * of // 100) - 1)]


def _print(measured: Measured, console: Console) -> None:
    ways = measured.ways
    title = f"decision to signed result, {len(ways)} at {measured.rate:g} a second, on {measured.machine}"
    table = Table(title=title, title_justify="left", width=min(100, console.width))
    table.add_column("seconds", ratio=1)
    for of in PERCENTILES:
        table.add_column(f"p{of}", justify="right")
    rows = {f"all (target p95 {TARGET:g})": [way.whole for way in ways]}
    rows |= {f"  {stage}": [way.stages[place] for way in ways] for place, stage in enumerate(STAGES)}
    for what, values in rows.items():
        table.add_row(what, *(f"{percentile(values, of):.3f}" for of in PERCENTILES))
    console.print(table)
    each = ", ".join(f"{part} {seconds:.3f}" for part, seconds in sorted(measured.cpu.items()))
    console.print(f"CPU seconds a dossier, with what follows the result: {each} ({PDF} and {SIGNING} are the worker's)")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--rate", type=float, default=5.0, metavar="N", help="decisions a second (default 5)")
    parser.add_argument("--dossiers", type=int, default=50, metavar="N", help="decisions measured (default 50)")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="worker processes (default 1)")
    usual = Settings.model_fields["idle_seconds"].default
    parser.add_argument("--idle", type=float, default=usual, metavar="S", help=f"MOTCUA_IDLE_SECONDS (default {usual})")
    parser.add_argument("--json", metavar="FILE", help="write every figure there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
