"""What we ask of the post and what it tells us, in plain typed values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ParcelState(StrEnum):
    """Where a parcel stands, whoever carries it."""

    CREATED = "created"  # the order is booked; the post or the courier picks it up
    CANCEL_REQUESTED = "cancel_requested"  # we asked to cancel; the post answers
    CANCELLED = "cancelled"  # final: never carried
    ACCEPTED = "accepted"  # the post has it
    ATTEMPT_FAILED = "attempt_failed"  # nobody took it; the post invites and tries again
    RETURNING = "returning"  # on its way back to us
    DELIVERED = "delivered"  # final: the receiver has it
    RETURNED = "returned"  # final: it is back with us; the return officer moves the dossier on
    NO_CHANGE = "no_change"  # about the money collected, not about the parcel
    UNKNOWN = "unknown"  # a status nobody told us about: kept and shown, changes nothing


@dataclass(frozen=True)
class Party:
    """A sender or receiver; `province_code` is the state's code, the free-text address is what the postman reads."""

    name: str
    phone: str
    address: str
    province_code: str
    email: str = ""
    is_office: bool = False


@dataclass(frozen=True)
class Order:
    """A shipment to book. `number` is the key: the same number is the same parcel, however often it is asked for."""

    number: str
    sender: Party
    receiver: Party
    weight_grams: int = 50
    cod_amount: int = 0  # đồng to collect for the agency; never netted with the postage
    is_postage_paid_by_receiver: bool = False
    content: str = "Giấy tờ, hồ sơ thủ tục hành chính"  # says nothing about the procedure: it may be private
    note: str = ""


@dataclass(frozen=True)
class Shipment:
    """A booked order with the post's identities of it."""

    order_number: str
    carrier_id: str
    item_code: str
    state: ParcelState
    postage: int  # đồng, VAT included


@dataclass(frozen=True)
class TrackingEvent:
    """One thing that happened to a parcel. Events come late, twice and in any order."""

    order_number: str
    item_code: str
    status_id: int
    state: ParcelState
    occurred_at: datetime
    note: str = ""
    office: str = ""

    @property
    def key(self) -> str:
        """The same event told by callback and by the feed has the same key."""
        return f"{self.item_code}:{self.status_id}:{int(self.occurred_at.timestamp() * 1000)}"


@dataclass(frozen=True)
class TrackingPage:
    """A stretch of the tracking feed; store `cursor` after the events are stored, then ask again from it."""

    events: tuple[TrackingEvent, ...]
    cursor: str
    is_last: bool


@dataclass(frozen=True)
class Label:
    """What is printed on the envelope; no personal number and nothing about the procedure."""

    item_code: str  # as text and as Code 128, at least 12.5 mm high
    order_number: str
    dossier_code: str = field(metadata={"printed": "QR"})
    service: str
    sender: Party
    receiver: Party
    weight_grams: int
    cod_amount: int
    content: str


def order_number(dossier_code: str, attempt: int) -> str:
    """Return the key of the `attempt`-th return (from 1) of a dossier's result; the bare code would forbid re-sending."""
    if attempt < 1:
        raise ValueError("attempts count from 1")
    return f"{dossier_code}-R{attempt}"


def dossier_code_of(number: str) -> str:
    """Return the dossier code within an order number."""
    return number.rpartition("-R")[0]


def label_for(order: Order, shipment: Shipment, service: str) -> Label:
    """Return what the label of a booked shipment says."""
    return Label(
        item_code=shipment.item_code,
        order_number=order.number,
        dossier_code=dossier_code_of(order.number),
        service=service,
        sender=order.sender,
        receiver=order.receiver,
        weight_grams=order.weight_grams,
        cod_amount=order.cod_amount,
        content=order.content,
    )
