"""An ordinary worker whose time is booked: `python -m benchmarks.worker FILE`, where FILE gets the totals."""

import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.booking import BOOKED, WORK, Ledger
from desk.commands.running import worker
from desk.prefect_environment import prepare
from workflow.settings import Settings


def main(file: Path) -> None:
    """Lay the bookings around the product, then work until stopped."""
    prepare(Settings().home)  # before anything imports Prefect
    from workflow.performing import KINDS

    ledger = Ledger()
    for place, area in BOOKED.items():
        ledger.lay_around(place, area)
    for name, kind in KINDS.items():
        KINDS[name] = replace(kind, perform=ledger.booked(kind.perform, WORK))
    ledger.keep(file)
    worker()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
