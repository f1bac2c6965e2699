"""What a worker process keeps warm. Apart from the flows, so that a desk which needs no Prefect does not load it."""

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence
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
    called: asyncio.Event = field(default_factory=asyncio.Event)
    """There may be work, or it is time to stop: whoever rests looks at once."""
    _changing: threading.Lock = field(default_factory=threading.Lock)
    """Works are taken and let go in threads."""

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.settings.lease_seconds)

    @property
    def free(self) -> int:
        return self.settings.work_at_once - len(self.in_hand)

    def room(self) -> tuple[list[str], int]:
        """Kinds of work of which more may be taken in hand now, and how many pieces of them altogether.

        A kind comes in again when half of what it may have is done: otherwise it would be fetched one by one.
        """
        left = {name: kind.together - self.by_kind[name] for name, kind in KINDS.items()}
        open_ = [name for name, room in left.items() if 2 * room >= KINDS[name].together]
        return open_, min([self.free, *(left[name] for name in open_)])

    def hold(self, works: Sequence[Work]) -> None:
        """Take works in hand."""
        with self._changing:
            self.in_hand |= {work.id: work for work in works}
            self.by_kind.update(work.kind for work in works)

    def let_go(self, work: Work) -> None:
        """It is done, or given back."""
        with self._changing:
            del self.in_hand[work.id]
            self.by_kind[work.kind] -= 1
