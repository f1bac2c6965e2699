"""The post office of the sandbox: takes orders, moves parcels along simulated time, tells what happened."""

import heapq
import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from integrations.post import s10
from integrations.post.contract import OrderWire
from integrations.post.sandbox_parcels import STATUS_NOTES, Event, Link, Parcel, Rules, Violation
from integrations.sandbox_store import SandboxStore
from integrations.wire import VIETNAM, first_problem

POSTAGE = 26_000  # đồng; real tariffs are not public


class SimulatedClock:
    """Hours since the sandbox began: they pass by themselves at a set pace, and at once when told to."""

    def __init__(self, start_hours: float, seconds_per_hour: float | None) -> None:
        """Without `seconds_per_hour` time stands still until it is advanced."""
        self._hours = start_hours
        self._pace = seconds_per_hour
        self._since = time.monotonic()

    def now(self) -> float:
        """Return the simulated hours."""
        passed = (time.monotonic() - self._since) / self._pace if self._pace else 0
        return self._hours + passed

    def advance(self, hours: float) -> None:
        """Let hours pass."""
        self._hours += hours


class Refused(Exception):
    """The post says no, in one sentence."""


class PostOffice:
    """Orders and parcels; `on_event` hears of everything that happens to one."""

    def __init__(self, store: SandboxStore, seconds_per_hour: float | None, on_event: Callable[[Event], None]) -> None:
        self._store = store
        self._on_event = on_event
        self._due: list[tuple[float, str]] = []  # a heap of simulated hours and order codes
        latest = 0.0
        for parcel in store.all("parcel", Parcel):
            done = parcel.timetable[parcel.steps_done - 1][0] if parcel.steps_done else 0
            latest = max(latest, parcel.booked_at_hours + done)
            self._plan(parcel)
        self.clock = SimulatedClock(latest, seconds_per_hour)

    def parcels(self) -> list[Parcel]:
        """Return all parcels in order of booking."""
        return list(self._store.all("parcel", Parcel))

    def parcel(self, order_code: str) -> Parcel | None:
        """Return one parcel."""
        return self._store.get("parcel", order_code, Parcel)

    def violations(self) -> list[Violation]:
        """Return what we should not have asked for."""
        return list(self._store.all("violation", Violation))

    def book(self, wire: dict[str, Any], rules: Rules) -> dict[str, Any]:
        """Take an order, or know it again by its code; raises Refused."""
        order = self._checked(wire)
        known = self.parcel(order.order_code)
        if known is None:
            known = self._book_new(order.model_dump(by_alias=True), rules)
        elif known.wire != order.model_dump(by_alias=True):
            self._violate(order.order_code, "the same order code with other content")
            raise Refused("OrderCode đã tồn tại với nội dung khác")
        else:
            known.booked += 1
            self._store.put("parcel", known.order_code, known)
        return answer_of(known)

    def cancel(self, carrier_id: str) -> dict[str, Any]:
        """Cancel an order that has not been carried yet; raises Refused."""
        parcel = self._linked("by_id", carrier_id)
        if parcel is None:
            raise Refused("Không tìm thấy đơn hàng")
        if parcel.status_id == 20:
            self.happen(parcel, 60)
        elif parcel.status_id != 60:
            raise Refused("Đơn hàng đã được chấp nhận, không thể huỷ")
        return answer_of(parcel)

    def tick(self) -> None:
        """Let everything happen that is due, in the order of its time."""
        now = self.clock.now()
        while self._due and self._due[0][0] <= now:
            due, order_code = heapq.heappop(self._due)
            parcel = self.parcel(order_code)
            # A parcel that was moved on by hand has left an old entry behind.
            if parcel and parcel.next_step and parcel.next_step[0] == due:
                self.step(parcel)

    def step(self, parcel: Parcel) -> None:
        """Let the next thing of a parcel's scenario happen now."""
        if step := parcel.next_step:
            parcel.steps_done += 1
            self.happen(parcel, step[1])
            self._plan(parcel)

    def happen(self, parcel: Parcel, status_id: int) -> None:
        """Let a status befall a parcel now; times of one parcel never repeat."""
        last = parcel.events[-1].at_ms if parcel.events else 0
        event = Event(
            oid=f"{self._store.next_number('event'):024x}",
            order_code=parcel.order_code,
            item_code=parcel.item_code,
            carrier_id=parcel.carrier_id,
            status_id=status_id,
            at_ms=max(int(time.time() * 1000), last + 1),
            note=STATUS_NOTES.get(status_id, ""),
        )
        parcel.events.append(event)
        if status_id not in (110, 120):
            parcel.status_id = status_id
        self._store.put("event", event.oid, event)
        self._store.put("parcel", parcel.order_code, parcel)
        self._on_event(event)

    def feed(self, after: str, limit: int) -> dict[str, Any]:
        """Return the events after a cursor as the tracking feed does."""
        events = self._store.after("event", after, Event, limit)
        documents = [_feed_document(event) for event in events]
        return {"_size": limit, "_total_pages": 1, "_returned": len(events), "_embedded": {"rh:doc": documents}}

    def _checked(self, wire: dict[str, Any]) -> OrderWire:
        try:
            order = OrderWire.model_validate(wire)
        except ValidationError as error:
            raise Refused(f"Dữ liệu không hợp lệ: {first_problem(error)}") from error
        if order.receiver_province in ("", "0"):
            raise Refused("Thiếu mã tỉnh người nhận")
        return order

    def _book_new(self, wire: dict[str, Any], rules: Rules) -> Parcel:
        number = self._store.next_number("item")
        parcel = Parcel(
            order_code=wire["OrderCode"],
            carrier_id=str(uuid.uuid5(uuid.NAMESPACE_URL, wire["OrderCode"])),
            item_code=s10.item_code("EL", 10_000_000 + number),
            scenario=rules.scenario_for(wire),
            wire=wire,
            postage=POSTAGE,
            booked_at_hours=self.clock.now(),
        )
        earlier = self._linked("by_dossier", parcel.dossier_code) if parcel.dossier_code else None
        if earlier and earlier.is_on_its_way:
            self._violate(parcel.order_code, f"{earlier.order_code} is on its way")
            raise Refused("Hồ sơ đã có bưu gửi đang chuyển")
        self._store.put("by_id", parcel.carrier_id, Link(order_code=parcel.order_code))
        self._store.put("by_dossier", parcel.dossier_code, Link(order_code=parcel.order_code))
        self.happen(parcel, 20)
        self._plan(parcel)
        return parcel

    def _plan(self, parcel: Parcel) -> None:
        if step := parcel.next_step:
            heapq.heappush(self._due, (step[0], parcel.order_code))

    def _linked(self, kind: str, key: str) -> Parcel | None:
        link = self._store.get(kind, key, Link)
        return self.parcel(link.order_code) if link else None

    def _violate(self, order_code: str, problem: str) -> None:
        key = f"{self._store.next_number('violation'):08}"
        self._store.put("violation", key, Violation(order_code=order_code, problem=problem))


