"""The bell of the queue: who puts work into it rings, and idle workers need not wait for their next look.

Only a hint, and on PostgreSQL alone: who hears nothing looks by itself after a while.
"""

from collections.abc import Callable

from sqlalchemy import Connection, text

from workflow.store.unit_of_work import Store

CHANNEL = "motcua_work"
_RING = text(f"NOTIFY {CHANNEL}")


def ring(db: Connection) -> None:
    """Heard as soon as this transaction is committed, and not at all if it is not."""
    if db.dialect.name == "postgresql":
        db.execute(_RING)


async def hear(store: Store, heard: Callable[[], None]) -> None:
    """Call `heard` at every ring, until cancelled. Raises psycopg.OperationalError when the database is away."""
    from psycopg import AsyncConnection  # slow to import, and of use to workers alone

    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(f"LISTEN {CHANNEL}".encode())
        heard()  # what was put into the queue before anybody listened
        async for _ in connection.notifies():
            heard()
