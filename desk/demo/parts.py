"""Starts the parts: Prefect server, sandboxes, desk and workers, each a real process or server on a port of its own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

from desk import prefect_environment
from integrations.bank.sandbox import DEMO_SECRET as BANK_SECRET
from integrations.portal.sandbox import DEMO_SECRET as PORTAL_SECRET
from integrations.sandboxes import Addresses, running_sandboxes
from integrations.webhooks import new_secret
from workflow.clock import HANOI
from workflow.settings import Settings
from workflow.wiring import clock

MOTCUA = (sys.executable, "-m", "desk")
START_SECONDS = 120.0


class NotStarted(Exception):
    """A part did not come up; its log says why."""


@dataclass
class Parts:
    """What is running, and how to reach it."""

    home: Path
    desk_url: str
    prefect_url: str
    sandboxes: Addresses
    environment: dict[str, str]
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings the processes run with, for acting on the same database."""
        return Settings(home=self.home, database_url=self.environment["MOTCUA_DATABASE_URL"], clock=self.clock)

    @property
    def now(self) -> datetime:
        """The office's time."""
        return clock(self.clock)()

    @property
    def clock(self) -> Path:
        return self.home / "clock"

    def move_clock(self, moment: datetime) -> None:
        """Let the office's time be `moment` now."""
        set_clock(self.clock, moment)

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """One more worker process."""
        worker = start(self, "worker", *MOTCUA, "worker")
        self.workers.append(worker)
        return worker


def set_clock(file: Path, moment: datetime) -> None:
    """Write the shift that makes the office's time `moment` now; readers never see half a number."""
    shift = (moment - datetime.now(HANOI)).total_seconds()
    aside = file.with_suffix(".new")
    aside.write_text(f"{shift:.3f}")
    aside.replace(file)


def start(parts: Parts, name: str, *command: str) -> "subprocess.Popen[bytes]":
    """A process of Motcua with its log below home."""
    log = (parts.home / f"{name}-{secrets.token_hex(2)}.log").open("wb")
    with log:
        return subprocess.Popen(
            command, env=parts.environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )


@contextmanager
def running(
    home: Path,
    *,
    start_at: datetime | None = None,
    workers: int = 1,
    ports_from: int | None = None,
    database_url: str = "",
    post_seconds_per_hour: float | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Parts]:
    """Start everything and stop it at the end. `start_at` moves the office's time; ports are free ones unless given.

    Raises NotStarted.
    """
    home.mkdir(parents=True, exist_ok=True)
    set_clock(home / "clock", start_at or datetime.now(HANOI))
    prefect_port, desk_port, *_ = _ports(2, ports_from)
    with ExitStack() as ending:
        desk_url, prefect_url = f"http://127.0.0.1:{desk_port}", f"http://127.0.0.1:{prefect_port}/api"
        tell("starting Prefect (the first time takes a quarter of a minute) …")
        parts = Parts(
            home,
            desk_url,
            prefect_url,
            Addresses("", "", "", "", ""),
            _environment(home, desk_url, prefect_url, database_url),
        )
        prefect = start(
            parts, "prefect", sys.executable, "-m", "prefect", "server", "start", "--port", str(prefect_port), "--no-ui"
        )
        ending.callback(_stop, prefect)
        tell("starting the sandboxes of portal, post, bank, registers and messages …")
        parts.sandboxes = ending.enter_context(
            running_sandboxes(
                desk_url,
                ports_from=None if ports_from is None else ports_from + 2,
                state=home / "sandboxes",
                now=lambda: parts.now,
                post_seconds_per_hour=post_seconds_per_hour,
            )
        )
        parts.environment.update(_addresses(parts.sandboxes))
        tell("starting the desk …")
        desk = start(parts, "desk", *MOTCUA, "desk", "--port", str(desk_port))
        ending.callback(_stop, desk)
        ending.callback(lambda: [_stop(worker) for worker in parts.workers])
        _wait_for(f"{desk_url}/health", desk, home)
        _wait_for(f"{prefect_url}/health", prefect, home)
        for _ in range(workers):
            tell("starting a worker …")
            parts.start_worker()
        yield parts


@contextmanager
def prefect_server(home: Path, tell: Callable[[str], None]) -> Iterator[str]:
    """A Prefect server alone, for as long as the block lasts; gives its API's address. Raises NotStarted."""
    [port] = _ports(1, None)
    api = f"http://127.0.0.1:{port}/api"
    tell("starting Prefect (the first time takes a quarter of a minute) …")
    parts = Parts(home, "", api, Addresses("", "", "", "", ""), {**prefect_environment.wanted(home), **os.environ})
    server = start(parts, "prefect", sys.executable, "-m", "prefect", "server", "start", "--port", str(port), "--no-ui")
    try:
        _wait_for(f"{api}/health", server, home)
        yield api
    finally:
        _stop(server)


def _environment(home: Path, desk_url: str, prefect_url: str, database_url: str) -> dict[str, str]:
    return {
        **prefect_environment.wanted(home),
        **os.environ,
        "MOTCUA_HOME": str(home),
        "MOTCUA_CLOCK": str(home / "clock"),
        "MOTCUA_DEMO_KEYS": "true",
        "MOTCUA_DATABASE_URL": database_url,
        "MOTCUA_PUBLIC_URL": desk_url,
        "MOTCUA_PORTAL_SECRET": PORTAL_SECRET,
        "MOTCUA_BANK_SECRET": BANK_SECRET,
        "MOTCUA_EVENTS_SECRET": new_secret(),
        "PREFECT_API_URL": prefect_url,
        "PREFECT_HOME": str(home / "prefect"),
        "PYTHONUNBUFFERED": "1",
    }


def _addresses(sandboxes: Addresses) -> dict[str, str]:
    key = httpx.get(f"{sandboxes.post}/_sandbox/key", timeout=10).raise_for_status().json()
    return {
        "MOTCUA_PORTAL_URL": sandboxes.portal,
        "MOTCUA_POST_URL": sandboxes.post,
        "MOTCUA_POST_KEY": key["modulus"],
        "MOTCUA_BANK_URL": sandboxes.bank,
        "MOTCUA_REGISTERS_URL": sandboxes.registers,
        "MOTCUA_NOTIFY_URL": sandboxes.notify,
    }


def _ports(count: int, first: int | None) -> list[int]:
    if first is not None:
        return [first + place for place in range(count)]
    with ExitStack() as open_sockets:
        listeners = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for listener in listeners:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in listeners]


def _wait_for(address: str, process: "subprocess.Popen[bytes]", home: Path) -> None:
    ends_at = time.monotonic() + START_SECONDS
    while time.monotonic() < ends_at:
        if process.poll() is not None:
            raise NotStarted(f"{address}: the process ended with {process.returncode}; see the logs in {home}")
        with suppress(httpx.HTTPError):
            if httpx.get(address, timeout=2).is_success:
                return
        time.sleep(0.2)
    raise NotStarted(f"{address} did not answer within {START_SECONDS:.0f} seconds; see the logs in {home}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
