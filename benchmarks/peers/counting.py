"""What one batch of dossiers cost: CPU seconds by part, and how long it took."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import psutil

SERVER, WORKERS, DRIVER, DOCUMENT = "Prefect server", "workers", "officers", "document"


@dataclass(frozen=True)
class Cost:
    """Of one dossier: seconds on the clock, CPU seconds by part, and of these the ones the document took."""

    wall: float
    parts: dict[str, float]
    document: float

    @property
    def cpu(self) -> float:
        """Everything."""
        return sum(self.parts.values())

    @property
    def way(self) -> float:
        """Everything but the document: deciding, keeping, handing on."""
        return self.cpu - self.document


def spent_by(process: psutil.Process) -> float:
    """CPU seconds of a process and all below it, those that have ended included where their parent waited for them."""
    total = 0.0
    for each in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def per_dossier(
    number: int, wall: float, before: Mapping[str, float], after: Mapping[str, float], document: float
) -> Cost:
    """The cost of one of so many."""
    return Cost(wall / number, {part: (after[part] - before[part]) / number for part in after}, document / number)
