"""The tables: ratios to ours, with their spread over the rounds, and what each of the others leaves undone."""

import statistics
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.peers.counting import DRIVER, SERVER, WORKERS, Cost
from benchmarks.peers.documents import OURS as OUR_RENDERER
from benchmarks.peers.documents import Made

OURS = "Motcua"
YES, NO, HALF = "yes", "no", "in part"
ORDER = (OURS, "Prefect, suspended", "Prefect, paused", "SpiffWorkflow")
WHAT_ELSE = {
    "state survives the end of the process": (YES, YES, NO, YES),
    "a process is needed while it waits": (NO, NO, YES, NO),
    "approvals at once are limited by": ("rows", "process starts", "one process' memory", "rows"),
    "journal of every act, each entry hashing the one before": (YES, NO, NO, NO),
    "who acted is known and permitted; four eyes": (YES, NO, NO, NO),
    "queue of an officer, claiming, two officers at once": (YES, NO, NO, NO),
    "legal clock: working days, pause, warnings": (YES, NO, NO, "timers, not run here"),
    "effectively once: numbers, documents, orders": (YES, HALF, HALF, NO),
    "retries and time limits of work": (YES, YES, YES, NO),
    "law of the day of submission; running dossiers moved": (YES, NO, NO, HALF),
    "the answer is numbered and signed by person and agency": (YES, NO, NO, NO),
    "personal data sealed in the database": (YES, NO, NO, NO),
}
"""What each one does of itself, in ORDER; what a user would still have to write is a no."""


def print_dossiers(console: Console, costs: dict[str, list[Cost]], number: int, suspended: int) -> None:
    """What a dossier costs by each, and how many times ours."""
    rounds = len(costs[OURS])
    table = _table(
        f"A dossier: received, proposed, reviewed, signed, one PDF; rounds: {rounds}, each of {number} ({suspended} suspended)"
    )
    for heading in ORDER:
        table.add_column(heading, justify="right")
    rows: dict[str, Callable[[Cost], float]] = {
        "CPU s a dossier": lambda cost: cost.cpu,
        "  of these, document and signatures": lambda cost: cost.document,
        "  of these, Prefect server": lambda cost: cost.parts.get(SERVER, 0.0),
        "  processes that work": lambda cost: cost.parts.get(WORKERS, 0.0),
        "  who resumes or decides": lambda cost: cost.parts.get(DRIVER, 0.0),
        "s on the clock a dossier": lambda cost: cost.wall,
    }
    for what, of in rows.items():
        table.add_row(what, *(f"{statistics.median(map(of, costs[name])):.3f}" for name in ORDER))
    table.add_section()
    ratios: dict[str, Callable[[Cost], float]] = {
        "CPU, times Motcua": lambda cost: cost.cpu,
        "  without documents, times Motcua": lambda cost: cost.way,
        "clock, times Motcua": lambda cost: cost.wall,
    }
    for what, of in ratios.items():
        table.add_row(what, *(_ratio(list(map(of, costs[name])), list(map(of, costs[OURS]))) for name in ORDER))
    console.print(table)


def print_documents(console: Console, made: dict[str, Made], tools: dict[str, str]) -> None:
    """What a page costs by each tool, and how many times ours."""
    table = _table("A one-page answer of the same words")
    for heading in ("CPU ms", "times ours", "clock ms", "times ours", "kB"):
        table.add_column(heading, justify="right")
    ours = made[OUR_RENDERER]
    for name, missing in tools.items():
        if missing:
            table.add_row(name, missing)
            continue
        one = made[name]
        table.add_row(
            name, f"{statistics.median(one.cpu) * 1000:.0f}", _ratio(one.cpu, ours.cpu),
            f"{statistics.median(one.wall) * 1000:.0f}", _ratio(one.wall, ours.wall), f"{one.size / 1000:.0f}",
        )  # fmt: skip
    console.print(table)


def print_what_else(console: Console) -> None:
    """What the figures do not say."""
    table = _table("Does it of itself")
    for heading in ORDER:
        table.add_column(heading, justify="right")
    for what, answers in WHAT_ELSE.items():
        table.add_row(what, *answers)
    console.print(table)


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("", ratio=1)
    return table


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> str:
    """The median of neighbouring runs' ratios, and between what they lay (of many: the middle half)."""
    found = sorted(one / other for one, other in zip(theirs, ours, strict=True))
    if len(found) == 1:
        return f"{found[0]:.2f}"
    low, high = (found[0], found[-1]) if len(found) < 8 else statistics.quantiles(found, n=4)[::2]
    return f"{statistics.median(found):.2f} ({low:.2f}–{high:.2f})"
