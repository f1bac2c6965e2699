"""`motcua check`: what is wrong with a folder of procedures."""

import gc
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
    watch: Annotated[bool, typer.Option("--watch", help="again whenever a file is saved, until Ctrl-C")] = False,
) -> None:
    """Check definitions: every fault with file, line, reason and hint; cases are run too."""
    if watch:
        if as_json:
            raise typer.BadParameter("--watch shows, --json tells programs once: choose one")
        from desk.commands.watching import watch_folder

        watch_folder(folder)
        return
    from workflow.service.checking import check_folder

    gc.disable()  # what a check makes it keeps to its end, which is near; looking for what could go takes a quarter of its time
    report = check_folder(folder, with_remarks=notes or as_json)
    if as_json:
        typer.echo(json.dumps(plain(report), ensure_ascii=False, indent=2))
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


def _summary(report: "Report") -> str:
    faults = len(report.faults)
    return f"{report.procedures} procedure{'s' * (report.procedures != 1)}, {faults} error{'s' * (faults != 1)}"


def plain(report: "Report") -> dict[str, object]:
    """A report as programs get it."""
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
