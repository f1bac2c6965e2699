"""One table of everything that was measured, and the same as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.booking import DATABASE, ENGINE, OTHER, OUTSIDE, PDF, PREFECT, SIGNING, WORK
from benchmarks.documents import Rendering, Signing
from benchmarks.forms import Page
from benchmarks.lists import MEMORY_TARGET, SECONDS_TARGET, List
from benchmarks.machine import Machine
from benchmarks.processes import OFFICERS, SANDBOXES
from benchmarks.whole_way import Run

RENDERING_TARGET, EVENTS_TARGET, PAGE_TARGET = 1.15, 50_000, 100
WORKER = "worker"
# What a dossier costs, in the order of the table: the row, the processes it is made of, the areas inside the workers.
SPLIT: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Prefect: server": (("Prefect server",), ()),
    "Prefect: in the worker": ((), (PREFECT,)),
    "database: server": (("PostgreSQL",), ()),
    "database: in the worker": ((), (DATABASE,)),
    "PDF": ((), (PDF,)),
    "signing": ((), (SIGNING,)),
    "rest of the worker": ((), (ENGINE, OUTSIDE, WORK, OTHER)),
    "desk: taking in, callbacks, result files": (("desk",), ()),
    "officers: opening, claiming, deciding": ((OFFICERS,), ()),
}


@dataclass
class Measured:
    """All figures of one run of the benchmarks; None or empty: not asked for."""

    machine: Machine
    events_per_second: float | None = None
    rendering: list[Rendering] = field(default_factory=list)
    signing: Signing | None = None
    page: Page | None = None
    list_: List | None = None
    whole_way: list[Run] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Everything, rates and ratios included."""
        found = asdict(self)
        for given, run in zip(found["whole_way"], self.whole_way, strict=True):
            given["dossiers_per_second"] = run.dossiers / run.seconds
            given["split_per_dossier"] = split_of(run)
            given["worker_per_dossier"] = _each(run, run.in_workers)
        return found


def split_of(run: Run) -> dict[str, float]:
    """CPU seconds a dossier, by row of SPLIT: ours and Prefect's and the database's, without the sandboxes."""
    return {
        row: (sum(run.spent.get(part, 0.0) for part in parts) + sum(run.in_workers.get(area, 0.0) for area in areas))
        / run.dossiers
        for row, (parts, areas) in SPLIT.items()
    }


def _each(run: Run, seconds: Mapping[str, float]) -> dict[str, float]:
    return {what: spent / run.dossiers for what, spent in seconds.items()}


def print_table(measured: Measured, console: Console) -> None:
    """The table, at most 100 columns wide."""
    runs = measured.whole_way
    table = Table(title=f"Motcua on {measured.machine}", title_justify="left", width=min(100, console.width))
    table.add_column("what", ratio=1)
    for heading in _headings(runs):
        table.add_column(heading, justify="right", min_width=11)
    for row in _rows(measured):
        if row is None:
            table.add_section()
        else:
            what, *values = row
            table.add_row(what, *values, *[""] * (len(_headings(runs)) - len(values)))
    console.print(table)


def _headings(runs: list[Run]) -> list[str]:
    if not runs:
        return ["measured"]
    return [f"{run.database}\n{run.workers} worker{'s' if run.workers > 1 else ''}" for run in runs]


def _rows_of_forms(measured: Measured) -> Iterable[list[str]]:
    if measured.page is not None:
        page = measured.page
        what = f"form of {page.fields} fields: CPU ms to fill in / to read (target {PAGE_TARGET}) / validated"
        yield [what, f"{page.to_fill_in:.0f} / {page.to_read:.0f} / {page.validated:.0f}"]
    if measured.list_ is not None:
        given = measured.list_
        what = f"list of {given.rows:,} rows: CPU seconds read + validated + computed (target {SECONDS_TARGET})"
        yield [what, f"{given.read:.1f} + {given.validated:.1f} + {given.computed:.1f}"]
        yield [f"peak memory of that, MiB (target {MEMORY_TARGET})", f"{given.peak:.0f}"]


def _rows(measured: Measured) -> Iterable[list[str] | None]:
    if measured.events_per_second is not None:
        yield [
            f"engine alone: events a second, one core (target {EVENTS_TARGET:,})",
            f"{measured.events_per_second:,.0f}",
        ]
    for each in measured.rendering:
        pages = f"{each.pages} page{'s' if each.pages > 1 else ''}"
        yield [f"{each.template}, {pages}: CPU ms, ours", f"{each.ours:.0f}"]
        yield [f"{each.template}: times bare WeasyPrint (target ≤ {RENDERING_TARGET})", f"{each.ratio:.2f}"]
    if measured.signing is not None:
        yield [
            "signing, P-256: CPU ms, person / person and agency",
            f"{measured.signing.person:.0f} / {measured.signing.both:.0f}",
        ]
    yield from _rows_of_forms(measured)
    runs = measured.whole_way
    if not runs:
        return
    yield None
    first = runs[0]
    kinds = ", ".join(f"{number} {kind}" for kind, number in first.kinds.items())
    yield [
        f"{first.dossiers:,} dossiers end to end ({kinds}): a second",
        *(f"{run.dossiers / run.seconds:.2f}" for run in runs),
    ]
    yield ["CPU seconds a dossier", *(f"{sum(split_of(run).values()):.3f}" for run in runs)]
    for row in SPLIT:
        yield [f"  {row}", *(f"{split_of(run)[row]:.3f}" for run in runs)]
    yield ["sandboxes beside that", *(f"{run.spent[SANDBOXES] / run.dossiers:.3f}" for run in runs)]
    yield ["documents signed a dossier", *(f"{run.documents / run.dossiers:.2f}" for run in runs)]
    yield ["pieces of work a dossier", *(f"{sum(run.works.values()) / run.dossiers:.1f}" for run in runs)]
    yield None
    for part in (WORKER, "Prefect server", "desk", "PostgreSQL"):
        peaks = [f"{run.peaks[part]:.0f}" if part in run.peaks else "" for run in runs]
        if any(peaks):
            yield [f"peak memory, MiB: {part}", *peaks]
