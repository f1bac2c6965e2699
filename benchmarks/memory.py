"""Memory of one worker over many documents: `python -m benchmarks.memory --documents 10000`.

The same stock of work (receipts laid out and signed, statuses, look-ups) is drained again and again by one process.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.installation import CAREFUL, installation
from benchmarks.machine import Machine, keep, this_machine
from benchmarks.stock import Stock
from tools import postgresql

TARGET = 400
FLAT = 1.1
"""Times the memory after a fifth of the documents that the end may have."""
LINES = 20


@dataclass(frozen=True)
class Look:
    """What the worker held, in MiB, after so many documents and pieces of work."""

    documents: int
    pieces: int
    memory: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 when the target is missed."""
    given = _parser().parse_args(arguments)
    told = Console(stderr=True, highlight=False)
    machine = this_machine()
    looks: list[Look] = []
    with postgresql.cluster(CAREFUL) as cluster, installation(cluster.url(cluster.create()), told.print) as running:
        stock = Stock(running, given.dossiers, told.print)
        worker = psutil.Process(running.start_worker().pid)
        documents = pieces = 0
        while documents < given.documents:
            pieces += stock.drain()[0]
            documents += running.documents()
            looks.append(Look(documents, pieces, worker.memory_info().rss / 2**20))
            told.print(f"  {documents:,} documents: {looks[-1].memory:.0f} MiB")
            stock.lay_out_again()
    _print(machine, looks, Console(width=100))
    keep(given.json, {"machine": asdict(machine), "looks": [asdict(each) for each in looks]})
    return 0 if looks[-1].memory <= min(TARGET, FLAT * _early(looks).memory) else 1


def _early(looks: Sequence[Look]) -> Look:
    """After a fifth of the documents: everything has been warmed up by then."""
    return next(each for each in looks if each.documents * 5 >= looks[-1].documents)


def _print(machine: Machine, looks: Sequence[Look], console: Console) -> None:
    table = Table(title=f"memory of a worker, on {machine}", title_justify="left", width=min(100, console.width))
    for heading in ("documents", "pieces of work", f"MiB (target {TARGET})"):
        table.add_column(heading, justify="right")
    for each in looks[:: -(-len(looks) // LINES)]:
        table.add_row(f"{each.documents:,}", f"{each.pieces:,}", f"{each.memory:.0f}")
    console.print(table)
    early, last = _early(looks), looks[-1]
    console.print(
        f"after {last.documents:,} documents {last.memory:.0f} MiB, {last.memory / early.memory:.2f} times as after "
        f"{early.documents:,}; at most {max(each.memory for each in looks):.0f}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--documents", type=int, default=60, metavar="N", help="at least so many (default 60)")
    parser.add_argument("--dossiers", type=int, default=20, metavar="N", help="in the stock (default 20)")
    parser.add_argument("--json", metavar="FILE", help="write every figure there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
