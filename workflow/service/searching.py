"""Finding dossiers: by code, by the applicant's number or phone, by name. What was looked for is logged."""

import re

from sqlalchemy import ColumnElement, select

from workflow.engine.case import PublicStatus
from workflow.service.acting import note_access
from workflow.service.carrying import version_of
from workflow.service.office import Office
from workflow.service.submitting import blind_number, plain_name
from workflow.service.viewing import who_looks
from workflow.service.views import SearchRow
from workflow.store.tables import DOSSIERS

SEARCHED = "searched"
MOST = 100
CODE = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)*(-[0-9-]*)?")


def search(office: Office, officer_id: str, text: str) -> list[SearchRow]:
    """Up to 100 dossiers, newest first: the beginning of a code, a reference, a whole id number, phone or name.

    Raises NotFound, NotPermitted. Names are sealed, so only whole ones can be found (accents and case do not matter).
    """
    wanted = text.strip()
    with office.store.begin() as db:
        who_looks(db, officer_id, office.now())
        note_access(db, None, officer_id, office.now(), SEARCHED, wanted[:100])
        if not wanted:
            return []
        # One look-up each: joined by OR, a database may prefer to read the whole table instead.
        c = DOSSIERS.c
        codes = {
            code for each in _matches(office, wanted) for code in db.scalars(select(c.code).where(each).limit(MOST))
        }
        found = select(DOSSIERS).where(c.code.in_(codes)).order_by(c.submitted_at.desc(), c.code).limit(MOST)
        rows = db.execute(found).all()
        versions = {digest: version_of(office, db, digest) for digest in {row.digest for row in rows}}
    return [
        SearchRow(
            code=row.code,
            procedure=row.procedure,
            procedure_title=versions[row.digest].procedure.definition.title,
            subject=row.subject,
            applicant=row.applicant_name,
            status=PublicStatus(row.status) if row.status is not None else None,
            ending=row.ending,
            unit=row.unit,
            submitted_at=row.submitted_at,
            due_at=row.due_at,
        )
        for row in rows
    ]


def _matches(office: Office, wanted: str) -> list[ColumnElement[bool]]:
    c, vault = DOSSIERS.c, office.store.vault
    found = [c.reference == wanted, c.name_index == vault.blind("name", plain_name(wanted))]
    if CODE.fullmatch(wanted.upper()):
        found += [c.code == wanted.upper(), c.code.startswith(wanted.upper(), autoescape=True)]
    for kind, column in (("id", c.id_index), ("phone", c.phone_index)):
        index = blind_number(office.store, kind, wanted)
        if index is not None:
            found.append(column == index)
    return found
