"""`send`: give the results to the post and follow the parcel until it is delivered or comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.post.values import Order, ParcelState, Party, Shipment, order_number
from workflow.definition.organisation import Agency
from workflow.engine.case import Case
from workflow.engine.commands import BookShipment
from workflow.engine.events import ShipmentReported
from workflow.performing.outcome import Done, Later, Outcome
from workflow.performing.outside import Outside
from workflow.performing.standing import Standing, standings_by_work
from workflow.service.office import Office
from workflow.service.shipments import Parcel, record_shipments
from workflow.store.works import Work

NEWS = {
    ParcelState.DELIVERED: "delivered",
    ParcelState.RETURNED: "undelivered",
    ParcelState.CANCELLED: "undelivered",
}
"""States of a parcel that end its way."""


@dataclass(frozen=True)
class Ready:
    """A parcel on file, and what is asked of the post."""

    command: BookShipment
    order: Order
    is_new: bool
    """The post has not said its number yet."""

    def parcel(self, dossier: str) -> Parcel:
        """What is put on file."""
        return Parcel(dossier, self.command.visit, self.command.attempt, self.order.number)


def prepare(office: Office, works: Sequence[Work]) -> Mapping[int, Ready]:
    """Parcels are put on file before the post is asked for them."""
    standings = standings_by_work(office, works)
    ready = {work.id: _ready(office, standings[work.id], work) for work in works}
    record_shipments(office, [ready[work.id].parcel(work.dossier) for work in works])
    return ready


def _ready(office: Office, standing: Standing, work: Work) -> Ready:
    command = BookShipment.model_validate_json(work.payload)
    order = order_of(standing.case, office.organisation.agency, parcel_of(standing, command.visit))
    known = standing.shipments.get((command.visit, command.attempt))
    return Ready(command, order, is_new=known is None or known.item_code is None)


async def perform(office: Office, outside: Outside, work: Work, ready: Ready) -> Outcome:
    """Book under the key of this attempt; booked already, the post answers with the same parcel and where it is now."""
    shipment = await outside.post.create(ready.order)
    ended = NEWS.get(shipment.state)
    if ended is not None:
        return Done(news(office, ready.command, ended, shipment))
    booked = news(office, ready.command, "booked", shipment) if ready.is_new else None
    return Later(outside.poll_seconds, booked)


def parcel_of(standing: Standing, visit: int) -> int:
    """Which parcel of the dossier this is, from 1: the delivery of a corrected result goes on counting."""
    return 1 + sum(booked < visit for booked, _ in standing.shipments)


def news(office: Office, command: BookShipment, state: Any, shipment: Shipment) -> ShipmentReported:
    """What the dossier is told of its parcel."""
    return ShipmentReported(
        at=office.now(), visit=command.visit, attempt=command.attempt, state=state, item_code=shipment.item_code
    )


def order_of(case: Case, agency: Agency, parcel: int) -> Order:
    """A parcel of a dossier; the post sees who and where, and nothing of the procedure."""
    applicant = case.applicant
    receiver = {**applicant, **(applicant.get("receiver") or {})}
    return Order(
        number=order_number(case.code, parcel),
        sender=Party(
            name=agency.name,
            phone=agency.phone,
            address=agency.address,
            province_code=agency.province_code,
            is_office=True,
        ),
        receiver=Party(
            name=receiver["name"],
            phone=receiver.get("phone") or "",
            address=receiver.get("address") or "",
            province_code=receiver.get("province_code") or agency.province_code,
        ),
    )
