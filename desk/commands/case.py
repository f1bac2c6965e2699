"""`motcua case`: run the cases of a procedure or file, and record one from a real dossier."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from desk.commands.checking import AsJson, plain

if TYPE_CHECKING:
    from workflow.service.checking import Report

Procedures = Annotated[Path, typer.Option("--folder", help="procedures")]


class RunUnlessSaid(TyperGroup):
    """`motcua case SLUG` means `motcua case run SLUG`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=RunUnlessSaid, help="Run cases, or record one from a dossier.", no_args_is_help=True)


@app.command()
def run(
    what: Annotated[str | None, typer.Argument(help="slug of a procedure, or a file of cases")] = None,
    everything: Annotated[bool, typer.Option("--all", help="the cases of every procedure")] = False,
    procedure: Annotated[str | None, typer.Option(help="of a file that does not lie in its folder")] = None,
    folder: Procedures = Path("procedures"),
    as_json: AsJson = False,
) -> None:
    """Run cases: each by its sentence, and whether it ran as it says."""
    if (what is None) is not everything:
        raise typer.BadParameter("name a procedure or a file, or say --all")
    is_file = what is not None and Path(what).suffix in (".yaml", ".yml")
    report = _of_file(Path(str(what)), procedure, folder) if is_file else _of_folder(folder, what)
    if as_json:
        typer.echo(json.dumps(plain(report), ensure_ascii=False, indent=2))
    else:
        _show_cases(report)
    raise typer.Exit(1 if report.faults else 0)


@app.command()
def record(
    dossier: Annotated[str, typer.Option(help="code of the dossier")],
    file: Annotated[Path | None, typer.Option(help="where the case goes; shown when left out")] = None,
    sentence: Annotated[str | None, typer.Option(help="what the case shows")] = None,
) -> None:
    """Make a case of a real dossier, with other people in it; from `motcua try`, `save` makes one."""
    from workflow.definition.writing import as_yaml
    from workflow.service.errors import NotFound
    from workflow.service.recording import record as recorded
    from workflow.service.recording import slug_of_dossier
    from workflow.service.trying import NotTried, add_case, open_bench
    from workflow.settings import Settings
    from workflow.wiring import open_office

    settings = Settings()
    office = open_office(settings)
    try:
        bench = open_bench(settings.procedures, slug_of_dossier(office, dossier))
        case = recorded(office, bench, dossier, sentence or "Recorded from a dossier.")
        if file is None:
            typer.echo(as_yaml([case]), nl=False)
        else:
            typer.echo(f"written  {add_case(file, case)}")
    except (NotFound, NotTried) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _of_folder(folder: Path, slug: str | None) -> "Report":
    from workflow.service.checking import check_folder

    report = check_folder(folder, only=slug)
    if slug is not None and not report.procedures:
        raise typer.BadParameter(f"there is no procedure {slug} in {folder}")
    return report


def _of_file(file: Path, procedure: str | None, folder: Path) -> "Report":
    from workflow.service.trying import NotTried, open_bench, procedure_around, run_one

    slug = procedure or procedure_around(file)
    if slug is None:
        raise typer.BadParameter(f"{file} lies in no procedure's folder: name it with --procedure")
    inside = procedure is None and file.resolve().parent
    try:
        return run_one(open_bench(inside or folder, slug), file)
    except NotTried as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


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
