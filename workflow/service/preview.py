"""What would be issued if the officer decided now: found by running the engine ahead, without number or signature."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select

from workflow.engine.ahead import document_ahead
from workflow.engine.case import Case, Wait
from workflow.engine.commands import ProduceDocument
from workflow.service.acting import note_access
from workflow.service.carrying import no_such_dossier, version_of
from workflow.service.errors import Conflict, NotFound
from workflow.service.office import Office
from workflow.service.procedures import Version
from workflow.service.viewing import who_looks
from workflow.store import dossiers
from workflow.store.tables import DRAFTS

PREVIEWED = "previewed"


@contextmanager
def previewing(office: Office, code: str, visit: int, officer_id: str) -> Iterator[None]:
    """Log that the officer was shown the result of a review, once the block that makes it ready has not failed.

    What is logged is the state of the dossier before the block. Raises NotFound, NotPermitted.
    """
    with office.store.read() as db:
        who_looks(db, officer_id, office.now())
        row = dossiers.find(db, code)
    if row is None:
        raise no_such_dossier(code)
    yield
    with office.store.begin() as db:
        note_access(db, code, officer_id, office.now(), PREVIEWED, None, visit, row.sequence)


def preview(office: Office, code: str, visit: int, officer_id: str) -> ProduceDocument:
    """The result this review leads to when everybody agrees; the officer who looks stands for the decision at hand.

    What the officer has filled in and kept as a draft is taken in. Raises NotFound (also where no result follows),
    NotPermitted, and Conflict when the review is over.
    """
    with office.store.read() as db:
        now = office.now()
        who_looks(db, officer_id, now)
        row = dossiers.find(db, code)
        if row is None:
            raise no_such_dossier(code)
        c = DRAFTS.c
        of_officer = (c.dossier == code, c.visit == visit, c.officer == officer_id)
        draft = db.execute(select(c.fields).where(*of_officer)).scalar_one_or_none() or {}
        version = version_of(office, db, row.digest)
        return command(
            version, Case.model_validate_json(row.snapshot), visit, officer_id, now, draft.get("fields") or {}
        )


def command(
    version: Version, case: Case, visit: int, officer_id: str, at: datetime, fields: dict[str, object] | None = None
) -> ProduceDocument:
    """Like `preview`, from a case in hand."""
    token = case.tokens.get(visit)
    if token is None or token.waits_for is not Wait.PERSON:
        raise Conflict("already-decided", "this review is no longer open")
    found = document_ahead(version.procedure, case, visit, officer_id, at, fields)
    if found is None:
        raise NotFound("no-preview", f"no result follows directly from '{token.path}'")
    return found
