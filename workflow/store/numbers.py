"""Numbers: gap-free series of documents, and dossier codes. A number is given by the transaction that records what bears it."""

from datetime import date

from sqlalchemy import Connection

from workflow.store.statements import inserting
from workflow.store.tables import SERIES

DOSSIERS_OF_A_DAY = "dossier"
LAST_OF_A_DAY = 99_999
"""The code has four digits by Circular 01/2018 art. 19; portals also take five, which begin with the 10,000th of a day."""


class SeriesExhausted(Exception):
    """More dossiers on one day than their codes have room for."""


_S = SERIES.c
_COUNTING = inserting(
    SERIES,
    (_S.series, _S.unit, _S.period),
    ("series", "unit", "period", "last"),
    "UPDATE SET last = series.last + 1",
    _S.last,
)


def next_number(db: Connection, series: str, unit: str, period: str) -> int:
    """The next number, from 1. Whoever asks next waits until this transaction ends; a rollback gives the number back."""
    row = {"series": series, "unit": unit, "period": period, "last": 1}
    number: int = db.execute(_COUNTING, row).scalar_one()
    return number


def next_dossier_code(db: Connection, agency: str, day: date) -> str:
    """A code such as 000.00.22.G24-260302-0007: agency, day of reception, running number of that day."""
    number = next_number(db, DOSSIERS_OF_A_DAY, agency, day.isoformat())
    if number > LAST_OF_A_DAY:
        raise SeriesExhausted(f"{agency} has given out all {LAST_OF_A_DAY} dossier codes of {day}")
    return f"{agency}-{day:%y%m%d}-{number:04d}"
