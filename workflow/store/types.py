"""Column types: moments kept in UTC and given back in Hanoi time, and sealed text or JSON."""

import json
from datetime import UTC, datetime
from typing import Any, Literal
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary
from sqlalchemy.types import TypeDecorator

from workflow.clock import HANOI, NaiveTime
from workflow.store.vault import Vault

Counter = BigInteger().with_variant(Integer(), "sqlite")
"""A row number; SQLite counts up only in a column declared INTEGER."""

_vaults: WeakKeyDictionary[Dialect, Vault] = WeakKeyDictionary()


def use_vault(dialect: Dialect, vault: Vault) -> None:
    """Let the sealed columns of one engine (known by its dialect) use this vault."""
    _vaults[dialect] = vault


class Moment(TypeDecorator[datetime]):
    """An aware datetime; raises NaiveTime for one without zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime(value)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(HANOI)


class Sealed(TypeDecorator[Any]):
    """Text or JSON that only the key of the store opens; `place` (table.column) is sealed in with it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str, content: Literal["text", "json"] = "text") -> None:
        super().__init__()
        self.place = place
        self.content = content

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        text = value if self.content == "text" else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return _vaults[dialect].seal(text.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = _vaults[dialect].open(bytes(value), self.place).decode()
        return text if self.content == "text" else json.loads(text)
