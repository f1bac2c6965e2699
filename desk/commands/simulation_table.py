"""What `motcua simulate` shows in a terminal: tables of procedures, officers and steps, and what was assumed."""

from rich.console import Console
from rich.table import Table

from workflow.simulation.pieces import Party
from workflow.simulation.report import Figure, PostReport, ProcedureReport, Report, StepReport

WIDTH = 100
SHOWN = 5
"""How many steps of each procedure are shown: those that dossiers wait for most."""
BUSY = 0.9
HOUR, MINUTE, DAY = 3600, 60, 86_400


def show(report: Report, console: Console | None = None) -> None:
    """Print the report; at most 100 columns."""
    console = console or Console(highlight=False)
    width = min(WIDTH, console.width)
    runs = f"{report.replications} replication{'s' * (report.replications != 1)}"
    console.print(f"[bold]{report.simulation}[/bold], {report.begin} to {report.until}, {runs}, seed {report.seed}\n")
    console.print(_procedures(report, width))
    console.print(_posts(report, width))
    for procedure in report.procedures:
        console.print(_steps(report, procedure, width))
    _conclude(report, console)


def _table(title: str, width: int, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", width=width, pad_edge=False, box=None)
    table.add_column(columns[0], ratio=1, overflow="fold")
    for column in columns[1:]:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _procedures(report: Report, width: int) -> Table:
    table = _table("Procedures", width, "", "arrived", "finished", "open", "late %", "days\nmean", "\np90")
    for each in report.procedures:
        table.add_row(
            each.procedure,
            _number(each.arrived),
            _number(each.finished),
            _number(each.still_open),
            _figure(each.late.times(100), 1) if each.late else "",
            *((_plain(each.duration.mean, DAY), _plain(each.duration.p90, DAY)) if each.duration else ("", "")),
        )
    return table


def _posts(report: Report, width: int) -> Table:
    table = _table("\nOfficers", width, "", "officers", "busy %", "wait h", "share of all waiting")
    for each in sorted(report.posts, key=lambda post: -post.share):
        mark = "*" if each.assumed else ""
        busy = _figure(each.utilisation.times(100), 0)
        table.add_row(
            f"{each.unit} {each.role}",
            f"{each.officers}{mark}",
            f"[red]{busy}[/red]" if each.utilisation.value > BUSY else busy,
            _figure(each.waiting.times(1 / HOUR), 1) if each.waiting else "",
            f"{each.share:.0%}",
        )
    return table


def _steps(report: Report, procedure: ProcedureReport, width: int) -> Table:
    columns = ("", "arrived", "wait h\nmean", "\np50", "\np90", "\np95", "handled\nmin", "\np90", "still\nwaiting")
    table = _table(f"\n{procedure.procedure}: steps that wait most", width, *columns)
    for step in _slowest(report, procedure):
        table.add_row(*_step(step))
    return table


def _slowest(report: Report, procedure: ProcedureReport) -> list[StepReport]:
    mine = [s for s in report.steps if s.procedure == procedure.procedure and s.party is Party.OFFICER]
    return sorted(mine, key=lambda step: -step.share)[:SHOWN]


def _step(step: StepReport) -> list[str]:
    cells = [_last(step.step), _number(step.arrived)]
    waiting, handling = step.waiting, step.handling
    cells += (
        [_figure(waiting.mean.times(1 / HOUR), 1), *(_plain(p, HOUR) for p in (waiting.p50, waiting.p90, waiting.p95))]
        if waiting
        else [""] * 4
    )
    cells += [_plain(handling.mean, MINUTE), _plain(handling.p90, MINUTE)] if handling else ["", ""]
    return [*cells, _number(step.still_waiting)]


def _last(step: str) -> str:
    """The end of a step's path, which tells it from others."""
    return "/".join(step.split("/")[-2:])


def _conclude(report: Report, console: Console) -> None:
    worst = report.bottleneck
    if worst is not None:
        console.print(f"\n[bold]Bottleneck: {worst.unit} {worst.role}[/bold], {_told(worst)}")
    for each in report.procedures:
        if each.bottleneck is not None:
            share = f"{each.bottleneck.share:.0%} of its waiting"
            console.print(f"  {each.procedure}: {each.bottleneck.step}, {share}", soft_wrap=True)
    console.print("\n± is half a 95 % interval; waiting counts working time." + _star(report))
    for line in report.assumed:
        console.print(f"[dim]assumed: {line}[/dim]")


def _told(post: PostReport) -> str:
    return f"{post.share:.0%} of all waiting; its {post.officers} officers are busy {post.utilisation.value:.0%} of their time"


def _star(report: Report) -> str:
    return " * as many as the load needs." if any(post.assumed for post in report.posts) else ""


def _number(figure: Figure) -> str:
    return f"{figure.value:,.0f}"


def _plain(figure: Figure, unit: int) -> str:
    return f"{figure.value / unit:.1f}"


def _figure(figure: Figure, digits: int) -> str:
    half = f" ±{figure.half:.{digits}f}" if figure.half is not None else ""
    return f"{figure.value:.{digits}f}{half}"
