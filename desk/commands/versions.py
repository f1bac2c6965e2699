"""`motcua diff`, `publish`, `versions` and `migrate`: what changes from version to version, and for whom."""

import getpass
import itertools
import json
import shutil
import textwrap
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from workflow.comparing import Change
    from workflow.service.migrating import Planned
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


def publish(
    procedure: Annotated[str | None, typer.Argument(help="slug of the procedure")] = None,
    everything: Annotated[bool, typer.Option("--all", help="every procedure")] = False,
    from_day: Annotated[
        str | None,
        typer.Option("--from", help="publish what is in force that day, for dossiers submitted from then on"),
    ] = None,
    by: Annotated[str | None, typer.Option(help="who publishes; the user of this machine unless said")] = None,
) -> None:
    """Publish versions: checked with their cases, kept for ever, ruling new dossiers from their day on."""
    from workflow.definition.places import DefinitionError
    from workflow.service.errors import Refused
    from workflow.service.publishing import publish as publish_versions

    if (procedure is None) is not everything:
        raise typer.BadParameter("name a procedure, or say --all")
    day = _day(from_day)
    failed = False
    try:
        office = _office()
    except DefinitionError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for slug in office.library.slugs if everything else (procedure,):
        try:
            for each in publish_versions(office, slug or "", by or getpass.getuser(), day):
                what = "published" if each.is_new else "already published"
                typer.echo(f"{slug}: {what} from {each.valid_from}, number {each.number}, {each.digest[:12]}")
        except (Refused, DefinitionError) as error:
            failed = True
            typer.echo(f"{slug}: not published\n{error}", err=True)
    raise typer.Exit(1 if failed else 0)


def versions(
    procedure: Annotated[str | None, typer.Argument(help="slug of the procedure; all when left out")] = None,
    as_json: AsJson = False,
) -> None:
    """The versions kept here: from which day, by whom published, how many dossiers run by each."""
    from rich.console import Console
    from rich.table import Table

    from workflow.service.versions import versions as kept_versions

    found = kept_versions(_office(), procedure)
    if as_json:
        typer.echo(_json([vars(each) for each in found]))
        return
    console = Console(highlight=False)
    for slug, kept in itertools.groupby(found, key=lambda each: each.slug):
        console.print(f"[bold]{slug}[/bold]")
        table = Table(box=None, pad_edge=False)
        for column in ("from", "no.", "digest", "published", "by", "running", "ended"):
            table.add_column(column, justify="right" if column in ("no.", "running", "ended") else "left", no_wrap=True)
        for each in kept:
            by = (each.published_by or "first dossier") + ("" if each.is_in_force else ", replaced")
            table.add_row(
                str(each.valid_from), str(each.number or "–"), each.digest[:12], f"{each.published_at:%Y-%m-%d %H:%M}", by,
                str(each.running), str(each.ended),
            )  # fmt: skip
        console.print(table)
    if not found:
        console.print("no version is kept yet: publish one, or let a dossier come in")


def migrate(
    procedure: Annotated[str | None, typer.Argument(help="slug of the procedure")] = None,
    to: Annotated[
        str | None, typer.Option(help="the version to move to: a day it is published for, or a digest")
    ] = None,
    only_from: Annotated[str | None, typer.Option("--from", help="move only those that run by this version")] = None,
    renames: Annotated[
        list[str] | None, typer.Option("--map", help="OLD/PATH=NEW/PATH of a step that is called otherwise; repeatable")
    ] = None,
    reason: Annotated[str, typer.Option(help="why; stands in every journal")] = "",
    by: Annotated[str | None, typer.Option(help="who moves them; the user of this machine unless said")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="do it; without, only the plan is shown")] = False,
    undo: Annotated[str | None, typer.Option(help="take back the run of this name")] = None,
    each: Annotated[bool, typer.Option("--each", help="show every dossier")] = False,
    as_json: AsJson = False,
) -> None:
    """Move running dossiers to a corrected version. A dry run unless --apply. Exit code 1 when some are held back."""
    from workflow.definition.places import DefinitionError
    from workflow.service import migrating
    from workflow.service.errors import Refused
    from workflow.service.kept import kept_version

    if (undo is None) is (procedure is None or to is None):
        raise typer.BadParameter("name a procedure and --to which version, or --undo a run")
    run, who = undo, by or getpass.getuser()
    try:
        office = _office()
        if undo is not None:
            found = list(migrating.undo(office, undo, who))
        else:
            slug = procedure or ""
            named = kept_version(office, slug, only_from).digest if only_from is not None else None
            move = migrating.Move(slug, kept_version(office, slug, to or ""), named, _renames(renames), reason)
            run, planned = migrating.apply(office, move, who) if apply else (None, migrating.plan(office, move))
            found = list(planned)
    except (Refused, DefinitionError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(_json({"run": run, "dossiers": [vars(one) for one in found]}))
    else:
        _show_plan(found, each)
        if run is not None and undo is None:
            typer.echo(f"run {run}; back with: motcua migrate --undo {run}")
        elif run is None and found:
            typer.echo("nothing was changed; do it with --apply")
    raise typer.Exit(1 if any(one.verdict is migrating.Verdict.HOLD for one in found) else 0)


def _show_plan(found: "list[Planned]", each: bool) -> None:
    """Dossiers with the same lot together, unless each is asked for."""
    groups: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for one in found:
        groups.setdefault((one.verdict.value, one.reasons, one.waits_at), []).append(one.code)
    for (verdict, reasons, places), codes in sorted(groups.items()):
        shown = codes if each else codes[:1]
        more = f" and {len(codes) - 1} more" if len(codes) > len(shown) else ""
        typer.echo(f"{verdict}: {', '.join(shown)}{more}")
        if places:
            typer.echo(_wrapped(f"waits at {', '.join(places)}", "  ", "  "))
        for line in reasons:
            typer.echo(_wrapped(line))
    counts = Counter(one.verdict.value for one in found)
    typer.echo(
        ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items())) or "no dossier is running"
    )


def _renames(given: list[str] | None) -> dict[str, str]:
    pairs = [each.partition("=") for each in given or ()]
    if any(not old or not new for old, _, new in pairs):
        raise typer.BadParameter("write --map old/path=new/path")
    return {old: new for old, _, new in pairs}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise typer.BadParameter(f"{text} is no day; write it as 2025-07-01") from None


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
