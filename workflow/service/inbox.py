"""Messages from outside are taken in once: the sender's number of a message is kept, and seen again it changes nothing."""

from datetime import datetime

from sqlalchemy import Connection

from workflow.service.office import Office
from workflow.store.statements import put_once
from workflow.store.tables import MESSAGES

Message = tuple[str, str]
"""Who sent it, and the sender's number for it."""


def is_new(db: Connection, message: Message, now: datetime) -> bool:
    """Note the message in this transaction; False when it is there already."""
    source, number = message
    row = {"source": source, "id": number, "received_at": now}
    return put_once(db, MESSAGES, row, (MESSAGES.c.source, MESSAGES.c.id))


def receive(office: Office, message: Message) -> bool:
    """Note a message that belongs to no other door; False when it was taken in before."""
    return office.store.transact(lambda db: is_new(db, message, office.now()))
