"""What the post sandbox remembers of a parcel, and the ways a parcel can go."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from integrations.post.values import dossier_code_of


class Scenario(StrEnum):
    """A way a parcel can go."""

    DELIVERED = "delivered"
    SECOND_ATTEMPT = "second_attempt"  # the first attempt fails, the second delivers
    RETURNED = "returned"  # nobody takes it, and it comes back
    LOST = "lost"  # accepted, then nothing is heard of it
    SILENT = "silent"  # booked, then nothing at all
    UNKNOWN_STATUS = "unknown_status"  # on its way it gets a status nobody knows


# Hours after booking, carrier's status. After a failed attempt the post invites at least twice, two working days apart
# (Circular 17/2017), before it gives up.
TIMETABLES: dict[Scenario, tuple[tuple[float, int], ...]] = {
    Scenario.DELIVERED: ((2, 70), (26, 100)),
    Scenario.SECOND_ATTEMPT: ((2, 70), (26, 91), (74, 100)),
    Scenario.RETURNED: ((2, 70), (26, 91), (74, 91), (122, 91), (146, 170)),
    Scenario.LOST: ((2, 70),),
    Scenario.SILENT: (),
    Scenario.UNKNOWN_STATUS: ((2, 70), (10, 999), (26, 100)),
}

STATUS_NOTES = {
    20: "Đã tạo đơn hàng",
    60: "Đã huỷ",
    70: "Bưu cục đã chấp nhận",
    91: "Phát không thành công",
    100: "Phát thành công",
    110: "Đã thu tiền",
    120: "Đã trả tiền",
    170: "Đã chuyển hoàn người gửi",
}


class Rule(BaseModel):
    """Chooses the scenario of new orders; everything that is given must fit, and the first rule that fits wins."""

    model_config = ConfigDict(extra="forbid")

    scenario: Scenario
    phone: str = ""
    name: str = ""
    order_code_prefix: str = ""
    attempt: int | None = None

    def fits(self, wire: dict[str, Any]) -> bool:
        """Whether an order falls under this rule."""
        code = str(wire["OrderCode"])
        return (
            self.phone in ("", wire["ReceiverTel"])
            and self.name in ("", wire["ReceiverFullname"])
            and code.startswith(self.order_code_prefix)
            and (self.attempt is None or code.endswith(f"-R{self.attempt}"))
        )


class Rules(BaseModel):
    """All rules in force."""

    rules: list[Rule] = Field(default_factory=list)

    def scenario_for(self, wire: dict[str, Any]) -> Scenario:
        """Return the scenario of a new order."""
        return next((rule.scenario for rule in self.rules if rule.fits(wire)), Scenario.DELIVERED)


class Event(BaseModel):
    """One thing that happened to a parcel; `at_ms` is epoch milliseconds, `oid` its place in the feed."""

    oid: str
    order_code: str
    item_code: str
    carrier_id: str
    status_id: int
    at_ms: int
    note: str


class Parcel(BaseModel):
    """One order as the post sees it; `booked` counts how often it was asked for, `violations` are our mistakes."""

    order_code: str
    carrier_id: str
    item_code: str
    scenario: Scenario
    wire: dict[str, Any]
    postage: int
    booked_at_hours: float
    booked: int = 1
    status_id: int = 20
    steps_done: int = 0
    events: list[Event] = Field(default_factory=list)

    @property
    def dossier_code(self) -> str:
        """The dossier whose result is inside."""
        return dossier_code_of(self.order_code)

    @property
    def timetable(self) -> list[tuple[float, int]]:
        """Hours after booking and status, money collected on delivery included."""
        steps = list(TIMETABLES[self.scenario])
        if self.wire["CodAmountEvaluation"] and steps and steps[-1][1] == 100:
            delivered_after = steps[-1][0]
            steps += [(delivered_after, 110), (delivered_after + 24, 120)]
        return steps

    @property
    def next_step(self) -> tuple[float, int] | None:
        """When (simulated hours) what happens next; None when nothing will."""
        if self.status_id == 60 or self.steps_done >= len(self.timetable):
            return None
        after, status_id = self.timetable[self.steps_done]
        return self.booked_at_hours + after, status_id

    @property
    def is_on_its_way(self) -> bool:
        """Whether a second parcel for the same dossier would be one too many; one that went astray does not count."""
        return self.status_id not in (60, 100, 170) and self.scenario not in (Scenario.LOST, Scenario.SILENT)


class Link(BaseModel):
    """Where to find a parcel by its other names."""

    order_code: str


class Violation(BaseModel):
    """Something we should not have asked for."""

    order_code: str
    problem: str
