"""Does the same for each of several things, in as many processes as there are processors."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

_task: Callable[[Any], Any]


def each_apart(task: Callable[[Thing], Result], things: Sequence[Thing]) -> Iterator[Result]:
    """The results in the order of the things. Only things and results are sent: processes are forked, `task` and all.

    With threads beside this one, which a fork would tear apart, and where there is nothing to share out, all is done here.
    """
    processes = min(len(things), len(os.sched_getaffinity(0))) if sys.platform == "linux" else 1
    if processes < 2 or threading.active_count() > 1:
        yield from map(task, things)
        return
    with get_context("fork").Pool(processes, _begin, (task,)) as pool:
        yield from pool.imap(_do, things)


def _begin(task: Callable[[Any], Any]) -> None:
    global _task
    _task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who began it, who then ends us
    gc.freeze()  # what was there before need not be looked through here, which would also copy it


def _do(thing: Any) -> Any:
    return _task(thing)
