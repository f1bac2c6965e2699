"""Speaks to the post: books, cancels and follows shipments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Any, Self

import httpx
from pydantic import ValidationError

from integrations.errors import Permanent, Temporary, Unauthorised
from integrations.http import Destination, Login, json_of
from integrations.post import s10
from integrations.post.contract import FEED_START, SYSTEM, FeedPage, OrderState, order_to_wire
from integrations.post.states import state_of
from integrations.post.values import Label, Order, ParcelState, Shipment, TrackingPage, label_for

API = "/api/api"


@dataclass(frozen=True)
class PostSettings:
    """Where the post is and who we are there."""

    base_url: str
    username: str
    password: str = field(repr=False)
    service: str = "EMS"  # the code for administrative mail is not public
    vendor_id: str = ""
    provinces: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # overrides of geography
    read_seconds: float = 30


class PostClient:
    """The post as we use it. Every method may be repeated with the same order number: one parcel comes of it.

    All methods raise Temporary (repeat later, with the same number), Permanent (a person must look) or Unauthorised.
    """

    def __init__(self, settings: PostSettings, destination: Destination | None = None) -> None:
        """`destination` replaces the connection, for tests and for sharing one circuit breaker."""
        self._settings = settings
        self._there = destination or Destination(SYSTEM, settings.base_url, read_seconds=settings.read_seconds)
        self._login = Login(self._log_in)

    async def create(self, order: Order) -> Shipment:
        """Book a shipment; booked before under this number, the same shipment is returned."""
        settings = self._settings
        wire = order_to_wire(
            order, service=settings.service, vendor_id=settings.vendor_id, provinces=settings.provinces
        )
        answer = _order_state(await self._call("POST", "/CustomerConnect/CreateOrder", json=wire))
        if not answer.item_code or (s10.is_s10(answer.item_code) and not s10.is_valid(answer.item_code)):
            raise Permanent(f"item code {answer.item_code!r} fails its check digit", system=SYSTEM)
        return Shipment(
            order_number=order.number,
            carrier_id=answer.id,
            item_code=s10.normalised(answer.item_code),
            state=state_of(answer.status_id),
            postage=round(answer.postage),
        )

    async def cancel(self, carrier_id: str) -> ParcelState:
        """Ask to cancel a shipment; returns CANCELLED or CANCEL_REQUESTED, raises Permanent once it is under way."""
        answer = await self._call("POST", "/Order/CancelOrder", params={"orderId": carrier_id})
        return state_of(_order_state(answer).status_id)

    def label(self, order: Order, shipment: Shipment) -> Label:
        """Return what the label says; printing it is not the post's affair."""
        return label_for(order, shipment, self._settings.service)

    async def track(self, cursor: str = FEED_START, *, page_size: int = 500) -> TrackingPage:
        """Return the events of all our parcels after `cursor`, oldest first."""
        params = {"pagesize": page_size, "lastId": cursor}
        body = await self._call("GET", "/Order/TrackingFeed", params=params)
        try:
            documents = FeedPage.model_validate(body).embedded.documents
        except ValidationError as error:
            raise Temporary("the tracking feed has an unknown shape", system=SYSTEM) from error
        return TrackingPage(
            events=tuple(document.event() for document in documents),
            cursor=documents[-1].id.oid if documents else cursor,
            is_last=len(documents) < page_size,
        )

    async def _call(self, method: str, path: str, **content: Any) -> Any:
        token = await self._login.session()
        response = await self._send(method, path, token, **content)
        if response.status_code == 401:
            self._login.refuse(token)
            response = await self._send(method, path, await self._login.session(), **content)
        if response.status_code == 401:
            raise Unauthorised("a fresh token is refused", system=SYSTEM, code="401")
        return _body(response)

    async def _send(self, method: str, path: str, token: str, **content: Any) -> httpx.Response:
        return await self._there.request(method, f"{API}{path}", headers={"h-token": token}, accept=(401,), **content)

    async def _log_in(self) -> str:
        credentials = {"TenDangNhap": self._settings.username, "MatKhau": self._settings.password}
        response = await self._there.request("POST", f"{API}/MobileAuthentication/GetAccessToken", json=credentials)
        answer = json_of(response, SYSTEM)
        if not isinstance(answer, dict) or not answer.get("IsSuccess") or not answer.get("Token"):
            raise Unauthorised("login refused", system=SYSTEM)
        return str(answer["Token"])

    async def aclose(self) -> None:
        """Close the connections."""
        await self._there.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _body(response: httpx.Response) -> Any:
    """Return the JSON of an answer; the post also refuses with HTTP 200 and a bare sentence, as JSON or as text."""
    is_text = response.headers.get("content-type", "").startswith("text/plain")
    body = response.text if is_text else json_of(response, SYSTEM)
    if isinstance(body, str):
        raise Permanent(body[:300], system=SYSTEM)
    return body


def _order_state(body: Any) -> OrderState:
    try:
        return OrderState.model_validate(body)
    except ValidationError as error:
        raise Temporary("the answer has an unknown shape", system=SYSTEM, outcome_unknown=True) from error
