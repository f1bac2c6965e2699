"""`motcua simulate`: a year of arrivals against a staffing plan; a table, JSON, or charts."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workflow.definition.reading import Node
    from workflow.simulation.report import Report
    from workflow.simulation.scenario import Scenario


def simulate(
    scenario: Annotated[
        Path | None, typer.Argument(help="scenario file; left out: simulation/region-viii.yaml of the folder")
    ] = None,
    folder: Annotated[Path, typer.Option(help="procedures")] = Path("procedures"),
    only: Annotated[str | None, typer.Option(help="slug of one procedure")] = None,
    staff: Annotated[
        list[str] | None, typer.Option(help="what if: BEN/specialist=20 officers there, full time; may be repeated")
    ] = None,
    replications: Annotated[int | None, typer.Option(min=1, max=100, help="instead of the scenario's")] = None,
    seed: Annotated[int | None, typer.Option(help="instead of the scenario's")] = None,
    processes: Annotated[int, typer.Option(min=1, help="replications side by side")] = 2,
    charts: Annotated[Path | None, typer.Option(help="folder to write SVG charts into")] = None,
    language: Annotated[str, typer.Option(help="of the charts: vi or en")] = "vi",
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
    calibrate: Annotated[
        Path | None, typer.Option(help="write this scenario from the journal of real dossiers, and simulate nothing")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="with --calibrate: of dossiers filed from this day on")
    ] = None,
) -> None:
    """Simulate procedures under arrivals, staffing and times: waiting, lateness, the bottleneck, and how busy everybody is."""
    from workflow.definition.places import DefinitionError
    from workflow.service.simulating import open_procedures, plan_of, run
    from workflow.simulation.scenario import load_scenario

    if language not in ("vi", "en"):
        raise typer.BadParameter("the language is vi or en")
    if calibrate is not None:
        _calibrate(calibrate, folder, since, only)
        return
    try:
        asked, tree = load_scenario(scenario or folder / "simulation" / "region-viii.yaml")
        asked = _changed(asked, tree, only, staff or [], replications, seed)
        workplace = open_procedures(folder)
        plan = plan_of(asked, tree, workplace)
    except DefinitionError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    report = run(plan, processes)
    if charts is not None:
        _write_charts(report, charts, language)
    if as_json:
        typer.echo(json.dumps(_plain(report), ensure_ascii=False, indent=1))
    else:
        from desk.commands.simulation_table import show

        show(report)
        if charts is not None:
            typer.echo(f"charts: {charts}")


def _calibrate(file: Path, folder: Path, since: datetime | None, only: str | None) -> None:
    from workflow.definition.places import DefinitionError
    from workflow.service.calibrating import as_scenario, calibrate
    from workflow.service.simulating import open_procedures
    from workflow.settings import Settings
    from workflow.wiring import open_office

    if file.exists():
        raise typer.BadParameter(f"{file} is there already; what somebody edited is not written over")
    try:
        workplace = open_procedures(folder)
        learnt = calibrate(open_office(Settings()), workplace, since=since.date() if since else None, only=only)
    except (DefinitionError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    file.write_text(as_scenario(learnt), encoding="utf-8")
    for line in learnt.remarks:
        typer.echo(line)
    typer.echo(f"written  {file}")


def _changed(
    scenario: "Scenario", tree: "Node", only: str | None, staff: list[str], replications: int | None, seed: int | None
) -> "Scenario":
    """The scenario with what the command line says instead."""
    from workflow.simulation.scenario import Staff

    changes: dict[str, object] = {}
    if only is not None:
        if only not in scenario.procedures:
            raise typer.BadParameter(f"the scenario has no procedure {only}; it has: {', '.join(scenario.procedures)}")
        changes["procedures"] = {only: scenario.procedures[only]}
    staffing = {unit: dict(roles) for unit, roles in scenario.staffing.items()}
    for each in staff:
        post, _, number = each.partition("=")
        unit, _, role = post.partition("/")
        if not (unit and role and number.isdigit() and int(number)):
            raise typer.BadParameter(f"'{each}' says no staffing; write it as BEN/specialist=20")
        before = staffing.setdefault(unit, {}).get(role)
        absence = before.absence if before is not None else 0.0
        staffing[unit][role] = Staff(officers=int(number), absence=absence)
    changes["staffing"] = staffing
    if replications is not None:
        changes["replications"] = replications
    if seed is not None:
        changes["seed"] = seed
    return scenario.model_copy(update=changes)


def _write_charts(report: "Report", folder: Path, language: str) -> None:
    from workflow.simulation.charts import charts_of

    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in charts_of(report, language).items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def _plain(report: "Report") -> dict[str, object]:
    """The report as JSON: times in seconds, waiting in working time."""
    from dataclasses import asdict

    found = asdict(report)
    for procedure in found["procedures"]:
        procedure["bottleneck"] = procedure["bottleneck"] and procedure["bottleneck"]["step"]
    worst = report.bottleneck
    return {**found, "bottleneck": f"{worst.unit}/{worst.role}" if worst else None}
