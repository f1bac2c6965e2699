"""Officers and the queues they share: one pool for each role in a unit."""

from heapq import heappop, heappush
from math import inf

from workflow.simulation.lives import Life
from workflow.simulation.office_hours import OfficeHours
from workflow.simulation.pieces import Piece

Job = tuple[float, int, float, Life, Piece]
"""How urgent (least first), in which order it came, when it came, and what it is."""

NOTHING = (inf, inf)


class Officer:
    """One officer: when they are there, what is kept for them, and how long they have worked."""

    __slots__ = ("busy", "hours", "kept", "name", "post")

    def __init__(self, name: str, post: tuple[str, str], hours: OfficeHours) -> None:
        self.name = name
        self.post = post
        self.hours = hours
        self.kept: list[Job] = []
        """Dossiers they had before, and will have again."""
        self.busy = 0.0


class Pool:
    """The officers of one role in a unit, and the queue before them."""

    __slots__ = ("asleep", "idle", "officers", "post", "queue", "size", "wakes_at")

    def __init__(self, post: tuple[str, str], officers: list[Officer]) -> None:
        self.post = post
        self.officers = officers
        self.idle = list(officers)
        """Whoever has been idle longest comes first."""
        self.queue: list[Job] = []
        self.size = 0
        """How much waits, kept for somebody or not."""
        self.asleep = False
        """Nobody idle is there before `wakes_at`."""
        self.wakes_at = inf

    def put(self, job: Job, officer: Officer | None) -> None:
        """Into the queue, or among what is kept for one officer."""
        heappush(officer.kept if officer is not None else self.queue, job)
        self.size += 1

    def next_for(self, officer: Officer) -> Job | None:
        """The most urgent job this officer may do, now theirs; those that fall to other eyes stay where they are."""
        passed_over: list[tuple[list[Job], Job]] = []
        found = None
        while found is None and (officer.kept or self.queue):
            source = officer.kept if _first(officer.kept) <= _first(self.queue) else self.queue
            job = heappop(source)
            self.size -= 1
            if job[3].ending is not None:
                continue  # withdrawn while it waited
            if job[3].take(job[4], officer):
                found = job
            else:
                passed_over.append((source, job))
        for source, job in passed_over:
            heappush(source, job)
            self.size += 1
        return found

    def waiting(self) -> list[Job]:
        """Everything that waits now."""
        return [
            job
            for jobs in (self.queue, *(officer.kept for officer in self.officers))
            for job in jobs
            if job[3].ending is None
        ]


def _first(jobs: list[Job]) -> tuple[float, float]:
    return jobs[0][:2] if jobs else NOTHING
