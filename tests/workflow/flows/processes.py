"""Processes that tests start: each with a log, gone with the tests however those end."""

import ctypes
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

PR_SET_PDEATHSIG = 1
STARTED_WITHIN = 600  # seconds: on a busy machine Prefect takes minutes to make its tables in PostgreSQL
Process = subprocess.Popen[bytes]


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: Path, *, talks: bool = False) -> Iterator[Process]:
    """The process, terminated at the end and killed when it does not obey. One that `talks` is heard on its output."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
            stdout=subprocess.PIPE if talks else output,
            stderr=output,
            preexec_fn=die_with_parent,
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: Process) -> None:
    """End a process: asked first, then made to."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def answers(address: str, process: Process, log: Path) -> None:
    """Wait until a server that was just started answers."""
    ends_at = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < ends_at and process.poll() is None:
        with suppress(httpx.HTTPError):
            if httpx.get(address, timeout=5).is_success:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer:\n{log.read_text()}")


def die_with_parent() -> None:
    """Asks Linux to kill this process when the one that started it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port
