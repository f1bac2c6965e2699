"""`motcua graph` and `motcua show`: a procedure as a picture, and as a page to read and sign."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workflow.drawing.prose import Block
    from workflow.service.describing import Described


class Picture(StrEnum):
    """The kinds of pictures."""

    SVG = "svg"
    MERMAID = "mermaid"
    BPMN = "bpmn"


class Page(StrEnum):
    """The kinds of pages."""

    TEXT = "text"
    HTML = "html"


class Language(StrEnum):
    """The languages of pictures and pages."""

    VI = "vi"
    EN = "en"


Procedure = Annotated[str, typer.Argument(help="slug, national code or service code of the procedure")]
Day = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="the version for dossiers of this day; today")
]
Tongue = Annotated[Language, typer.Option(help="language of the words")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="file to write; shown in the terminal when left out")
]
Folder = Annotated[Path, typer.Option(help="procedures")]


def graph(
    procedure: Procedure,
    on: Day = None,
    picture: Annotated[Picture, typer.Option("--format", help="what to draw")] = Picture.SVG,
    language: Tongue = Language.VI,
    output: Output = None,
    folder: Folder = Path("procedures"),
) -> None:
    """Draw a procedure: SVG to read and print, Mermaid for wikis, BPMN 2.0 with layout for other modelers."""
    from workflow.drawing.bpmn import bpmn
    from workflow.drawing.mermaid import mermaid
    from workflow.drawing.svg import svg

    found = _described(procedure, folder, on, language)
    definition = found.procedure.definition
    match picture:
        case Picture.SVG:
            text = svg(definition, found.procedure.valid_from, found.names)
        case Picture.MERMAID:
            text = mermaid(definition, found.names)
        case Picture.BPMN:
            text = bpmn(definition, found.procedure.valid_from, found.names)
    _give(text, output)


def show(
    procedure: Annotated[str | None, typer.Argument(help="its slug or its code")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="the catalogue: a list of all, then a page for each")
    ] = False,
    on: Day = None,
    language: Tongue = Language.VI,
    page: Annotated[Page, typer.Option("--format", help="for the terminal, or to print")] = Page.TEXT,
    output: Output = None,
    folder: Folder = Path("procedures"),
) -> None:
    """Tell a procedure as a page a jurist can read and sign: who, papers, time, steps, results, law."""
    from workflow.drawing.pages import as_html, as_text
    from workflow.service.catalogue import blocks_of

    if (procedure is None) is not everything:
        raise typer.BadParameter("name a procedure, or say --all")
    one = procedure is not None
    blocks = blocks_of(_described(str(procedure), folder, on, language)) if one else _all_blocks(folder, on, language)
    columns = get_terminal_size((80, 24)).columns if output is None else 80
    _give(as_html(blocks, language.value) if page is Page.HTML else as_text(blocks, columns), output)


def _all_blocks(folder: Path, on: datetime | None, language: Language) -> "list[Block]":
    """The catalogue of a day; ends with what is wrong where the folder cannot be read."""
    from desk.words import Words
    from workflow.definition.places import DefinitionError, Fault
    from workflow.service.catalogue import catalogue
    from workflow.service.checking import open_workplace

    faults: list[Fault] = []
    workplace = open_workplace(folder.resolve(), faults)
    try:
        if workplace is None:
            raise DefinitionError(faults)
        day = on.date() if on else date.today()  # noqa: DTZ011 the designer's own day
        return list(catalogue(workplace.procedures, day, language.value, Words(language.value).of))
    except DefinitionError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None


def _described(procedure: str, folder: Path, on: datetime | None, language: Language) -> "Described":
    """The version asked for with its words; ends with what is wrong where there is none."""
    from desk.words import Words
    from workflow.definition.places import DefinitionError
    from workflow.service.describing import NoSuchProcedure, describe

    day = on.date() if on else date.today()  # noqa: DTZ011 the designer's own day
    try:
        return describe(folder, procedure, day, language.value, Words(language.value).of)
    except NoSuchProcedure as error:
        raise typer.BadParameter(str(error)) from None
    except DefinitionError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None


def _give(text: str, output: Path | None) -> None:
    """Write to the file, or to the terminal."""
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"{output} cannot be written: {error.strerror}; name another file with -o", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{output}", err=True)
