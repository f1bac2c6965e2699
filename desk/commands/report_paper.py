"""The report as a paper of the agency: HTML for the screen, PDF/A for the file, through the renderer of all papers."""

from typing import Any

from desk import report_tables
from desk.words import Words
from outputs.rendering import Renderer
from workflow.service.office import Office
from workflow.service.reporting import Report

TEMPLATE = "half-year-report"


def html_of(report: Report, office: Office, words: Words) -> str:
    """One page with everything in it."""
    return Renderer().html(TEMPLATE, _data(report, office, words), issued_on=report.made_at.date())


def pdf_of(report: Report, office: Office, words: Words) -> bytes:
    """Unsigned: whoever answers for the figures signs it."""
    return Renderer().render(TEMPLATE, _data(report, office, words), issued_on=report.made_at.date()).pdf


def _data(report: Report, office: Office, words: Words) -> dict[str, Any]:
    agency = office.organisation.agency
    tables = [
        {
            "title": table.title,
            "first": table.first,
            "heads": list(table.heads),
            "rows": [
                {"label": row.label, "cells": list(table.shown(row, words)), "sums": row.sums} for row in table.rows
            ],
        }
        for table in report_tables.tables_of(report, words)
    ]
    return {
        "agency": {"parent": agency.parent, "name": agency.name, "place": agency.place, "code": agency.code},
        "document": {},
        "heading": words("report.title"),
        "period": report_tables.period_of(report, words),
        "tables": tables,
        "remarks": report_tables.remarks_of(report, words),
    }
