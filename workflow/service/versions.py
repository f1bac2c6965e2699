"""The versions an office keeps: what is published since when and by whom, and how many dossiers run by each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from workflow.service.kept import in_force
from workflow.service.office import Office
from workflow.store.dossiers import AnyRow
from workflow.store.tables import DOSSIERS, PROCEDURE_VERSIONS, PUBLICATIONS


@dataclass(frozen=True)
class Listed:
    """One version. Not published: the first dossier that ran by it kept it, from the files of that time."""

    slug: str
    valid_from: date
    digest: str
    number: int | None
    published_at: datetime
    published_by: str | None
    is_in_force: bool
    running: int
    ended: int


def versions(office: Office, slug: str | None = None) -> list[Listed]:
    """All versions kept, or those of one procedure, in order of their day and number."""
    k, p, d = PROCEDURE_VERSIONS.c, PUBLICATIONS.c, DOSSIERS.c
    running = func.sum(case((d.ending.is_(None), 1), else_=0))
    counts = select(d.digest, running.label("running"), func.count().label("all")).group_by(d.digest)
    kept = select(k.digest, k.slug, k.valid_from, k.published_at)
    published = select(PUBLICATIONS).order_by(p.number)
    if slug is not None:
        counts, kept, published = (
            counts.where(d.procedure == slug),
            kept.where(k.slug == slug),
            published.where(p.slug == slug),
        )
    with office.store.read() as db:
        by_digest = {row.digest: row for row in db.execute(counts)}
        publications = db.execute(published).all()
        rows = db.execute(kept).all()
    slugs = {row.slug for row in publications}
    counting = {(row.slug, row.number) for each in slugs for row in in_force(r for r in publications if r.slug == each)}

    def listed(row: AnyRow, number: int | None, by: str | None, counts_now: bool) -> Listed:
        found = by_digest.get(row.digest)
        ran = (int(found.running), found.all) if found is not None else (0, 0)
        return Listed(
            row.slug, row.valid_from, row.digest, number, row.published_at, by, counts_now, ran[0], ran[1] - ran[0]
        )  # fmt: skip

    found = [listed(row, row.number, row.published_by, (row.slug, row.number) in counting) for row in publications]
    told = {row.digest for row in publications}
    found += [listed(row, None, None, row.slug not in slugs) for row in rows if row.digest not in told]
    return sorted(found, key=lambda each: (each.slug, each.valid_from, each.number or 0))
