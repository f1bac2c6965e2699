"""`motcua doctor`: whether this machine has what Motcua needs, and how to mend what is missing."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from desk.doctor import Diagnosis

MARKS = {"fine": ("✓", "green"), "warning": ("!", "yellow"), "missing": ("✗", "red bold")}
COUNTED = {"fine": "fine", "warning": "to look at", "missing": "missing"}
NAME_WIDTH = 29
MARGIN = 4


def doctor(as_json: Annotated[bool, typer.Option("--json", help="findings as JSON, for programs")] = False) -> None:
    """Check what this machine needs, and say how to mend what is missing.

    Exits with 1 when something needed is missing; warnings do not count.
    """
    from desk.doctor import is_well

    if as_json:
        found = list(_diagnoses())
        print(_as_json(found, is_well(found)))
    else:
        found = _shown(Console(highlight=False), _diagnoses())
    raise typer.Exit(0 if is_well(found) else 1)


def _diagnoses() -> "Iterator[Diagnosis]":
    from pydantic import ValidationError

    from desk.doctor import Diagnosis, examine
    from outputs.health import Finding
    from workflow.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:  # without settings there is nowhere to look
        for fault in error.errors(include_url=False):
            name = f"MOTCUA_{fault['loc'][0]}".upper()
            yield Diagnosis("Settings", Finding(name, False, fault["msg"], f"mend or unset {name}"))
    else:
        yield from examine(settings)


def _as_json(diagnoses: "list[Diagnosis]", well: bool) -> str:
    findings = [
        {
            "part": each.part,
            "name": each.finding.name,
            "state": each.state,
            "seen": each.finding.seen,
            "remedy": each.remedy,
        }
        for each in diagnoses
    ]
    return json.dumps({"fine": well, "findings": findings}, ensure_ascii=False, indent=2)


def _shown(console: Console, diagnoses: "Iterable[Diagnosis]") -> "list[Diagnosis]":
    """Print each part as soon as it has been looked at; gives what was printed."""
    shown: list[Diagnosis] = []
    for part, group in groupby(diagnoses, key=lambda each: each.part):
        found = list(group)
        console.print(Text(part, style="bold"))
        for remedy, alike in groupby(found, key=lambda each: each.remedy):
            console.print(_table(alike))
            if remedy:
                console.print(Padding(Text(f"→ {remedy}", style="bold"), (0, 0, 0, MARGIN)))
        shown += found
    counts = ", ".join(f"{sum(each.state == state for each in shown)} {word}" for state, word in COUNTED.items())
    console.print(Text(f"\ndoctor: {counts}", style="bold"))
    return shown


def _table(diagnoses: "Iterable[Diagnosis]") -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=MARGIN - 2, justify="right")
    table.add_column(width=NAME_WIDTH)
    table.add_column(overflow="fold")
    for each in diagnoses:
        mark, colour = MARKS[each.state]
        table.add_row(Text(mark, style=colour), each.finding.name, Text(each.finding.seen))
    return table
