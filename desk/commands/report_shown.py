"""What `motcua report` shows in a terminal: its tables one below the other, then the remarks."""

import io
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as RichTable

from desk import report_tables
from desk.doors import Report
from desk.words import Words

WIDTH = 124
LABEL = 40
LONGEST_HEAD = 10


def shown(report: Report, tables: Sequence[report_tables.Table], words: Words) -> str:
    """The whole report as text; coloured where a terminal takes it."""
    text = io.StringIO()
    console = Console(file=text, width=WIDTH, highlight=False, force_terminal=sys.stdout.isatty())
    console.print(f"[bold]{words('report.title')}[/bold]\n{report.agency}. {report_tables.period_of(report, words)}\n")
    for table in tables:
        console.print(_table(table, words))
        console.print()
    for line in report_tables.remarks_of(report, words):
        console.print(f"• {line}", markup=False)
    return text.getvalue()


def _table(table: report_tables.Table, words: Words) -> RichTable:
    drawn = RichTable(title=table.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    longest = max((len(row.label) for row in table.rows), default=0)
    drawn.add_column(table.first, overflow="fold", vertical="bottom", width=min(LABEL, max(longest, len(table.first))))
    for head, kind in zip(table.heads, table.kinds, strict=True):
        narrow = kind == "number" and len(table.heads) > 6
        drawn.add_column(head, justify="right", vertical="bottom", max_width=LONGEST_HEAD if narrow else None)
    for row in table.rows:
        drawn.add_row(row.label, *table.shown(row, words), style="bold" if row.sums else None, end_section=row.sums)
    return drawn
