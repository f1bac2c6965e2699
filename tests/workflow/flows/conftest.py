"""A real Prefect server, started once for all tests that need one (they share one xdist group, and so one process), and
a workshop whose surroundings are the sandboxes.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_HOME,
    PREFECT_LOGGING_LEVEL,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)

from integrations.bank.client import BankClient
from integrations.bank.sandbox import DEMO_TOKEN as BANK_TOKEN
from integrations.notify.client import NotifyClient
from integrations.notify.sandbox import DEMO_TOKEN as NOTIFY_TOKEN
from integrations.portal.client import PortalClient, PortalSettings
from integrations.post.client import PostClient, PostSettings
from integrations.registers.client import RegistersClient
from integrations.registers.sandbox import DEMO_TOKEN as REGISTERS_TOKEN
from integrations.sandboxes import Addresses, running_sandboxes
from outputs.rendering import Renderer
from tests.workflow.flows import bench
from tests.workflow.flows.prefect_server import prefect_server
from workflow import flows
from workflow.definition.messages import load_messages
from workflow.performing import Outside
from workflow.performing.keys import KeyRing
from workflow.service.context import MESSAGES
from workflow.service.office import Office
from workflow.settings import Settings
from workflow.workshop import Workshop

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="session")
def prefect_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API of a Prefect server."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as address:
        yield address


@pytest.fixture(scope="session")
def shared_sandboxes() -> Iterator[Addresses]:
    """Sandboxes that call nobody back."""
    with running_sandboxes(NOBODY) as addresses:
        yield addresses


@pytest.fixture
def sandboxes(shared_sandboxes: Addresses) -> Iterator[Addresses]:
    """The sandboxes, well again after each test."""
    yield shared_sandboxes
    for address in vars(shared_sandboxes).values():
        httpx.delete(f"{address}/_sandbox/faults").raise_for_status()


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """How work is performed does not depend on the database; that none of it is lost does: see test_killing."""
    file = tmp_path / "motcua.sqlite"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def outside(office: Office, sandboxes: Addresses, renderer: Renderer, tmp_path: Path) -> Outside:
    """The sandboxes as a worker sees them."""
    settings = Settings()
    return Outside(
        renderer=renderer,
        keys=KeyRing(tmp_path / "keys", agency=office.organisation.agency.name, makes_missing=True),
        portal=PortalClient(
            PortalSettings(
                base_url=sandboxes.portal,
                username="motcua",
                password="motcua",
                agency_code=office.organisation.agency.code,
                destination_code="sandbox",
            )
        ),
        post=PostClient(PostSettings(sandboxes.post, "motcua", "motcua")),
        bank=BankClient(sandboxes.bank, BANK_TOKEN),
        registers=RegistersClient(sandboxes.registers, REGISTERS_TOKEN),
        notify=NotifyClient(sandboxes.notify, NOTIFY_TOKEN),
        notices=load_messages(settings.procedures / MESSAGES),
        public_url=NOBODY,
        poll_seconds=1800,
    )


@pytest.fixture
def shop(
    office: Office, outside: Outside, prefect_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workshop]:
    """The workshop in which the flows of this test run, against the real Prefect server."""
    settings = Settings(home=tmp_path, lease_seconds=60, idle_seconds=0.05)
    made = Workshop(office, outside, settings, "tests")
    monkeypatch.setattr(flows, "_workshop", made)
    monkeypatch.setattr(bench, "this_test_began_at", datetime.now(UTC))
    told = {
        PREFECT_API_URL: prefect_url,
        PREFECT_HOME: tmp_path / "prefect",
        PREFECT_LOGGING_LEVEL: "WARNING",
        PREFECT_LOGGING_TO_API_ENABLED: False,
    }
    with temporary_settings(told):
        yield made
