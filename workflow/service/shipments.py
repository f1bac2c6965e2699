"""Parcels: put on file before the post is asked, so that its answer or its callback always finds a row."""

from sqlalchemy import Connection, and_, select, update

from workflow.engine.events import ShipmentReported
from workflow.service.errors import Conflict, NotFound
from workflow.service.office import Office
from workflow.service.views import ShipmentView
from workflow.store.statements import put_once
from workflow.store.tables import SHIPMENTS
from workflow.store.works import hasten

ASKED = "asked"
"""State before the post has answered; afterwards the states of ShipmentReported."""

_C = SHIPMENTS.c


def record_shipment(office: Office, code: str, visit: int, attempt: int, order_key: str) -> None:
    """Note that a parcel is being asked for under this order number; the same again changes nothing.

    Raises Conflict when the number belongs to another parcel: the post would answer with that one.
    """
    now = office.now()
    row = {
        "dossier": code, "visit": visit, "attempt": attempt, "order_key": order_key, "state": ASKED,
        "created_at": now, "updated_at": now,
    }  # fmt: skip
    with office.store.begin() as db:
        if put_once(db, SHIPMENTS, row, (_C.order_key,)):
            return
        known = db.execute(select(_C.dossier, _C.visit, _C.attempt).where(_C.order_key == order_key)).one()
        if tuple(known) != (code, visit, attempt):
            raise Conflict("order-key-reused", f"order number {order_key} belongs to another parcel of {known.dossier}")


def note(db: Connection, code: str, event: ShipmentReported) -> None:
    """What the post reported, on the parcel's row; called where the event is applied."""
    given = {"state": event.state, "detail": event.detail, "updated_at": event.at}
    if event.item_code is not None:
        given["item_code"] = event.item_code
    this = and_(_C.dossier == code, _C.visit == event.visit, _C.attempt == event.attempt)
    db.execute(update(SHIPMENTS).where(this).values(given))


def hasten_shipment(office: Office, order_key: str) -> bool:
    """A callback came for this parcel: look at it now. False when nobody waits for it any more; NotFound if unknown.

    A callback is never believed by itself: the work asks the post, and what it answers counts (design §7).
    """
    with office.store.begin() as db:
        row = db.execute(select(_C.dossier, _C.visit, _C.attempt).where(_C.order_key == order_key)).one_or_none()
        if row is None:
            raise NotFound("no-such-shipment", f"no parcel was asked for under {order_key}")
        return hasten(db, f"{row.dossier}:{row.visit}:send:{row.attempt}", office.now())


def shipments_of(db: Connection, code: str) -> tuple[ShipmentView, ...]:
    """The parcels of a dossier, oldest first."""
    found = db.execute(select(SHIPMENTS).where(_C.dossier == code).order_by(_C.created_at, _C.visit, _C.attempt))
    return tuple(
        ShipmentView(row.visit, row.attempt, row.item_code, row.state, row.detail, row.updated_at) for row in found
    )
