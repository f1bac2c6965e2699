"""One worker process and two over the same work: `python -m benchmarks.scale --dossiers 200`.

Work of dossiers that were just received (statuses for the portal, look-ups, receipts laid out and signed) is released at one
moment and drained, on PostgreSQL and a Prefect server of the same machine. Two workers can only be twice as fast where cores
are free: how many were busy stands beside the rate, and the CPU seconds of a piece tell what working side by side costs.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.installation import CAREFUL, installation
from benchmarks.machine import Machine, Tell, keep, this_machine
from benchmarks.processes import SANDBOXES, cpu_seconds
from benchmarks.stock import Stock
from tools import postgresql

TARGET = 1.8
PARTS = ("worker", "PostgreSQL", "Prefect server", SANDBOXES)


@dataclass(frozen=True)
class Drained:
    """So many pieces of work, and CPU seconds by part."""

    workers: int
    pieces: int
    seconds: float
    cpu: Mapping[str, float]

    @property
    def rate(self) -> float:
        return self.pieces / self.seconds

    @property
    def cores(self) -> float:
        """Busy with this on average."""
        return sum(self.cpu.values()) / self.seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 when the target is missed."""
    given = _parser().parse_args(arguments)
    told = Console(stderr=True, highlight=False)
    machine = this_machine()
    drained: list[Drained] = []
    with postgresql.cluster(CAREFUL) as cluster, installation(cluster.url(cluster.create()), told.print) as running:
        stock = Stock(running, given.dossiers, told.print)
        for number in range(1, given.workers + 1):
            running.start_worker()
            told.print(f"{number} worker{'s' if number > 1 else ''}: warming up …")
            stock.drain()
            for _ in range(given.rounds):
                drained.append(_drained(stock, number, told.print))
            stock.lay_out_again()
    _print(machine, drained, Console(width=100))
    keep(given.json, {"machine": asdict(machine), "drained": [asdict(each) for each in drained]})
    return 0 if _rate(drained, 2) >= TARGET * _rate(drained, 1) else 1


def _drained(stock: Stock, workers: int, tell: Tell) -> Drained:
    stock.lay_out_again()
    before = cpu_seconds()
    pieces, seconds = stock.drain()
    after = cpu_seconds()
    found = Drained(workers, pieces, seconds, {part: after[part] - before[part] for part in PARTS})
    tell(f"  {pieces} pieces of work in {seconds:.1f} s")
    return found


def _rate(drained: Sequence[Drained], workers: int) -> float:
    """Of all rounds together."""
    rounds = [each for each in drained if each.workers == workers]
    return sum(each.pieces for each in rounds) / sum(each.seconds for each in rounds)


def _print(machine: Machine, drained: Sequence[Drained], console: Console) -> None:
    title = f"{drained[0].pieces} pieces of work drained, on {machine}"
    table = Table(title=title, title_justify="left", width=min(100, console.width))
    table.add_column("", ratio=1)
    for each in drained:
        table.add_column(f"{each.workers} worker{'s' if each.workers > 1 else ''}", justify="right")
    table.add_row("pieces a second", *(f"{each.rate:.1f}" for each in drained))
    table.add_row("cores busy", *(f"{each.cores:.2f}" for each in drained))
    for part in PARTS:
        table.add_row(f"CPU ms a piece: {part}", *(f"{1000 * each.cpu[part] / each.pieces:.1f}" for each in drained))
    table.add_row("… all", *(f"{1000 * sum(each.cpu.values()) / each.pieces:.1f}" for each in drained))
    console.print(table)
    one = _rate(drained, 1)
    for number in sorted({each.workers for each in drained} - {1}):
        console.print(f"{number} workers: {_rate(drained, number) / one:.2f} times one (target of two: {TARGET})")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=20, metavar="N", help="whose work is drained (default 20)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="up to so many (default 2)")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="with each number of workers (default 1)")
    parser.add_argument("--json", metavar="FILE", help="write every figure there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
