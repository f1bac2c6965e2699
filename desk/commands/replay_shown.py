"""The figures of a replay, for reading: everything in them is counted in the database."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow.settings import Settings


def show(settings: "Settings", seconds: float, *, as_json: bool) -> bool:
    """Print them; whether every dossier came to its end and nothing became an incident."""
    import typer

    from workflow.replay.summary import summary
    from workflow.wiring import open_office

    office = open_office(settings)
    found = summary(office)
    office.store.close()
    if as_json:
        typer.echo(json.dumps({**asdict(found), "seconds": round(seconds, 1)}, ensure_ascii=False, indent=1))
    else:
        for name, value in asdict(found).items():
            shown = (
                ", ".join(f"{key} {number:,}" for key, number in value.items()) if isinstance(value, dict) else value
            )
            typer.echo(f"{name:<12}{shown:,}" if isinstance(shown, int) else f"{name:<12}{shown}")
        typer.echo(f"{'rate':<12}{found.ended / seconds:.2f} dossiers a second, {seconds:,.0f} seconds")
    return found.ended == found.dossiers and not found.incidents
