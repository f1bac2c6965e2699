"""The post's wire: orders and callbacks in the style of its customer API, a tracking feed with a cursor.

Field names as in public clients of that API; the service code for administrative mail is not public, so it is a setting.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from integrations.errors import Permanent
from integrations.post.geography import carrier_province
from integrations.post.states import state_of
from integrations.post.values import Order, Party, TrackingEvent
from integrations.wire import VIETNAM, Text, first_problem

SYSTEM = "post"
FEED_START = "0" * 24
DATE_FORMATS = ("%d/%m/%Y %H:%M:%S", "%Y%m%d%H%M%S")


class Wire(BaseModel):
    """A wire object: exact names as aliases; what we do not know is ignored on reading."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")


def time_of(value: object) -> object:
    """Read the times carriers write: ISO with or without zone (then Vietnamese), day first, or epoch seconds or ms."""
    if isinstance(value, int | float):
        # Seconds stay below this bound until the year 5138.
        seconds = value / 1000 if value > 100_000_000_000 else value
        try:
            return datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM)
        except (OverflowError, OSError) as error:
            raise ValueError("is no time") from error
    if not isinstance(value, str):
        return value
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(value, pattern).replace(tzinfo=VIETNAM)
        except ValueError:
            continue
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM)


Time = Annotated[datetime, BeforeValidator(time_of)]


class OrderWire(Wire):
    """CreateOrder. Names and sizes of both ends; districts are gone since July 2025 and stay empty."""

    order_code: str = Field(alias="OrderCode", min_length=1, max_length=50)
    vendor_id: str = Field(alias="VendorId", default="")
    pickup_type: int = Field(alias="PickupType", default=1, description="1 picked up here, 2 dropped off")
    service: str = Field(alias="ServiceName", min_length=1)
    content: str = Field(alias="PackageContent", min_length=1)
    is_viewable: bool = Field(alias="IsPackageViewable", default=False)
    sender_name: str = Field(alias="SenderFullname", min_length=1)
    sender_address: str = Field(alias="SenderAddress", min_length=1)
    sender_phone: str = Field(alias="SenderTel", min_length=1)
    sender_province: str = Field(alias="SenderProvinceId")
    sender_district: str = Field(alias="SenderDistrictId", default="")
    sender_ward: str = Field(alias="SenderWardId", default="")
    receiver_name: str = Field(alias="ReceiverFullname", min_length=1)
    receiver_address: str = Field(alias="ReceiverAddress", min_length=1)
    receiver_phone: str = Field(alias="ReceiverTel", min_length=1)
    receiver_province: str = Field(alias="ReceiverProvinceId")
    receiver_district: str = Field(alias="ReceiverDistrictId", default="")
    receiver_ward: str = Field(alias="ReceiverWardId", default="")
    receiver_address_type: int = Field(alias="ReceiverAddressType", default=1, description="1 home, 2 office")
    weight_grams: int = Field(alias="WeightEvaluation", gt=0)
    cod_amount: int = Field(alias="CodAmountEvaluation", ge=0)
    is_postage_paid_by_receiver: bool = Field(alias="IsReceiverPayFreight")
    has_delivery_advice: bool = Field(alias="UseBaoPhat", default=True)
    note: str = Field(alias="CustomerNote", default="")


class OrderState(Wire):
    """What the post answers about an order."""

    id: Text = Field(alias="Id", min_length=1)
    order_code: Text = Field(alias="OrderCode", default="")
    item_code: Text = Field(alias="ItemCode", default="")
    status_id: int = Field(alias="OrderStatusId")
    postage: float = Field(alias="TotalFreightIncludeVat", default=0)


class CallbackData(Wire):
    """The JSON text inside a callback's `Data`."""

    id: Text = Field(alias="Id", default="")
    order_code: Text = Field(alias="OrderCode", min_length=1)
    item_code: Text = Field(alias="ItemCode", min_length=1)
    status_id: int = Field(alias="OrderStatusId")
    updated_at: Time = Field(alias="LastUpdateTime")
    note: Text = Field(alias="DeliveryNote", default="")

    def event(self) -> TrackingEvent:
        """Return the plain value."""
        return TrackingEvent(
            order_number=self.order_code,
            item_code=self.item_code,
            status_id=self.status_id,
            state=state_of(self.status_id),
            occurred_at=self.updated_at,
            note=self.note,
        )


class ObjectId(Wire):
    """The feed's `_id`."""

    oid: str = Field(alias="$oid", min_length=1)


class FeedEvent(Wire):
    """One event of the tracking feed."""

    id: ObjectId = Field(alias="_id")
    order_number: Text = Field(alias="OrderNumber")
    item_code: Text = Field(alias="ItemCode", default="")
    happened_at: Time = Field(alias="EventTime")
    status_id: int = Field(alias="StatusCode")
    message: Text = Field(alias="StatusMessage", default="")
    office: Text = Field(alias="POSID", default="")
    notes: Text = Field(alias="Notes", default="")

    def event(self) -> TrackingEvent:
        """Return the plain value."""
        return TrackingEvent(
            order_number=self.order_number,
            item_code=self.item_code,
            status_id=self.status_id,
            state=state_of(self.status_id),
            occurred_at=self.happened_at,
            note=self.notes or self.message,
            office=self.office,
        )


class FeedDocuments(Wire):
    """The feed's `_embedded`."""

    documents: tuple[FeedEvent, ...] = Field(alias="rh:doc", default=())


class FeedPage(Wire):
    """A page of the tracking feed."""

    size: int = Field(alias="_size", default=0)
    pages: int = Field(alias="_total_pages", default=1)
    returned: int = Field(alias="_returned", default=0)
    embedded: FeedDocuments = Field(alias="_embedded", default=FeedDocuments())


def order_to_wire(
    order: Order, *, service: str, vendor_id: str = "", provinces: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Write an order; raises Permanent naming the field the post would refuse."""
    values = {
        "OrderCode": order.number,
        "VendorId": vendor_id,
        "ServiceName": service,
        "PackageContent": order.content,
        **_party_to_wire("Sender", order.sender, provinces),
        **_party_to_wire("Receiver", order.receiver, provinces),
        "ReceiverAddressType": 2 if order.receiver.is_office else 1,
        "WeightEvaluation": order.weight_grams,
        "CodAmountEvaluation": order.cod_amount,
        "IsReceiverPayFreight": order.is_postage_paid_by_receiver,
        "CustomerNote": order.note,
    }
    try:
        return OrderWire.model_validate(values).model_dump(by_alias=True)
    except ValidationError as error:
        raise Permanent(first_problem(error), system=SYSTEM) from error


def _party_to_wire(side: str, party: Party, provinces: Mapping[str, str] | None) -> dict[str, str]:
    return {
        f"{side}Fullname": party.name.strip(),
        f"{side}Address": party.address.strip(),
        f"{side}Tel": party.phone.strip(),
        f"{side}ProvinceId": carrier_province(party.province_code, provinces),
    }
