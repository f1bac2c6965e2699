"""A whole house for tests: the real definitions, the desk and the sandboxes on ports of this machine; workers are hired apart."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from desk.demo.parts import set_clock
from desk.demo.people import OFFICERS
from desk.demo.scripts import BEGINS_AT
from desk.serving import app_of
from integrations.bank.sandbox import DEMO_SECRET as BANK_SECRET
from integrations.portal.sandbox import DEMO_SECRET as PORTAL_SECRET
from integrations.sandboxes import Addresses, running_sandboxes
from tests.workflow.flows.prefect_server import environment
from tests.workflow.flows.processes import free_port
from workflow.service.office import Office
from workflow.service.people import appoint
from workflow.settings import Settings
from workflow.wiring import clock, open_office


@dataclass(frozen=True)
class House:
    """What is running."""

    office: Office
    settings: Settings
    sandboxes: Addresses
    prefect_url: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a worker of this house."""
        said = self.settings.model_dump(mode="python", exclude_unset=True)
        ours = {f"MOTCUA_{name.upper()}": _plain(value) for name, value in said.items()}
        return {**environment(self.settings.home, self.prefect_url), **ours}


@contextmanager
def house(
    home: Path, prefect_url: str, database_url: str = "", *, owner_url: str = "", **settings: Any
) -> Iterator[House]:
    """A house whose day has just begun: officers appointed, no dossier yet. By its owner, where the desk may not."""
    home.mkdir(parents=True, exist_ok=True)
    set_clock(home / "clock", BEGINS_AT)
    desk_port = free_port()
    desk_url = f"http://127.0.0.1:{desk_port}"
    with running_sandboxes(desk_url, now=clock(home / "clock"), post_seconds_per_hour=0.02) as sandboxes:
        key = httpx.get(f"{sandboxes.post}/_sandbox/key").raise_for_status().json()
        chosen = Settings(
            home=home,
            database_url=database_url,
            clock=home / "clock",
            demo_keys=True,
            public_url=desk_url,
            portal_url=sandboxes.portal,
            portal_secret=PORTAL_SECRET,
            post_url=sandboxes.post,
            post_key=key["modulus"],
            bank_url=sandboxes.bank,
            bank_secret=BANK_SECRET,
            registers_url=sandboxes.registers,
            notify_url=sandboxes.notify,
            **settings,
        )
        app = app_of(chosen)
        office: Office = app.state.office
        administration = open_office(chosen.model_copy(update={"database_url": owner_url})) if owner_url else office
        for person in OFFICERS:
            appoint(administration, person.id, person.name, "mật khẩu thử", person.posts, email=person.email)
        with _served(app, desk_port):
            yield House(office, chosen, sandboxes, prefect_url)
        office.store.close()


@contextmanager
def _served(app: FastAPI, port: int) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, name="desk", daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the desk did not start"
        time.sleep(0.005)
    yield
    server.should_exit = True
    thread.join()


def _plain(value: Any) -> str:
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)
