"""A dossier under way in a replay: what its people have still to do, remembered by its process and found again in the database."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow.replay.stamping import Handed
from workflow.replay.templates import Act

What = tuple[object, ...]


@dataclass
class Going:
    """One dossier between its filing and its end."""

    code: str
    handed: Handed
    decided: Counter[str] = field(default_factory=Counter)
    """Decisions taken, by step."""
    signalled: int = 0
    asked: bool = False
    late: bool = False
    coming: set[What] = field(default_factory=set)
    """What stands on the agenda already."""

    def next_signal(self) -> Act | None:
        """The next outside event."""
        signals = [act for act in self.handed.stamped.acts if not act.step]
        return signals[self.signalled] if self.signalled < len(signals) else None


@dataclass(frozen=True)
class Review:
    """A review somebody is to decide; `row` is its assignment."""

    going: Going
    row: Any

    @property
    def what(self) -> What:
        return ("decide", self.row.visit)


@dataclass(frozen=True)
class Waking:
    """A moment has come that a case waited for."""

    going: Going
    timer: str
    at: datetime

    @property
    def what(self) -> What:
        return ("timer", self.timer, self.at)


def by_dossier(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Rows of the database by their dossier."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.dossier].append(row)
    return found
