"""Publishing versions: immutable, known by their digest, dated. What is published rules new dossiers, whatever the files say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from workflow.clock import HANOI
from workflow.definition.places import DefinitionError, Fault
from workflow.service.checking import check_folder
from workflow.service.errors import Conflict, NotFound
from workflow.service.kept import PUBLICATIONS_OF, in_force, keep_version, ruling_on
from workflow.service.office import Office
from workflow.service.procedures import NotInForce, Version
from workflow.store.statements import put_once
from workflow.store.tables import DOSSIERS, PUBLICATIONS

_P, _D = PUBLICATIONS.c, DOSSIERS.c


@dataclass(frozen=True)
class Published:
    """What became of one version: under which number it rules dossiers from `valid_from` on; not new when it did before."""

    slug: str
    valid_from: date
    digest: str
    number: int
    is_new: bool


def publish(
    office: Office, slug: str, by: str, from_day: date | None = None, check: "Check | None" = None
) -> list[Published]:
    """Publish every version of the files, or with `from_day` the one in force that day, from that day on.

    The same content again changes nothing. Raises NotFound, DefinitionError for what does not check, Conflict for
    content that would rule dossiers which already run by another.
    """
    if slug not in office.library.slugs:
        raise NotFound("unknown-procedure", f"there is no procedure {slug}")
    faults = (check or _check)(office, slug)
    if faults:
        raise DefinitionError(faults)
    wanted = _wanted(office, slug, from_day)
    for _, version, _ in wanted:
        office.library.recompiled(version)

    def once(db: Connection) -> list[Published]:
        return [_publish_one(db, office.now(), by, *each) for each in wanted]

    return office.store.transact(once)


Check = Callable[[Office, str], Sequence[Fault]]


def _check(office: Office, slug: str) -> Sequence[Fault]:
    return check_folder(office.library.root, only=slug).faults


def _wanted(office: Office, slug: str, from_day: date | None) -> list[tuple[date, Version, date | None]]:
    """Versions to publish: from which day, and the last day before the files' next version."""
    days = office.library.days_of(slug)
    if from_day is None:
        ends = (*days[1:], None)
        return [(day, office.library.on(slug, day), end) for day, end in zip(days, ends, strict=True)]
    try:
        version = office.library.on(slug, from_day)
    except NotInForce as error:
        raise NotFound("not-in-force", str(error)) from None
    return [(from_day, version, next((day for day in days if day > from_day), None))]


def _publish_one(
    db: Connection, now: datetime, by: str, day: date, version: Version, files_end: date | None
) -> Published:
    slug, digest = version.procedure.slug, version.digest
    rows = db.execute(PUBLICATIONS_OF, {"slug": slug}).all()
    published = in_force(rows)
    before = ruling_on(published, day)
    # What rules at the end of this version's time is what the files are compared with: a correction may begin later.
    last = ruling_on(published, files_end - timedelta(days=1) if files_end else date.max)
    if last is not None and last.digest == digest:
        return Published(slug, last.valid_from, digest, last.number, is_new=False)
    if before is not None and before.digest == digest and last is not None:
        raise Conflict(
            "superseded", f"since {last.valid_from} another content of {slug} is published; to return to this one, "
            "publish it with --from a later day",
        )  # fmt: skip
    until = next((row.valid_from for row in published if row.valid_from > day), None)
    _nobody_runs_by_another(db, slug, digest, day, until)
    keep_version(db, version, now)
    number = rows[-1].number + 1 if rows else 1
    row = {
        "slug": slug, "number": number, "digest": digest, "valid_from": day, "published_at": now, "published_by": by,
    }  # fmt: skip
    if not put_once(db, PUBLICATIONS, row, (_P.slug, _P.number)):
        raise Conflict("published-meanwhile", f"somebody else has just published {slug}; look and try again")
    return Published(slug, day, digest, number, is_new=True)


def _nobody_runs_by_another(db: Connection, slug: str, digest: str, day: date, until: date | None) -> None:
    """A dossier's version follows from its day of submission: that must stay true of those already submitted."""
    others = select(func.count(), func.max(_D.submitted_at)).where(
        _D.procedure == slug, _D.digest != digest, _D.submitted_at >= _begin(day)
    )
    if until is not None:
        others = others.where(_D.submitted_at < _begin(until))
    count, last = db.execute(others).one()
    if count:
        later = last.astimezone(HANOI).date() + timedelta(days=1)
        raise Conflict(
            "version-in-use",
            f"{count} dossiers of {slug} submitted since {day} already run by another content; publish it for later ones "
            f"with --from {later} (or after), and move running dossiers with `motcua migrate` if they need the correction",
        )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)
