"""`motcua new`: begins a procedure with a skeleton that checks clean."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def new(
    slug: Annotated[str | None, typer.Argument(help="its name in addresses: small-letters-with-hyphens")] = None,
    sector: Annotated[str | None, typer.Option(help="folder it belongs to, such as si or books")] = None,
    title_vi: Annotated[str | None, typer.Option(help="title in Vietnamese")] = None,
    title_en: Annotated[str | None, typer.Option(help="title in English")] = None,
    code: Annotated[str | None, typer.Option(help="national code; provisional when left out")] = None,
    first_day: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="first day it holds; today when left out")
    ] = None,
    folder: Annotated[Path, typer.Option(help="procedures")] = Path("procedures"),
) -> None:
    """Begin a procedure: definition, form, page and cases that check clean, with comments on what to fill in."""
    from workflow.service.drafting import Draft, NotBegun, begin
    from workflow.service.office import hanoi_now

    draft = Draft(
        slug=_asked(slug, "SLUG", "Name in addresses (small-letters-with-hyphens)"),
        sector=_asked(sector, "--sector", "Sector (the folder it belongs to)"),
        title_vi=_asked(title_vi, "--title-vi", "Title in Vietnamese"),
        title_en=_asked(title_en, "--title-en", "Title in English"),
        first_day=(first_day or hanoi_now()).date(),
        code=code,
    )
    try:
        files = begin(folder, draft)
    except NotBegun as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for file in files:
        typer.echo(f"written  {file}")
    typer.echo(f"\nNext:  motcua check {files[0].parents[1]}\n       motcua try {draft.slug}")


def _asked(value: str | None, option: str, question: str) -> str:
    """What was given; else asked for, when somebody is there to answer."""
    if value is not None:
        return value
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"{option} is missing")
    answer: str = typer.prompt(question)
    return answer
