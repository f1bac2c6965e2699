"""What a dossier costs when many are stored: `python -m benchmarks.growth --stored 1000 1000000 --dossiers 100`.

Some dossiers of the half-year are played to their end, without documents, and their rows copied inside PostgreSQL until so
many are stored, with every index in place. On each of these databases the same further dossiers are then played, and the
queries people wait for are asked. A stored dossier takes some 36 kB of disk. A number given a second time, at the end, shows
what the order of the runs and other work on the machine do to the figures.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks.copies import GROWING, add_copies, without_indexes
from benchmarks.machine import Machine, Tell, keep, this_machine
from benchmarks.statements import Explained
from desk import prefect_environment
from desk.demo.parts import prefect_server
from tools import postgresql

if TYPE_CHECKING:
    from benchmarks.playing import Cost

TARGET = 1.2
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB", "maintenance_work_mem": "512MB", "autovacuum": "off"}
"""Tables are vacuumed and analysed before anything is measured, so that no such work falls into one measurement only."""
AT_ONCE = 20_000
"""Dossiers copied in one transaction."""
SPARE_GB = 8.0
"""For the journal of PostgreSQL and for sorting."""
SIZE = "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name"


@dataclass(frozen=True)
class Stored:
    """One database: how much is stored, what a dossier costs there, and how statements are carried out."""

    dossiers: int
    gigabytes: float
    cost: "Cost"
    queries: dict[str, list[Explained]]
    scanning: list[Explained]
    """Statements of the load that read a large table from end to end."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 when the target is missed."""
    given = _parser().parse_args(arguments)
    told = Console(stderr=True, highlight=False)
    machine = this_machine()
    with (
        tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder,
        postgresql.cluster(SETTINGS) as cluster,
        prefect_server(Path(folder), told.print) as api,
    ):
        prefect_environment.prepare(Path(folder), api)
        found = _measured(Path(folder), cluster, given.stored, given.dossiers, told.print)
    _print(machine, found, given.dossiers, Console(width=100))
    keep(given.json, {"machine": asdict(machine), "stored": [asdict(each) for each in found]})
    return 0 if _times(found, lambda each: each.cost.all) <= TARGET else 1


def _measured(folder: Path, cluster: postgresql.Cluster, stored: list[int], dossiers: int, tell: Tell) -> list[Stored]:
    from benchmarks.playing import (
        LOAD,
        ORIGINALS,
        Player,
    )  # imports Prefect, whose settings stand in the environment by now

    originals = cluster.create()
    player = Player(folder, cluster.url(originals), dossiers, tell)
    tell("playing the dossiers that are copied …")
    player.play(cluster.url(originals), ORIGINALS)
    found = []
    for number in stored:
        name = cluster.create(template=originals)
        url = cluster.url(name)
        gigabytes = _fill(url, number, tell)
        tell(f"{number:,} stored: playing …")
        cost, plans = player.play(url, LOAD)
        scanning = [each for each in plans if each.scanned]
        found.append(Stored(number, gigabytes, cost, player.ask(url), scanning))
        cluster.drop(name)
    return found


def _fill(url: str, number: int, tell: Tell) -> float:
    """Copy what there is until so many are stored; gives the size of the database in GB."""
    began = time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        [(there,)] = connection.execute("SELECT count(*) FROM dossier").fetchall()
        [(size,)] = connection.execute(SIZE, [[table.name for table in GROWING]]).fetchall()
        copies = max(0, round(number / there) - 1)
        _see_room(float(size) * (copies + 1))
        step = max(1, AT_ONCE // there)
        with without_indexes(connection):
            for first in range(1, copies + 1, step):
                some = range(first, min(copies + 1, first + step))
                with connection.transaction():
                    add_copies(connection, some, copies)
                tell(f"  {some.stop * there:,} stored, {time.monotonic() - began:.0f} s")
            connection.execute("DELETE FROM timer WHERE dossier LIKE '%~%'")  # fired years ago
        for table in GROWING:
            connection.execute(f"VACUUM (ANALYZE) {table.name}".encode())
        connection.execute("CHECKPOINT")
        [(size,)] = connection.execute("SELECT pg_database_size(current_database())").fetchall()
    gigabytes: float = size / 1e9
    tell(f"{(copies + 1) * there:,} stored in {gigabytes:.2f} GB, {time.monotonic() - began:.0f} s")
    return gigabytes


def _see_room(size: float) -> None:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if size / 1e9 > free / 1e9 - SPARE_GB:
        raise SystemExit(
            f"this would take {size / 1e9:.0f} GB, and {free / 1e9:.0f} GB are free in {tempfile.gettempdir()}"
        )


def _print(machine: Machine, found: list[Stored], dossiers: int, console: Console) -> None:
    title = f"a dossier with so many stored, {dossiers} played on each, on {machine}"
    table = Table(title=title, title_justify="left", width=min(100, console.width))
    table.add_column("CPU ms a dossier", ratio=1)
    for each in found:
        table.add_column(f"{each.dossiers:,}\n{each.gigabytes:.2f} GB", justify="right")
    table.add_column(f"times\n(≤ {TARGET})", justify="right")

    def add(what: str, of: Callable[[Stored], float], shown: str) -> None:
        table.add_row(what, *(format(of(each), shown) for each in found), f"{_times(found, of):.2f}")

    for part in found[0].cost.cpu:
        add(part, lambda each, part=part: 1000 * each.cost.cpu[part], ".0f")
    add("all", lambda each: 1000 * each.cost.all, ".0f")
    add("by the wall", lambda each: 1000 * each.cost.wall, ".0f")
    table.add_section()
    for what in found[0].queries:
        scanned = sorted({name for each in found for one in each.queries[what] for name in one.scanned})
        label = f"{what}: ms in the database" + (f"; reads all of {', '.join(scanned)}" if scanned else "")
        add(label, lambda each, what=what: sum(one.ms or 0.0 for one in each.queries[what]), ".1f")
    console.print(table)
    for statement, tables in {one.statement: one.scanned for each in found for one in each.scanning}.items():
        console.print(f"reads all of {', '.join(tables)}: {statement[:400]}", markup=False)


def _times(found: Sequence[Stored], of: Callable[[Stored], float]) -> float:
    """Where most is stored, by where least is; of several such databases the mean."""
    least, most = min(each.dossiers for each in found), max(each.dossiers for each in found)
    return fmean(of(each) for each in found if each.dossiers == most) / fmean(
        of(each) for each in found if each.dossiers == least
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    usual = "default 100 2000; in earnest 1000 1000000"
    parser.add_argument("--stored", type=int, nargs="+", default=[100, 2000], metavar="N", help=usual)
    parser.add_argument("--dossiers", type=int, default=20, metavar="N", help="played on each (default 20)")
    parser.add_argument("--json", metavar="FILE", help="write every figure there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
