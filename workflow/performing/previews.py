"""A document as it would be if the officer decided now: laid out with today's values, marked as a preview, never kept."""

from sqlalchemy.exc import NoResultFound

from outputs.errors import DataInvalid
from workflow.performing.outside import Outside
from workflow.performing.produce import paper_data, signatory
from workflow.performing.send import order_of
from workflow.performing.standing import standing_of
from workflow.service import preview as door
from workflow.service.errors import Conflict, NotFound
from workflow.service.office import Office


def preview(office: Office, outside: Outside, code: str, visit: int, officer_id: str) -> tuple[bytes, str]:
    """The PDF a review's decision leads to, and a name for it.

    Raises NotFound, NotPermitted and Conflict, also when the paper still lacks what officers will fill in.
    """
    command = door.preview(office, code, visit, officer_id)
    below = signatory(office, command.signer)
    data = paper_data(office, outside, standing_of(office, code), command, below, number=None, token="preview")
    try:
        rendered = outside.renderer.render(command.template, data, issued_on=command.issued_at.date(), preview=True)
    except DataInvalid as error:
        missing = ", ".join(fault.field for fault in error.faults)
        raise Conflict("preview-incomplete", f"the paper can be shown once these are filled in: {missing}") from error
    return rendered.pdf, f"{code}-{command.template}.pdf"


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
