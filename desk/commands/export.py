"""`motcua export`: the journal for process mining, as XES (IEEE 1849-2016) or OCEL 2.0, without anything about anybody."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """The format of the event log."""

    XES = "xes"
    OCEL = "ocel"


def export(
    output: Annotated[Path, typer.Argument(help="file to write")],
    how: Annotated[Format, typer.Option("--format", help="xes: one trace a dossier; ocel: objects and events")],
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="first day of receipt; left out: from the beginning"),
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="last day of receipt; left out: up to now")
    ] = None,
    procedure: Annotated[str | None, typer.Option(help="slug of one procedure")] = None,
) -> None:
    """Write the event log of all dossiers received in a period. Codes become fingerprints; names, forms and reasons stay here."""
    from desk.commands.event_logs import write_ocel, write_xes
    from workflow.service.exporting import traces
    from workflow.settings import Settings
    from workflow.wiring import open_office

    office = open_office(Settings())
    found = traces(office, first and first.date(), last and last.date(), procedure)
    with output.open("w", encoding="utf-8") as file:
        dossiers, happenings = write_xes(found, file) if how is Format.XES else write_ocel(found, file)
    typer.echo(f"{dossiers} dossiers, {happenings} events: {output}")
