"""All sandboxes in one process, each a real HTTP server on a port of its own: for the demo, the tests and `serve`.

`python -m integrations.sandboxes --ports-from 9100 --state DIR` runs until interrupted or terminated.
"""

import argparse
import asyncio
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI

from integrations.bank import sandbox as bank
from integrations.bank.client import INBOUND_PATH as BANK_PATH
from integrations.notify import sandbox as notify
from integrations.portal import sandbox as portal
from integrations.portal.inbound import INBOUND_PATH as PORTAL_PATH
from integrations.post import sandbox as post
from integrations.registers import sandbox as registers

POST_PATH = "/callbacks/post"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Addresses:
    """Base URLs of the running sandboxes."""

    portal: str
    post: str
    bank: str
    registers: str
    notify: str


@contextmanager
def running_sandboxes(
    our_url: str | None,
    *,
    ports_from: int | None = None,
    state: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(VIETNAM),
    post_seconds_per_hour: float | None = None,
) -> Iterator[Addresses]:
    """Serve all sandboxes from a thread until the block is left; they push and call back to `our_url`, if any.

    Ports count up from `ports_from` in the order of `Addresses`, or are free ones. `state` is a folder for memories that
    survive a restart. `now` is the calendar of all but the post, whose hours pass in `post_seconds_per_hour` (not set:
    they pass on demand). Raises OSError when a port is taken.
    """
    names = [field.name for field in fields(Addresses)]
    ports = [0 if ports_from is None else ports_from + place for place in range(len(names))]
    with _listeners(ports) as listeners:
        servers = [_server(app) for app in apps(our_url, state, now, post_seconds_per_hour).values()]
        thread = threading.Thread(target=lambda: asyncio.run(_serve(servers, listeners)), name="sandboxes", daemon=True)
        thread.start()
        try:
            _wait_until_started(servers, thread)
            urls = [f"http://127.0.0.1:{listener.getsockname()[1]}" for listener in listeners]
            yield Addresses(**dict(zip(names, urls, strict=True)))
        finally:
            for server in servers:
                server.should_exit = True
            thread.join(timeout=10)


def apps(
    our_url: str | None, state: Path | None, now: Callable[[], datetime], post_pace: float | None
) -> dict[str, FastAPI]:
    """The apps in the order of `Addresses`."""
    if state:
        state.mkdir(parents=True, exist_ok=True)

    def memory(name: str) -> Path | None:
        return state / f"{name}.db" if state else None

    def at(path: str) -> str | None:
        return None if our_url is None else our_url.rstrip("/") + path

    to_portal = portal.PortalSandboxOptions(receiver=at(PORTAL_PATH), state=memory("portal"))
    to_post = post.PostSandboxOptions(receiver=at(POST_PATH), seconds_per_hour=post_pace, state=memory("post"))
    to_bank = bank.BankSandboxOptions(receiver=at(BANK_PATH), state=memory("bank"))
    return {
        "portal": portal.create_app(to_portal, now),
        "post": post.create_app(to_post),
        "bank": bank.create_app(to_bank, now),
        "registers": registers.create_app(memory("registers"), now=now),
        "notify": notify.create_app(memory("notify"), now=now),
    }


@contextmanager
def _listeners(ports: list[int]) -> Iterator[list[socket.socket]]:
    """Sockets bound before anything starts, so that a taken port is an error here and not in a thread."""
    with ExitStack() as open_sockets:
        listeners = []
        for port in ports:
            listener = open_sockets.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
            listeners.append(listener)
        yield listeners


def _server(app: FastAPI) -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2))


async def _serve(servers: list[uvicorn.Server], listeners: list[socket.socket]) -> None:
    pairs = zip(servers, listeners, strict=True)
    await asyncio.gather(*(server.serve(sockets=[listener]) for server, listener in pairs))


def _wait_until_started(servers: list[uvicorn.Server], thread: threading.Thread) -> None:
    while not all(server.started for server in servers):
        if not thread.is_alive() or any(server.should_exit for server in servers):
            raise RuntimeError("a sandbox did not start; its log says why")
        time.sleep(0.01)


def main() -> None:
    """Serve from the command line: print an address a line, run until interrupted or terminated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--ports-from", type=int, default=9100, help="first of five ports, 0 for free ones (default 9100)"
    )
    parser.add_argument("--state", type=Path, help="folder of memories that survive a restart (default: none)")
    parser.add_argument("--our-url", default="http://127.0.0.1:8000", help="where pushes and callbacks go")
    parser.add_argument("--post-seconds-per-hour", type=float, help="pace of the post (default: stands still)")
    given = parser.parse_args()
    told_to_stop = threading.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda *_: told_to_stop.set())
    sandboxes = running_sandboxes(
        given.our_url,
        ports_from=given.ports_from or None,
        state=given.state,
        post_seconds_per_hour=given.post_seconds_per_hour,
    )
    with sandboxes as addresses:
        for name, url in asdict(addresses).items():
            print(f"{name} {url}", flush=True)
        told_to_stop.wait()


if __name__ == "__main__":
    main()
