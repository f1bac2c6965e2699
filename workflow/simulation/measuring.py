"""What one replication counts and times, as it goes."""

from array import array
from dataclasses import dataclass, field

from workflow.simulation.pieces import Party

Post = tuple[str, str]
"""Unit and role."""
StepKey = tuple[str, str, Party]
"""Procedure, path of the step, and who does it."""


def _times() -> "array[float]":
    return array("d")


@dataclass(slots=True)
class StepCount:
    """One step: `waits` and `handlings` in seconds, in the order they ended; `left` is what those still waiting have waited."""

    post: Post | None
    arrived: int = 0
    finished: int = 0
    waits: "array[float]" = field(default_factory=_times)
    handlings: "array[float]" = field(default_factory=_times)
    left: float = 0.0
    still_waiting: int = 0


@dataclass(slots=True)
class ProcedureCount:
    """One procedure. `due` counts dossiers whose legal time ran out or was kept within the period, `late` those it ran out for."""

    arrived: int = 0
    endings: dict[str, int] = field(default_factory=dict)
    due: int = 0
    late: int = 0
    lateness: "array[float]" = field(default_factory=_times)
    """One for each dossier that counts in `due`, 1 when late, in the order they ended."""
    durations: "array[float]" = field(default_factory=_times)
    """Seconds from submission to the end, by the wall clock."""
    still_open: int = 0
    arrived_by_day: list[int] = field(default_factory=list)
    ended_by_day: list[int] = field(default_factory=list)

    @property
    def finished(self) -> int:
        return sum(self.endings.values())

    @property
    def backlog(self) -> list[int]:
        """Open dossiers at the end of each day."""
        return _running(self.arrived_by_day, self.ended_by_day)


@dataclass(slots=True)
class PostCount:
    """One role in a unit: seconds its officers were there and at work, and how much came to it and was taken up each day."""

    officers: int
    there: float
    busy: float = 0.0
    waited: float = 0.0
    arrived_by_day: list[int] = field(default_factory=list)
    begun_by_day: list[int] = field(default_factory=list)

    @property
    def backlog(self) -> list[int]:
        """Steps waiting for an officer at the end of each day."""
        return _running(self.arrived_by_day, self.begun_by_day)


@dataclass(slots=True)
class Counted:
    """Everything one replication found."""

    steps: dict[StepKey, StepCount]
    procedures: dict[str, ProcedureCount]
    posts: dict[Post, PostCount]


def _running(more: list[int], fewer: list[int]) -> list[int]:
    found, now = [], 0
    for plus, minus in zip(more, fewer, strict=True):
        now += plus - minus
        found.append(now)
    return found
