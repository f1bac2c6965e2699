"""Counts all dossiers anew: for a database that is older than its tallies, or after `figures.yaml` was changed.

The sealed snapshots are opened here, one after another and a few hundred at a time; nothing of them is kept but numbers.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, exists, or_, select

from workflow.engine.case import Case
from workflow.service import tallying
from workflow.service.carrying import EVENTS, version_of
from workflow.service.office import Office
from workflow.store.dossiers import AnyRow
from workflow.store.statements import put_all_once
from workflow.store.tables import DOSSIERS, JOURNAL, TALLIES, WORKS

AT_ONCE = 500
"""Dossiers a transaction; workers go on between two of them."""
KINDS = ("work_completed", "step_skipped")
"""Events that may tell of payments."""

_D, _J, _T = DOSSIERS.c, JOURNAL.c, TALLIES.c
_PAGE = (
    select(_D.code, _D.digest, _D.settled_at, _D.returned_at, _D.snapshot)
    .where(or_(_D.settled_at.is_not(None), exists().where(WORKS.c.dossier == _D.code, WORKS.c.kind == "pay")))
    .order_by(_D.code)
    .limit(AT_ONCE)
)


def recount(office: Office) -> int:
    """Replace every tally by what the dossiers say today; how many were looked at. Safe to repeat and to stop half-way."""
    counted, after = 0, ""
    while codes := office.store.transact(lambda db, after=after: _page(office, db, after)):  # type: ignore[misc]
        counted, after = counted + len(codes), codes[-1]
    return counted


def _page(office: Office, db: Connection, after: str) -> Sequence[str]:
    dossiers = db.execute(_PAGE.where(_D.code > after)).all()
    codes = [row.code for row in dossiers]
    if codes:
        settled = (each for each in dossiers if each.settled_at is not None)
        rows = [row for dossier in settled for row in _of_case(office, db, dossier)]
        rows += _payments(db, codes[0], codes[-1])
        db.execute(delete(TALLIES).where(_T.dossier.between(codes[0], codes[-1])))
        put_all_once(db, TALLIES, rows, (_T.dossier, _T.kind, _T.part, _T.visit))
    return codes


def _of_case(office: Office, db: Connection, row: AnyRow) -> Iterator[dict[str, Any]]:
    case = Case.model_validate_json(row.snapshot)
    procedure = version_of(office, db, row.digest).procedure
    yield from tallying.measured(office.library.figures, procedure, case, row.settled_at)
    if row.returned_at is not None:
        yield from tallying.returned(case, row.returned_at)


def _payments(db: Connection, first: str, last: str) -> Iterator[dict[str, Any]]:
    """From the journals of dossiers that ordered money."""
    ordered = exists().where(WORKS.c.dossier == _J.dossier, WORKS.c.kind == "pay")
    found = db.execute(select(_J.dossier, _J.body).where(_J.dossier.between(first, last), _J.kind.in_(KINDS), ordered))
    for dossier, body in found:
        yield from tallying.paid(dossier, EVENTS.validate_json(body))
