"""`motcua check` and `motcua case`: designers' tools over a folder of procedures."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workflow.definition.places import Fault, Place
    from workflow.service.checking import Report

Folder = Annotated[Path, typer.Argument(help="procedures, one sector, or one procedure", show_default=True)]
AsJson = Annotated[bool, typer.Option("--json", help="for programs")]


def check(
    folder: Folder = Path("procedures"),
    notes: Annotated[
        bool, typer.Option("--notes", help="also list what definitions assume, what overlaps and what is not proved")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check definitions: every fault with file, line, reason and hint; cases are run too."""
    from workflow.service.checking import check_folder

    report = check_folder(folder, with_remarks=notes or as_json)
    if as_json:
        typer.echo(json.dumps(_plain(report), ensure_ascii=False, indent=2))
    else:
        for fault in report.faults:
            typer.echo(str(fault))
        for slug, lines in report.notes.items() if notes else ():
            typer.echo(f"{slug}:")
            for line in lines:
                typer.echo(f"  - {line}")
            for remark in report.remarks[slug]:
                typer.echo(f"  {remark}")
        typer.echo(_summary(report))
    raise typer.Exit(1 if report.faults else 0)


def case(
    procedure: Annotated[str | None, typer.Argument(help="slug of the procedure")] = None,
    everything: Annotated[bool, typer.Option("--all", help="the cases of every procedure")] = False,
    folder: Annotated[Path, typer.Option(help="procedures")] = Path("procedures"),
    as_json: AsJson = False,
) -> None:
    """Run the cases of a procedure: its sentence, and whether it ran as it says."""
    from workflow.service.checking import check_folder

    if (procedure is None) is not everything:
        raise typer.BadParameter("name a procedure, or say --all")
    report = check_folder(folder, only=procedure)
    if procedure is not None and not report.procedures:
        raise typer.BadParameter(f"there is no procedure {procedure} in {folder}")
    if as_json:
        typer.echo(json.dumps(_plain(report), ensure_ascii=False, indent=2))
    else:
        _show_cases(report)
    raise typer.Exit(1 if report.faults else 0)


def _show_cases(report: "Report") -> None:
    told: set[int] = set()
    for slug, verdicts in report.cases.items():
        typer.echo(slug)
        for verdict in verdicts:
            typer.echo(f"  {'✓' if verdict.held else '✗'} {verdict.name}")
            for fault in verdict.faults:
                typer.echo(f"      {fault}".replace("\n", "\n      "))
            told.update(map(id, verdict.faults))
    for fault in report.faults:
        if id(fault) not in told:
            typer.echo(str(fault))
    ran = [verdict for verdicts in report.cases.values() for verdict in verdicts]
    failed = sum(not verdict.held for verdict in ran)
    typer.echo(f"{len(ran)} cases, {failed} failed")


def _summary(report: "Report") -> str:
    faults = len(report.faults)
    return f"{report.procedures} procedure{'s' * (report.procedures != 1)}, {faults} error{'s' * (faults != 1)}"


def _plain(report: "Report") -> dict[str, object]:
    return {
        "procedures": report.procedures,
        "errors": [_fault(fault) for fault in report.faults],
        "cases": [
            {"procedure": slug, "case": verdict.name, "held": verdict.held, "place": str(verdict.place)}
            for slug, verdicts in report.cases.items()
            for verdict in verdicts
        ],
        "notes": {slug: list(lines) for slug, lines in report.notes.items()},
        "remarks": [
            {**_place(remark.place), "procedure": slug, "code": remark.code, "reason": remark.reason}
            for slug, found in report.remarks.items()
            for remark in found
        ],
    }


def _fault(fault: "Fault") -> dict[str, object]:
    return {**_place(fault.place), "code": fault.code, "reason": fault.reason, "hint": fault.hint}


def _place(place: "Place") -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column}
