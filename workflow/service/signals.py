"""The door for named events that a `wait` step may be waiting for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from workflow.engine.events import SignalReceived
from workflow.service.carrying import Applied, Carrying
from workflow.service.inbox import Message, is_known, is_new
from workflow.service.office import Office


def signal(
    office: Office, code: str, name: str, data: Mapping[str, Any] | None = None, message: Message | None = None
) -> Applied | None:
    """Tell a dossier that something it may wait for has happened; late when no step waits for it. Raises NotFound.

    None when this message was taken in before; then nothing changes. A late one is not noted as taken in: sent again when a
    step waits for it, it counts.
    """

    def once(db: Connection) -> Applied | None:
        carrying = Carrying(office, db)
        carrying.load(code)
        if message is not None and is_known(db, message):
            return None
        applied = carrying.apply(code, SignalReceived(at=carrying.now, name=name, data=dict(data or {})))
        if message is not None and not applied.late and not is_new(db, message, carrying.now):
            return None  # the same message, taken in beside this one
        carrying.write()
        return applied

    return office.store.transact(once)
