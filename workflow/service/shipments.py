"""Parcels: put on file before the post is asked, so that its answer or its callback always finds a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, select, update

from workflow.engine.events import ShipmentReported
from workflow.service.errors import Conflict, NotFound
from workflow.service.office import Office
from workflow.service.views import ShipmentView
from workflow.store.statements import put_all_once
from workflow.store.tables import SHIPMENTS
from workflow.store.works import hasten

ASKED = "asked"
"""State before the post has answered; afterwards the states of ShipmentReported."""

_C = SHIPMENTS.c
_RECORDED = select(_C.dossier, _C.visit, _C.attempt, _C.order_key).where(
    _C.order_key.in_(bindparam("of", expanding=True))
)


@dataclass(frozen=True)
class Parcel:
    """An attempt to bring the results of a visit, and the number the post knows it by."""

    dossier: str
    visit: int
    attempt: int
    order_key: str


def record_shipments(office: Office, parcels: Sequence[Parcel]) -> None:
    """Note that these parcels are being asked for under their order numbers; the same again changes nothing.

    Raises Conflict when a number belongs to another parcel: the post would answer with that one.
    """
    now = office.now()
    rows = [{**vars(each), "state": ASKED, "created_at": now, "updated_at": now} for each in parcels]

    def once(db: Connection) -> None:
        put_all_once(db, SHIPMENTS, rows, (_C.order_key,))
        known = {
            row.order_key: Parcel(*row) for row in db.execute(_RECORDED, {"of": [row["order_key"] for row in rows]})
        }
        for each in parcels:
            there = known[each.order_key]
            if there != each:
                raise Conflict(
                    "order-key-reused", f"order number {each.order_key} belongs to another parcel of {there.dossier}"
                )

    office.store.transact(once)


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
