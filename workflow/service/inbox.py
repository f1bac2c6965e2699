"""Messages from outside are taken in once: the sender's number of a message is kept, and seen again it changes nothing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from workflow.service.errors import Conflict
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


def is_known(db: Connection, message: Message) -> bool:
    """Whether the message was noted before."""
    source, number = message
    return db.scalar(select(MESSAGES.c.id).where(MESSAGES.c.source == source, MESSAGES.c.id == number)) is not None


@dataclass(frozen=True)
class OnceOnly:
    """An idempotency key a caller sent with a request, and the digest of what it asked for."""

    caller: str
    key: str
    digest: str

    @classmethod
    def of(cls, caller: str, key: str, content: Any) -> "OnceOnly":
        """`content` is anything JSON can say."""
        text = json.dumps(content, sort_keys=True, default=str)
        return cls(caller, key, hashlib.sha256(text.encode()).hexdigest())


def first_answer(db: Connection, once: OnceOnly) -> int | None:
    """What this request led to the first time, None when it is new; raises Conflict for the key of another request."""
    m = MESSAGES.c
    row = db.execute(select(m.digest, m.answer).where(m.source == once.caller, m.id == once.key)).one_or_none()
    if row is None:
        return None
    if row.digest != once.digest:
        raise Conflict("key-reused", "this idempotency key was sent before with another request")
    answer: int = row.answer
    return answer


def keep_answer(db: Connection, once: OnceOnly, answer: int, now: datetime) -> None:
    """Remember in the same transaction what the request led to."""
    row = {"source": once.caller, "id": once.key, "digest": once.digest, "answer": answer, "received_at": now}
    put_once(db, MESSAGES, row, (MESSAGES.c.source, MESSAGES.c.id))


def receive(office: Office, message: Message) -> bool:
    """Note a message that belongs to no other door; False when it was taken in before."""
    return office.store.transact(lambda db: is_new(db, message, office.now()))
