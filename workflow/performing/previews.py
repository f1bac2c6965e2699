"""A document as it would be if the officer decided now: laid out with today's values, marked as a preview, never kept."""

from sqlalchemy.exc import NoResultFound

from workflow.definition.models import ProduceStep, ReviewStep
from workflow.engine.commands import ProduceDocument
from workflow.engine.names import names_in, values_of
from workflow.engine.procedure import Procedure
from workflow.performing.outside import Outside
from workflow.performing.produce import paper_data
from workflow.performing.send import order_of
from workflow.performing.standing import standing_of
from workflow.service.errors import NotFound
from workflow.service.office import Office


def preview(office: Office, outside: Outside, code: str, visit: int) -> tuple[bytes, str]:
    """The PDF a review's decision leads to, and a name for it. Raises NotFound when there is none to show.

    The signature block names nobody yet: who signs is known when it is decided.
    """
    try:
        standing = standing_of(office, code)
    except NoResultFound:
        raise NotFound("no-such-dossier", f"there is no dossier {code}") from None
    token = standing.case.tokens.get(visit)
    step = standing.procedure.graph(token.scope).steps[token.step] if token is not None else None
    if token is None or not isinstance(step, ReviewStep) or step.preview is None:
        raise NotFound("no-preview", "this step has no document to show")
    scope, produce = produce_step(standing.procedure, token.scope, step.preview)
    now = office.now()
    command = ProduceDocument(
        visit=visit,
        step=scope + step.preview,
        template=produce.produce,
        values=values_of(produce.with_, names_in(standing.procedure, standing.case, scope, now)),
        series=produce.series,
        signer=None,
        result=produce.result,
        issued_at=now,
    )
    data = paper_data(office, outside, standing, command, number=None, token="preview")
    rendered = outside.renderer.render(produce.produce, data, issued_on=now.date(), preview=True)
    return rendered.pdf, f"{code}-{produce.produce}.pdf"


def produce_step(procedure: Procedure, scope: str, name: str) -> tuple[str, ProduceStep]:
    """The produce step a review means: looked for in its own graph, then in those around it."""
    while True:
        found = procedure.graph(scope).steps.get(name)
        if isinstance(found, ProduceStep):
            return scope, found
        if not scope:
            raise NotFound("no-preview", f"there is no document step '{name}'")
        scope = scope[: scope.rstrip("/").rfind("/") + 1]


def label(office: Office, outside: Outside, code: str, visit: int, attempt: int) -> tuple[bytes, str]:
    """The label of a booked parcel, for the return officer's printer. Raises NotFound."""
    try:
        standing = standing_of(office, code)
    except NoResultFound:
        raise NotFound("no-such-dossier", f"there is no dossier {code}") from None
    parcel = standing.shipments.get((visit, attempt))
    if parcel is None or parcel.item_code is None:
        raise NotFound("no-such-shipment", "this parcel is not booked")
    order = order_of(standing.case, office.organisation.agency, attempt)
    agency = office.organisation.agency
    data = {
        "agency": {
            "parent": agency.parent,
            "name": agency.name,
            "place": agency.place,
            "address": agency.address,
            "phone": agency.phone,
        },
        "document": {"issued_on": parcel.created_at.date().isoformat()},
        "dossier": {"code": code},
        "shipment": {
            "tracking_number": parcel.item_code,
            "service": "EMS",
            "order": parcel.order_key,
            "weight_grams": order.weight_grams,
            "attempt": attempt,
        },
        "receiver": {
            "name": order.receiver.name,
            "address": order.receiver.address or "—",
            "phone": order.receiver.phone or "—",
        },
    }
    rendered = outside.renderer.render("shipment-label", data, issued_on=parcel.created_at.date())
    return rendered.pdf, f"{parcel.item_code}.pdf"
