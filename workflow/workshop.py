"""What a worker process keeps warm. Apart from the flows, so that a desk which needs no Prefect does not load it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from workflow.performing import Outside
from workflow.service.office import Office
from workflow.settings import Settings
from workflow.store.works import Work


@dataclass
class Workshop:
    """What a worker process keeps warm: the office, the systems outside, and its name."""

    office: Office
    outside: Outside
    settings: Settings
    name: str
    in_hand: dict[int, Work] = field(default_factory=dict)
    by_kind: Counter[str] = field(default_factory=Counter)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.settings.lease_seconds)

    @property
    def free(self) -> int:
        return self.settings.work_at_once - len(self.in_hand)
