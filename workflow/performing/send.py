"""`send`: give the results to the post and follow the parcel until it is delivered or comes back."""

import asyncio
from typing import Any

from integrations.post.values import Order, ParcelState, Party, Shipment, order_number
from workflow.definition.organisation import Agency
from workflow.engine.case import Case
from workflow.engine.commands import BookShipment
from workflow.engine.events import ShipmentReported
from workflow.performing.outcome import Done, Later, Outcome
from workflow.performing.outside import Outside
from workflow.performing.standing import Standing, standing_of
from workflow.service.office import Office
from workflow.service.shipments import record_shipment
from workflow.store.works import Work

NEWS = {
    ParcelState.DELIVERED: "delivered",
    ParcelState.RETURNED: "undelivered",
    ParcelState.CANCELLED: "undelivered",
}
"""States of a parcel that end its way."""


async def perform(office: Office, outside: Outside, work: Work) -> Outcome:
    """Book under the key of this attempt; booked already, the post answers with the same parcel and where it is now."""
    command = BookShipment.model_validate_json(work.payload)
    standing = await asyncio.to_thread(standing_of, office, work.dossier)
    order = order_of(standing.case, office.organisation.agency, parcel_of(standing, command.visit))
    await asyncio.to_thread(record_shipment, office, work.dossier, command.visit, command.attempt, order.number)
    shipment = await outside.post.create(order)
    ended = NEWS.get(shipment.state)
    if ended is not None:
        return Done(news(office, command, ended, shipment))
    known = standing.shipments.get((command.visit, command.attempt))
    is_new = known is None or known.item_code is None
    return Later(outside.poll_seconds, news(office, command, "booked", shipment) if is_new else None)


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