def answer_of(parcel: Parcel) -> dict[str, Any]:
    """Return what the post answers about an order."""
    return {
        "Id": parcel.carrier_id,
        "OrderCode": parcel.order_code,
        "ItemCode": parcel.item_code,
        "OrderStatusId": parcel.status_id,
        "TotalFreightIncludeVat": parcel.postage,
    }


def callback_data(event: Event) -> str:
    """Return the JSON text that goes into a callback's `Data`."""
    at = datetime.fromtimestamp(event.at_ms / 1000, UTC).astimezone(VIETNAM)
    fields = {
        "Id": event.carrier_id,
        "OrderCode": event.order_code,
        "ItemCode": event.item_code,
        "OrderStatusId": event.status_id,
        "LastUpdateTime": at.isoformat(timespec="milliseconds"),
        "DeliveryNote": event.note,
    }
    return json.dumps(fields, ensure_ascii=False)


def _feed_document(event: Event) -> dict[str, Any]:
    return {
        "_id": {"$oid": event.oid},
        "CustomerCode": "",
        "OrderNumber": event.order_code,
        "EventTime": event.at_ms,
        "POSID": "100000",
        "ItemCode": event.item_code,
        "StatusCode": event.status_id,
        "StatusMessage": event.note,
        "Notes": "",
    }
