"""The procedure as one writes it in plain Prefect: one flow run for each dossier, held at each approval until it is resumed.

`python -m benchmarks.peers.plain_flows suspended` serves the deployment: a suspended run ends its process, and every
resumption is a new one. `… paused` keeps every run in one process, as long as that lives: so many at once as each line
of its input says.
"""

import asyncio
import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.exceptions import PrefectHTTPStatusError
from prefect.flow_runs import pause_flow_run, suspend_flow_run
from prefect.input import RunInput

APPROVALS = ("receive", "propose", "head", "sign")
FOLDER = "PEERS_FOLDER"
"""Environment: where the answers go."""
A_DAY = 86_400
LOOK_EVERY = 1  # seconds; as Prefect comes it is ten


class Decision(RunInput):
    """What an officer hands in when resuming."""

    outcome: str
    by: str


_KEPT: Any = None
"""The renderer, once there is one."""


@task(persist_result=True)
def answer(name: str) -> None:
    """Lay the answer out and put it down, with the CPU seconds that took: in a process just begun, also those of setting up."""
    global _KEPT
    began = time.thread_time()
    from benchmarks.peers.procedure import TEMPLATE, page_data
    from outputs.rendering import Renderer

    _KEPT = _KEPT or Renderer()
    pdf = _KEPT.render(TEMPLATE, page_data(), issued_on=date(2025, 10, 8)).pdf
    folder = Path(os.environ[FOLDER])
    (folder / f"{name}.pdf").write_bytes(pdf)
    (folder / f"{name}.json").write_text(json.dumps(time.thread_time() - began))


@flow(name="suspended", persist_result=True)
def suspended(name: str) -> None:
    """Ends at every approval, and begins again from the top when resumed."""
    for approval in APPROVALS:
        suspend_flow_run(wait_for_input=Decision, timeout=A_DAY, key=approval)
    answer(name)


@flow(name="paused", persist_result=True)
async def paused(name: str) -> None:
    """Waits in its process at every approval."""
    for approval in APPROVALS:
        await pause_flow_run(wait_for_input=Decision, timeout=A_DAY, poll_interval=LOOK_EVERY, key=approval)
    answer(name)


async def _paused_as_told() -> None:
    place = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        names = [f"paused-{place + number}" for number in range(int(line))]
        place += len(names)
        await asyncio.gather(*(_taken(name) for name in names))


async def _taken(name: str) -> None:
    """One dossier's run, asked for until a busy server (503) takes it; whether it was begun twice nobody can tell."""
    while True:
        try:
            return await paused(name)
        except PrefectHTTPStatusError:
            await asyncio.sleep(LOOK_EVERY)


if __name__ == "__main__":
    if sys.argv[1] == "suspended":
        suspended.serve(name="peer", limit=2, pause_on_shutdown=False)
    else:
        asyncio.run(_paused_as_told())
