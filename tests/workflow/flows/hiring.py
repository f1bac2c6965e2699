"""Hiring workers and killing them at random instants, over and over, until told to stop."""

import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.workflow.flows import processes

PIECES = 60
"""Fewer pieces of work than this are done between two deaths: by progress, not by the clock, on any machine."""
STILLBORN = 0.15
"""The share of deaths that wait for no progress: of workers that have hardly begun."""
MOTCUA = [sys.executable, "-m", "desk"]
WORKER = [*MOTCUA, "worker"]
NURSERY = [sys.executable, "-m", "tests.workflow.flows.nursery"]


@dataclass
class Workforce:
    """The workers alive; whoever is killed is replaced at once by one out of the nursery."""

    logs: Path
    nursery: processes.Process
    alive: list[int] = field(default_factory=list)
    killed: int = 0

    def kill_and_hire(self, seed: int, progress: Callable[[], int], enough: threading.Event) -> None:
        """One of them at a time, at an instant of chance, until enough; `progress` counts the pieces of work done."""
        chance = random.Random(seed)
        while not enough.is_set():
            until = progress() + (0 if chance.random() < STILLBORN else chance.randrange(PIECES))
            while progress() < until and not enough.wait(0.1):
                continue
            if enough.wait(chance.random()):
                return
            victim = self.alive.pop(chance.randrange(len(self.alive)))
            os.kill(victim, signal.SIGKILL)
            self.killed += 1
            self.alive.append(self._born())

    def _born(self) -> int:
        """The id of a new worker process."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(f"{self.logs / f'worker-{self.killed}.log'}\n".encode())
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())


@contextmanager
def workforce(logs: Path, environment: Mapping[str, str], workers: int = 2) -> Iterator[Workforce]:
    """So many workers, started as everybody starts them, and a nursery for those who follow."""
    logs.mkdir(exist_ok=True)
    with ExitStack() as running:
        hired = [
            running.enter_context(processes.running(WORKER, environment, logs / f"first-{number}.log"))
            for number in range(workers)
        ]
        nursery = running.enter_context(processes.running(NURSERY, environment, logs / "nursery.log", talks=True))
        assert nursery.stdout is not None
        if nursery.stdout.readline() != b"ready\n":
            raise RuntimeError((logs / "nursery.log").read_text())
        yield Workforce(logs, nursery, [worker.pid for worker in hired])
