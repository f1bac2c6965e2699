"""The report for heads and directors: a period, its charts and tables, and the same as files."""

import csv
import io
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from desk import doors, report_charts, report_tables
from desk.pages import notice, page, words_for
from desk.showing import VIETNAM
from desk.visitors import Office, Officer
from desk.words import Words

router = APIRouter(include_in_schema=False)


@router.get("/report")
def report(
    request: Request,
    office: Office,
    officer: Officer,
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
) -> Response:
    """The figures of a period; of this half-year when none is asked for."""
    words = words_for(request)
    begins, ends = report_tables.half_year(office.now().astimezone(VIETNAM).date())
    if first or last:
        try:
            begins, ends = _period(first, last, words)
        except doors.Invalid as refusal:
            notice(request, "warning", str(refusal))
    found = doors.report_for(office, officer.id, begins, ends)
    return page(
        request,
        "officer/report.html",
        section="report",
        report=found,
        tables=report_tables.tables_of(found, words),
        charts=report_charts.charts_of(found, words),
        remarks=report_tables.remarks_of(found, words),
        period=report_tables.period_of(found, words),
    )


@router.get("/report.csv")
def report_csv(
    request: Request,
    office: Office,
    officer: Officer,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
) -> Response:
    """The tables for a spreadsheet."""
    words = words_for(request)
    found = doors.report_for(office, officer.id, first, last)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(report_tables.csv_rows(report_tables.tables_of(found, words)))
    name = f"report-{first}-{last}.csv"
    return Response(
        b"\xef\xbb\xbf" + text.getvalue().encode(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _period(first: str, last: str, words: Words) -> tuple[date, date]:
    """The days asked for; raises Invalid for what is no period."""
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise doors.Invalid("not-a-moment", words("report.no_period")) from None
    if ends < begins:
        raise doors.Invalid("not-a-moment", words("report.no_period"))
    return begins, ends
