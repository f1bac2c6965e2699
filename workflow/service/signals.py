"""The door for named events that a `wait` step may be waiting for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from workflow.engine.events import SignalReceived
from workflow.service.carrying import Applied, Carrying
from workflow.service.office import Office


def signal(office: Office, code: str, name: str, data: Mapping[str, Any] | None = None) -> Applied:
    """Tell a dossier that something it may wait for has happened; late when no step waits for it. Raises NotFound."""

    def once(db: Connection) -> Applied:
        carrying = Carrying(office, db)
        carrying.load(code)
        applied = carrying.apply(code, SignalReceived(at=carrying.now, name=name, data=dict(data or {})))
        carrying.write()
        return applied

    return office.store.transact(once)
