"""Workers by the dozen: a process that has imported everything and forks, for each line it reads, one that runs
`motcua worker`. What is forked runs what `python -m desk worker` runs, without five seconds of imports.
"""

import os
import signal
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import workflow.wiring  # the slow part, done once
import workflow.worker
from desk.command_line import app
from tests.workflow.flows.processes import die_with_parent

IMPORTED = (workflow.wiring, workflow.worker)


def main() -> None:
    """Read names of log files, answer each with the id of a new process, until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            become_worker(Path(line.strip()))
        print(pid, flush=True)


def become_worker(log: Path) -> NoReturn:
    """What a process started as `python -m desk worker` does."""
    die_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for stream, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(stream, target)
    sys.argv = ["motcua", "worker"]
    code = 1
    try:
        app()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
