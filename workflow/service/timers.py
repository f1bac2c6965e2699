"""Timers: whatever is due is fired, many in one transaction; where one spoils that, each in its own."""

import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from sqlalchemy import Connection, bindparam, delete, select, tuple_

from workflow.engine.errors import Refused
from workflow.engine.events import TimerFired
from workflow.service.carrying import Carrying
from workflow.service.office import Office
from workflow.service.outcomes import work_row
from workflow.store.tables import TIMERS

Timer = tuple[str, str]
"""Dossier and name."""
_T = TIMERS.c
_DUE = select(_T.dossier, _T.name).where(_T.at <= bindparam("now", type_=_T.at.type)).order_by(_T.at)
_TAKE = (
    delete(TIMERS)
    .where(tuple_(_T.dossier, _T.name).in_(bindparam("of", expanding=True)))
    .where(_T.at <= bindparam("now", type_=_T.at.type))
    .returning(_T.dossier, _T.name)
)


def fire_timers(office: Office, limit: int = 100) -> int:
    """Fire up to `limit` due timers, the longest due first; gives how many. Two sweeps at once do no harm."""
    with office.store.read() as db:
        due = [(row.dossier, row.name) for row in db.execute(_DUE.limit(limit), {"now": office.now()})]
    return len(fire(office, due))


def fire(office: Office, timers: Sequence[Timer]) -> set[Timer]:
    """Fire those of these timers that are due; gives which. Raises what one of them raised, after all others are fired."""
    # One of a dossier at a time: it may put off or cancel the next.
    first = list({timer[0]: timer for timer in reversed(timers)}.values())[::-1]
    rest = [timer for timer in timers if timer not in first]
    return _fire_together(office, first) | fire(office, rest) if timers else set()


def _fire_together(office: Office, timers: Sequence[Timer]) -> set[Timer]:
    with suppress(Exception):  # whichever spoilt it is found out below
        return office.store.transact(partial(_fire, office, timers))
    fired: set[Timer] = set()
    trouble: Exception | None = None
    for timer in timers:
        try:
            fired |= office.store.transact(partial(_fire, office, [timer]))
        except Exception as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return fired


def _fire(office: Office, timers: Sequence[Timer], db: Connection) -> set[Timer]:
    carrying = Carrying(office, db)
    carrying.load_many([code for code, _ in timers])
    # What is not there any more was fired by another sweep, or moved to later.
    taken = {(row.dossier, row.name) for row in db.execute(_TAKE, {"of": list(timers), "now": carrying.now})}
    for code, name in timers:
        if (code, name) in taken:
            _tell(carrying, code, name)
    carrying.write()
    return taken


def _tell(carrying: Carrying, code: str, name: str) -> None:
    try:
        carrying.apply(code, TimerFired(at=carrying.now, timer=name))
    except Refused as error:
        # One timer that cannot fire must not be tried for ever: a supervisor sees it as an incident.
        work = work_row(code, 0, "timer", f":{name}:{secrets.token_hex(4)}", json.dumps({"timer": name}), carrying.now)
        carrying.add_work({**work, "state": "incident", "error": str(error), "attempts": 1})
