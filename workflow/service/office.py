"""The office: everything a door needs, chosen once by the wiring and given to every door as its first argument."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from workflow.clock import HANOI
from workflow.definition.organisation import Organisation
from workflow.service.cases import Cases
from workflow.service.procedures import Procedures
from workflow.store.blobs import Blobs
from workflow.store.unit_of_work import Store


def hanoi_now() -> datetime:
    """The wall clock; tests and simulations give an office another one."""
    return datetime.now(HANOI)


@dataclass(frozen=True)
class Office:
    """A running office. `now` gives an aware datetime in Asia/Ho_Chi_Minh; nothing behind the doors asks another clock."""

    store: Store
    library: Procedures
    blobs: Blobs
    now: Callable[[], datetime] = field(default=hanoi_now)
    cases: Cases = field(default_factory=Cases)

    @property
    def organisation(self) -> Organisation:
        return self.library.organisation
