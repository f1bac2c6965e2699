"""Where dossiers are kept: database, files, and room for more."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from desk.doctor.findings import Caution
from outputs.health import Finding
from workflow.settings import Settings

DOCUMENT_BYTES = 110_000
"""A paper as laid out (40 kB) and as signed twice (70 kB), the largest of the samples; both are kept."""

LEAST_FREE, WISHED_FREE = 200 * 2**20, 5 * 2**30


def database(settings: Settings) -> Iterator[Finding]:
    """Reachable, and its tables in the form this program knows."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    from workflow.store.health import standing

    name = "Database"
    try:
        address = make_url(settings.database_url).render_as_string()
        found = standing(settings.database_url)
    except ArgumentError:
        yield Finding(name, False, "MOTCUA_DATABASE_URL is no address", "write postgresql://user@host/motcua")
    except FileNotFoundError:
        yield _to_be_made(name, Path(make_url(settings.database_url).database or "").parent, address)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Finding(name, False, f"{address}: {reason}", "start the server, or mend MOTCUA_DATABASE_URL")
    else:
        yield Finding(name, True, f"{found.server}, {address}")
        yield from _tables(found.behind, found.empty)
        if found.encoding.upper().replace("-", "") != "UTF8":
            yield Finding("Letters", False, f"kept as {found.encoding}", "make the database anew with ENCODING 'UTF8'")


def _tables(behind: int | None, empty: bool) -> Iterator[Finding]:
    name = "Tables"
    if behind is None:
        yield Finding(name, False, "were made by a newer Motcua", "run the Motcua that made them, or a newer one")
    elif empty:
        yield Finding(name, True, "none yet; made when desk or worker start")
    elif behind:
        remedy = "copy the database, then start desk or worker: they bring it up"
        yield Caution(name, False, f"{behind} migrations behind", remedy)
    else:
        yield Finding(name, True, "up to date")


def blobs(settings: Settings) -> Iterator[Finding]:
    """Papers and documents can be written and read back."""
    from workflow.store.health import local_folder, try_blobs

    name, address = "Files", settings.blobs_url
    try:
        try_blobs(address)
    except FileNotFoundError as missing:
        folder = local_folder(address)
        yield _to_be_made(name, folder, address) if folder else _not_writable(name, address, missing)
    except (ValueError, ImportError) as error:  # fsspec: no such kind of address, or its package is not installed
        yield Finding(name, False, f"{address}: {error}", "mend MOTCUA_BLOBS_URL, or install the package it names")
    except Exception as error:  # every kind of storage has errors of its own
        yield _not_writable(name, address, error)
    else:
        yield Finding(name, True, f"{address} can be written and read")


def free_disk(settings: Settings) -> Iterator[Finding]:
    """Room below home and, when it is on a disk of this machine, where files are kept."""
    from workflow.store.health import local_folder

    places = dict.fromkeys(_nearest(place) for place in (settings.home, local_folder(settings.blobs_url)) if place)
    for place in {os.stat(place).st_dev: place for place in reversed(places)}.values():
        free = shutil.disk_usage(place).free
        seen = f"{free / 2**30:,.1f} GiB at {place}: room for about {free // DOCUMENT_BYTES:,} documents"
        kind = Finding if free < LEAST_FREE else Caution
        yield kind("Free disk", free >= WISHED_FREE, seen, "make room, or move MOTCUA_HOME or MOTCUA_BLOBS_URL")


def _to_be_made(name: str, folder: Path, address: str) -> Finding:
    """What is made when it is first needed is fine, if it can be made."""
    parent = _nearest(folder)
    if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
        return Finding(name, True, f"{address}: not there yet; made when desk or worker start")
    remedy = "let the user who runs Motcua write there, or move MOTCUA_HOME"
    return Finding(name, False, f"{address} cannot be made: {parent} is closed to us or no folder", remedy)


def _not_writable(name: str, address: str, error: Exception) -> Finding:
    remedy = "let the user who runs Motcua write there, or mend MOTCUA_BLOBS_URL"
    return Finding(name, False, f"{address}: {type(error).__name__}: {error}", remedy)


def _nearest(place: Path) -> Path:
    """The place itself, or the nearest above it that exists."""
    return next(each for each in (place, *place.parents) if each.exists())
