"""The versions kept in the tables: which one rules a day of submission, and keeping a version whole for its dossiers.

A procedure of which nothing is published runs by the files, and its first dossier keeps their version.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select

from workflow.service.carrying import version_of
from workflow.service.errors import NotFound
from workflow.service.office import Office
from workflow.service.procedures import NotInForce, Version
from workflow.store.dossiers import AnyRow
from workflow.store.statements import put_once
from workflow.store.tables import PROCEDURE_VERSIONS, PUBLICATIONS

_K, _P = PROCEDURE_VERSIONS.c, PUBLICATIONS.c
_KEPT = select(_K.digest).where(_K.digest == bindparam("digest"))
PUBLICATIONS_OF = select(PUBLICATIONS).where(_P.slug == bindparam("slug")).order_by(_P.number)


def version_for(office: Office, slug: str, day: date) -> Version:
    """The version for dossiers submitted on a day: as published, or of the files. Raises NotInForce, DefinitionError."""
    with office.store.read() as db:
        published = in_force(db.execute(PUBLICATIONS_OF, {"slug": slug}).all())
        if not published:
            return office.library.on(slug, day)
        ruling = ruling_on(published, day)
        if ruling is None:
            raise NotInForce(f"nothing of {slug} is published for {day}")
        return version_of(office, db, ruling.digest)


def kept_version(office: Office, slug: str, reference: str) -> Version:
    """The version published for a day, or kept under the beginning of a digest; raises NotFound."""
    with office.store.read() as db:
        try:
            day = date.fromisoformat(reference)
        except ValueError:
            found = db.scalars(select(_K.digest).where(_K.slug == slug, _K.digest.startswith(reference))).all()
            if len(found) != 1:
                many = "no version" if not found else f"{len(found)} versions"
                raise NotFound(
                    "no-such-version", f"{many} of {slug} begin with {reference}; see `motcua versions`"
                ) from None
            return version_of(office, db, found[0])
        ruling = ruling_on(in_force(db.execute(PUBLICATIONS_OF, {"slug": slug}).all()), day)
        if ruling is None:
            raise NotFound(
                "not-published", f"nothing of {slug} is published" + (f" for {day}" if day < date.max else "")
            )
        return version_of(office, db, ruling.digest)


def keep_version(db: Connection, version: Version, now: datetime) -> None:
    """Keep a version whole, so that it outlives the files it was made from; once."""
    if db.scalar(_KEPT, {"digest": version.digest}) is None:
        row = {
            "digest": version.digest, "slug": version.procedure.slug, "valid_from": version.procedure.valid_from,
            "source": version.source, "published_at": now,
        }  # fmt: skip
        put_once(db, PROCEDURE_VERSIONS, row, (_K.digest,))


def in_force(rows: Iterable[AnyRow]) -> list[AnyRow]:
    """Of the publications of a procedure, in order of their numbers, those that count; by their day."""
    latest = {row.valid_from: row for row in rows}
    return [latest[day] for day in sorted(latest)]


def ruling_on(published: Sequence[AnyRow], day: date) -> AnyRow | None:
    """Of the publications that count, the one that rules dossiers submitted on a day."""
    return next((row for row in reversed(published) if row.valid_from <= day), None)
