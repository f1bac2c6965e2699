"""What would be issued if the officer decided so now: the command of the step a review previews, without number or signature."""

from datetime import datetime

from workflow.definition.models import ProduceStep, ReviewStep
from workflow.engine.case import Case
from workflow.engine.commands import ProduceDocument
from workflow.engine.names import names_in, values_of
from workflow.service.carrying import no_such_dossier, version_of
from workflow.service.errors import Conflict, NotFound
from workflow.service.office import Office
from workflow.service.procedures import Version
from workflow.service.viewing import who_looks
from workflow.store import dossiers


def preview(office: Office, code: str, visit: int, officer_id: str) -> ProduceDocument:
    """The document of the step that the review at `visit` names; the officer who looks stands as its signer.

    Values that only the decision itself will give are left out. Raises NotFound, NotPermitted, and Conflict when the
    review is over or previews nothing.
    """
    with office.store.read() as db:
        now = office.now()
        who_looks(db, officer_id, now)
        row = dossiers.find(db, code)
        if row is None:
            raise no_such_dossier(code)
        return command(
            version_of(office, db, row.digest), Case.model_validate_json(row.snapshot), visit, officer_id, now
        )


def command(version: Version, case: Case, visit: int, officer_id: str, at: datetime) -> ProduceDocument:
    """Like `preview`, from a case in hand."""
    token = case.tokens.get(visit)
    review = version.procedure.step_at(token.path) if token is not None else None
    if token is None or not isinstance(review, ReviewStep):
        raise Conflict("already-decided", "this review is no longer open")
    if review.preview is None:
        raise NotFound("no-preview", f"the review '{token.path}' previews no document")
    step = version.procedure.step_named(token.scope, review.preview)
    assert isinstance(step, ProduceStep)  # held by the compiler
    return ProduceDocument(
        visit=visit,
        step=token.scope + review.preview,
        template=step.produce,
        values=values_of(step.with_, names_in(version.procedure, case, token.scope, at)),
        series=step.series,
        signer=officer_id if step.signed_by else None,
        result=step.result,
        issued_at=at,
    )
