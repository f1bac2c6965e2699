"""`python -m benchmarks`: measure everything and print one table. The figures mean something on a machine that is idle."""

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console

from benchmarks import documents, forms, lists, whole_way
from benchmarks.machine import keep, this_machine
from benchmarks.report import Measured, print_table

PARTS = ("engine", "documents", "forms", "dossiers")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; progress goes to standard error."""
    given = _parser().parse_args(arguments)
    wanted = given.only or PARTS
    told = Console(stderr=True, highlight=False)
    measured = Measured(this_machine())
    if "engine" in wanted:
        told.print("engine …")
        measured.events_per_second = _events_per_second()
    if "documents" in wanted:
        told.print("documents …")
        measured.rendering = documents.measure_rendering()
        measured.signing = documents.measure_signing()
    if "forms" in wanted:
        told.print("forms and lists …")
        measured.page, measured.list_ = forms.measure(), lists.measure()
    if "dossiers" in wanted:
        for database in given.database or whole_way.DATABASES:
            run = whole_way.measure(database, given.dossiers, given.workers, told.print)
            measured.whole_way.append(run)
    print_table(measured, Console(width=100))
    keep(given.json, measured.as_json())
    return 0


def _events_per_second() -> float:
    from benchmarks import engine

    return engine.measure().events_per_second


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--dossiers", type=int, default=1000, metavar="N", help="end to end on each database (default 1000)"
    )
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="worker processes (default 1)")
    parser.add_argument(
        "--database", action="append", choices=whole_way.DATABASES, help="this one only (default: both)"
    )
    parser.add_argument("--only", action="append", choices=PARTS, help="this part only (default: all)")
    parser.add_argument("--json", metavar="FILE", help="write every figure there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
