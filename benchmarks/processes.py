"""CPU time and memory of everything that runs: the measuring process, its children, and theirs."""

import threading
import time
from collections import Counter
from contextlib import suppress

import psutil

from benchmarks.booking import cpu_seconds_of

OFFICERS, SANDBOXES = "officers", "sandboxes"
LOOK_EVERY = 0.5
MARKS = {
    "benchmarks.worker": "worker",
    "prefect server": "Prefect server",
    "uvicorn": "Prefect server",
    "desk desk": "desk",
    "postgres": "PostgreSQL",
}
"""What is found in a command line, and the part it stands for."""


class Watch(threading.Thread):
    """Looks at the memory of every part from time to time and keeps the peaks, in MiB; several workers count one by one."""

    def __init__(self) -> None:
        super().__init__(name="watch", daemon=True)
        self.peaks: dict[str, float] = {}
        self._over = threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        while not self._over.wait(LOOK_EVERY):
            for part, memory in _memory().items():
                self.peaks[part] = max(memory, self.peaks.get(part, 0.0))

    def stop(self) -> None:
        """No more looks."""
        self._over.set()
        self.join()


def cpu_seconds() -> Counter[str]:
    """CPU seconds of each part so far, children that have ended included."""
    spent: Counter[str] = Counter()
    for process, part in _parts():
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            spent[part] += times.user + times.system + times.children_user + times.children_system
    # The sandboxes live in this process, in threads of their own; what is left is the officers' acts.
    own = time.process_time()
    main = threading.main_thread().native_id
    assert main is not None
    spent[OFFICERS] = cpu_seconds_of(main)  # type: ignore[assignment] # seconds, as all the others
    spent[SANDBOXES] = own - cpu_seconds_of(main)  # type: ignore[assignment] # the same
    return spent


def _memory() -> dict[str, float]:
    found: dict[str, float] = {}
    for process, part in _parts():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            # Shared pages of PostgreSQL would count once for each of its processes.
            memory = process.memory_full_info().pss if part == "PostgreSQL" else process.memory_info().rss
            memory /= 2**20
            found[part] = max(found.get(part, 0.0), memory) if part == "worker" else found.get(part, 0.0) + memory
    return found


def _parts() -> list[tuple[psutil.Process, str]]:
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            line = " ".join(process.cmdline())
            part = next((part for mark, part in MARKS.items() if mark in line), None)
            if part is not None:
                found.append((process, part))
    return found
