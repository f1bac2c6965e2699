"""`motcua report`: the figures of a period from the database, as a table or as JSON, CSV, HTML or PDF."""

import csv
import io
import json
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from desk.words import Words
    from workflow.service.office import Office
    from workflow.service.reporting import Report


class Format(StrEnum):
    """How the report is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"


def report(
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="first day; left out: of this half-year")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="last day; left out: of the same half-year")
    ] = None,
    how: Annotated[Format, typer.Option("--format", help="how it is written")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option(help="file to write; left out: to the terminal")] = None,
    language: Annotated[str, typer.Option(help="vi or en")] = "vi",
    recount: Annotated[
        bool, typer.Option(help="count all dossiers anew first, after figures.yaml was changed")
    ] = False,
) -> None:
    """Dossiers received, settled and late, results returned, books and cards, people and money. Exit 1: it does not add up."""
    from desk.words import Words, language_of
    from workflow.service import reporting
    from workflow.settings import Settings
    from workflow.wiring import open_office

    if language not in ("vi", "en"):
        raise typer.BadParameter("the language is vi or en")
    office = open_office(Settings())
    begins, ends = period(first and first.date(), last and last.date(), office.now().date())
    if ends < begins:
        raise typer.BadParameter("the period ends before it begins")
    if recount:
        from workflow.service.recounting import recount as count_anew

        typer.echo(f"counted anew: {count_anew(office)} dossiers", err=True)
    found = reporting.report(office, begins, ends)
    written = written_as(found, how, Words(language_of(language)), office)
    if output is not None:
        output.write_bytes(written)
    else:
        sys.stdout.buffer.write(written)
    if not found.holds:
        raise typer.Exit(1)


def period(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days asked for; the half-year of the first one, or of today, where they are left out."""
    from desk.report_tables import half_year

    begins = first or half_year(last or today)[0]
    return begins, last or half_year(begins)[1]


def written_as(report: "Report", how: Format, words: "Words", office: "Office") -> bytes:
    """The report in one of its forms."""
    from desk import report_tables

    tables = report_tables.tables_of(report, words)
    if how is Format.JSON:
        return (json.dumps(plain(report), ensure_ascii=False, indent=1) + "\n").encode()
    if how is Format.CSV:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(report_tables.csv_rows(tables))
        return b"\xef\xbb\xbf" + text.getvalue().encode()  # spreadsheets take it for Windows-1252 without the mark
    if how is Format.TABLE:
        from desk.commands.report_shown import shown

        return shown(report, tables, words).encode()
    from desk.commands.report_paper import html_of, pdf_of

    return html_of(report, office, words).encode() if how is Format.HTML else pdf_of(report, office, words)


def plain(report: "Report") -> dict[str, Any]:
    """The report as JSON: money in đồng, with what is derived beside what is counted."""
    from dataclasses import asdict

    found: dict[str, Any] = json.loads(json.dumps(asdict(report), default=_plain))
    lines = [found["total"], *found["months"], *found["channels"], *found["procedures"]]
    values = (report.total, *report.months, *report.channels, *report.procedures)
    for line, value in zip(lines, values, strict=True):
        line["flow"] |= {"settled": value.flow.settled, "ended": value.flow.ended, "holds": value.flow.holds}
    return {"holds": report.holds, **found}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value.model_dump()
