"""Timers: whatever is due is fired, each in its own transaction."""

import json
import secrets

from sqlalchemy import Connection, delete, select

from workflow.engine.errors import Refused
from workflow.engine.events import TimerFired
from workflow.service.carrying import Carrying
from workflow.service.office import Office
from workflow.service.outcomes import work_row
from workflow.store.tables import TIMERS


def fire_timers(office: Office, limit: int = 100) -> int:
    """Fire up to `limit` due timers, the longest due first; gives how many. Two sweeps at once do no harm."""
    now = office.now()
    with office.store.read() as db:
        due = db.execute(
            select(TIMERS.c.dossier, TIMERS.c.name).where(TIMERS.c.at <= now).order_by(TIMERS.c.at).limit(limit)
        ).all()
    return sum(_fire(office, row.dossier, row.name) for row in due)


def fire_timer(office: Office, code: str, name: str) -> bool:
    """Fire this timer if it is due; False when it is not, or is gone."""
    return _fire(office, code, name)


def _fire(office: Office, code: str, name: str) -> bool:
    def once(db: Connection) -> bool:
        carrying = Carrying(office, db)
        carrying.load(code)
        this = (TIMERS.c.dossier == code, TIMERS.c.name == name, TIMERS.c.at <= carrying.now)
        if db.execute(delete(TIMERS).where(*this)).rowcount == 0:
            return False  # fired by another sweep, or moved to later
        try:
            carrying.apply(code, TimerFired(at=carrying.now, timer=name))
        except Refused as error:
            # One timer that cannot fire must not be tried for ever: a supervisor sees it as an incident.
            work = work_row(
                code, 0, "timer", f":{name}:{secrets.token_hex(4)}", json.dumps({"timer": name}), carrying.now
            )
            carrying.add_work({**work, "state": "incident", "error": str(error), "attempts": 1})
        carrying.write()
        return True

    return office.store.transact(once)
