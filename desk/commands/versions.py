"""`motcua diff`, `publish`, `versions` and `migrate`: what changes from version to version, and for whom."""

import json
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from workflow.comparing import Change
    from workflow.service.office import Office

Procedure = Annotated[str, typer.Argument(help="slug of the procedure")]
Folder = Annotated[Path, typer.Option(help="procedures")]
AsJson = Annotated[bool, typer.Option("--json", help="for programs")]
WIDTH = 100
TROUBLE = 2
"""Exit code of `diff` when it cannot compare; 1 means that something differs, as with diff(1)."""


def diff(
    procedure: Procedure,
    versions: Annotated[
        list[str] | None,
        typer.Argument(
            help="up to two of: a day, a folder of procedures, FOLDER@DAY, a digest; left out: the last two of the files"
        ),
    ] = None,
    published: Annotated[bool, typer.Option("--published", help="days mean what was published")] = False,
    folder: Folder = Path("procedures"),
    as_json: AsJson = False,
) -> None:
    """What changes between two versions, in words, the weightiest for applicants first. Exit code 0 the same, 1 not."""
    from workflow.comparing import compare
    from workflow.definition.places import DefinitionError
    from workflow.service.editions import Editions
    from workflow.service.errors import Refused

    if len(versions or ()) > 2:
        raise typer.BadParameter("name two versions at the most")
    try:
        before, after = Editions(procedure, folder, _office).pair(tuple(versions or ()), published)
    except (Refused, DefinitionError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(TROUBLE) from None
    changes = compare(before.version, after.version)
    if as_json:
        typer.echo(_json({"from": before.name, "to": after.name, "changes": [_plain(each) for each in changes]}))
    else:
        _show_changes(f"{procedure}: {before.name} → {after.name}", changes)
    raise typer.Exit(1 if changes else 0)


def _show_changes(title: str, changes: "tuple[Change, ...]") -> None:
    typer.echo(title)
    heading = None
    for change in changes:
        if change.heading is not heading:
            heading = change.heading
            typer.echo(f"\n{heading.title}")
        typer.echo(_wrapped(str(change)))
    if not changes:
        typer.echo("nothing changes")


def _wrapped(text: str, first: str = "  - ", then: str = "    ") -> str:
    columns = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)
    return textwrap.fill(text, columns, initial_indent=first, subsequent_indent=then, break_long_words=False)


def _plain(change: "Change") -> dict[str, Any]:
    about = {"about": change.heading.name.lower(), "what": change.what}
    return about if change.before is None and change.after is None else {
        **about, "before": change.before, "after": change.after,
    }  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _office() -> "Office":
    from workflow.settings import Settings
    from workflow.wiring import open_office

    return open_office(Settings())
