"""`python -m benchmarks.peers`: the same work by Motcua and by what one would take instead, as ratios in one table.

Rounds of all take turns in one session, so that whatever else the machine does falls on all alike. Typst is measured where it
can be imported; it is no dependency: `pip install --target DIR typst`, then DIR in PYTHONPATH.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
from rich.console import Console

from benchmarks.machine import this_machine
from benchmarks.peers import documents, procedure
from benchmarks.peers.counting import Cost
from benchmarks.peers.report import print_documents, print_dossiers, print_what_else
from desk import prefect_environment

PARTS = ("dossiers", "documents")


def main() -> int:
    """Measure what is asked for; progress goes to standard error."""
    given = _parser().parse_args()
    wanted = given.only or PARTS
    told, console = Console(stderr=True, highlight=False), Console(width=110, highlight=False)
    console.print(str(this_machine()), soft_wrap=True)
    if "documents" in wanted:
        told.print("documents …")
        print_documents(console, documents.measure(given.documents, given.keep), documents.tools())
    if "dossiers" in wanted:
        costs = _dossiers(given.rounds, given.dossiers, given.suspended, told.print)
        print_dossiers(console, costs, given.dossiers, given.suspended)
        print_what_else(console)
    console.print(f"load after: {os.getloadavg()[0]:.1f}")
    return 0


def _dossiers(rounds: int, number: int, suspended: int, tell: Callable[[str], None]) -> dict[str, list[Cost]]:
    """The costs of every whole round; Ctrl-C ends it with those there are."""
    costs: dict[str, list[Cost]] = {}
    with _contestants(tell) as contestants, suppress(KeyboardInterrupt):
        for round_ in range(rounds + 1):  # the first one warms up; a suspended run never finds anything warm
            by = round_ % len(contestants)
            found: dict[str, Cost] = {}
            for each in contestants[by:] + contestants[:by]:
                is_suspended = each.name.endswith("suspended")
                if round_ or not is_suspended:
                    found[each.name] = each.run(suspended if is_suspended else number if round_ else 3)
                    cost = found[each.name]
                    tell(
                        f"round {round_} of {rounds}: {each.name} {cost.cpu:.2f} CPU s and {cost.wall:.1f} s a dossier"
                    )
            if round_:
                for name, cost in found.items():
                    costs.setdefault(name, []).append(cost)
    return costs


@contextmanager
def _contestants(tell: Callable[[str], None]) -> Iterator[list]:  # type: ignore[type-arg] # they share `name` and `run`
    """All of them, ready; ours first. One Prefect server serves ours and plain Prefect."""
    with (
        tempfile.TemporaryDirectory(prefix="motcua-peers-", ignore_cleanup_errors=True) as folder,
        ExitStack() as ending,
    ):
        home = Path(folder) / "home"
        root = procedure.lay_out(Path(folder))
        os.environ["MOTCUA_PROCEDURES"] = str(root)
        prefect_environment.prepare(home)  # before anything imports Prefect
        from benchmarks.peers.ours import Ours
        from benchmarks.peers.plain_prefect import PlainPrefect, client_of
        from benchmarks.peers.spiff import Spiff
        from desk.demo.parts import running
        from desk.demo.scripts import BEGINS_AT

        spiff = Spiff(procedure.exported(root), Path(folder))
        ending.callback(spiff.close)
        parts = ending.enter_context(running(home, start_at=BEGINS_AT, workers=0, tell=tell))
        server = next(each for each in psutil.Process().children() if "prefect" in " ".join(each.cmdline()))
        ours = Ours(parts, server)
        ending.callback(ours.close)
        ready = [ours, spiff]
        for kind in ("paused", "suspended"):
            plain = PlainPrefect(kind, parts, server, client_of(parts))
            ending.callback(plain.close)
            ready.append(plain)
        yield ready


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds after one to warm up (default 3)")
    parser.add_argument("--dossiers", type=int, default=10, metavar="N", help="a round (default 10)")
    parser.add_argument(
        "--suspended", type=int, default=1, metavar="N", help="a round, for suspended flow runs, each five processes"
    )
    parser.add_argument("--documents", type=int, default=20, metavar="N", help="by each tool (default 20)")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part only (default: both)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="put one document of each tool there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
