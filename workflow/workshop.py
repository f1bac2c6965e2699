"""What a worker process keeps warm. Apart from the flows, so that a desk which needs no Prefect does not load it."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from workflow.performing import KINDS, Outside
from workflow.service.office import Office
from workflow.settings import Settings
from workflow.store.works import Work

if TYPE_CHECKING:
    from workflow.pack import Pack


@dataclass
class Workshop:
    """What a worker process keeps warm: the office, the systems outside, and its name."""

    office: Office
    outside: Outside
    settings: Settings
    name: str
    in_hand: dict[int, Work] = field(default_factory=dict)
    by_kind: Counter[str] = field(default_factory=Counter)
    packs: dict[tuple[int, ...], "Pack"] = field(default_factory=dict)
    """Those under way by the ids of their works: task runs carry ids, not objects."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.settings.lease_seconds)

    @property
    def free(self) -> int:
        return self.settings.work_at_once - len(self.in_hand)

    def room(self) -> list[tuple[list[str], int]]:
        """Kinds of work with how many pieces of them may still be taken in hand; kinds that stand together share it.

        A kind whose own limit is near stands alone, in a random order so that none is always last.
        """
        left = {name: kind.together - self.by_kind[name] for name, kind in KINDS.items()}
        wide = [name for name, room in left.items() if room >= self.free]
        narrow = [([name], room) for name, room in left.items() if 0 < room < self.free]
        return [*random.sample(narrow, len(narrow)), *([(wide, self.free)] if wide else [])]

    def hold(self, work: Work) -> None:
        """Take a piece of work in hand."""
        self.in_hand[work.id] = work
        self.by_kind[work.kind] += 1

    def let_go(self, work: Work) -> None:
        """It is done, or given back."""
        del self.in_hand[work.id]
        self.by_kind[work.kind] -= 1
