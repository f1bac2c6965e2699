"""Bytes a dossier takes in PostgreSQL and among the files: `python -m benchmarks.sizes HOME`.

HOME is what `motcua demo --home HOME` (SQLite) left. Its rows are copied into a PostgreSQL of our own, again and again under
other codes until indexes have the height they would have, and weighed there.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import insert, select

from benchmarks.copies import GROWING, add_copies
from tools import postgresql
from workflow.settings import Settings
from workflow.store.tables import DOSSIERS
from workflow.store.unit_of_work import Store
from workflow.wiring import store_key

COPIES = 300


def main(home: Path) -> None:
    """Print a table and what it sums up to."""
    settings = Settings(home=home)
    key = store_key(settings)
    source = Store.open(settings.database_url, key)
    with postgresql.cluster() as cluster:
        url = cluster.url(cluster.create())
        target = Store.open(url, key)
        target.migrate()
        dossiers = _copy(source, target)
        with psycopg.connect(url, autocommit=True) as connection:
            add_copies(connection, range(1, COPIES), COPIES - 1)
            for table in GROWING:
                connection.execute(f"VACUUM ANALYZE {table.name}".encode())
            total = _print(connection, dossiers)
        target.close()
    files = [file.stat().st_size for file in (home / "blobs").rglob("*") if file.is_file()]
    print(f"database: {total:,.0f} bytes a dossier")
    print(f"files: {sum(files) / dossiers:,.0f} bytes in {len(files) / dossiers:.1f} files a dossier")


def _copy(source: Store, target: Store) -> int:
    """All rows as they are; gives how many dossiers there are."""
    dossiers = 0
    for table in DOSSIERS.metadata.sorted_tables:
        with source.read() as db:
            rows = [dict(row._mapping) for row in db.execute(select(table))]
        if table is DOSSIERS:
            dossiers = len(rows)
            rows.sort(key=lambda row: row["parent"] is not None)  # parents first
        if rows:
            with target.begin() as db:
                db.execute(insert(table), rows)
                if "id" in table.c and not isinstance(rows[0]["id"], str):
                    highest = max(row["id"] for row in rows)
                    db.exec_driver_sql(f"SELECT setval('{table.name}_id_seq', {highest})")
    return dossiers


def _print(connection: psycopg.Connection[Any], dossiers: int) -> float:
    """A line for each table: rows, bytes of rows and of indexes a dossier; gives the sum of bytes."""
    total = 0.0
    print(f"{dossiers * COPIES:,} dossiers, {dossiers} different\n")
    print(f"{'table':<12}{'rows':>8}{'in rows':>12}{'in indexes':>12}   a dossier")
    for name, rows, heap, indexes in _sizes(connection):
        each = dossiers * COPIES
        total += (heap + indexes) / each
        print(f"{name:<12}{rows / each:>8.1f}{heap / each:>12,.0f}{indexes / each:>12,.0f}")
    return total


def _sizes(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, int, int, int]]:
    for table in GROWING:
        [row] = connection.execute(
            f"SELECT count(*), pg_table_size('{table.name}'), pg_indexes_size('{table.name}') FROM {table.name}".encode()
        ).fetchall()
        yield table.name, *row


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
