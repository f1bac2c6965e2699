"""The desk over a real office on SQLite, served on a port of this machine."""

import json
import shutil
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from itsdangerous import TimestampSigner

from desk.app import COOKIE, create_app
from desk.settings import DeskSettings, Signature
from desk.visitors import SESSION_KEY
from tests.desk.visiting import Visitor
from tests.workflow.service.walking import a_pdf
from workflow.service.office import Office
from workflow.service.workbench import Workbench

PROCEDURES = Path(__file__).parents[2] / "procedures"
SECRET = "a secret that is only good for tests, and long enough"


@dataclass(frozen=True)
class Checked:
    """What a test's verifier finds: a file that begins as promised is good."""

    valid: bool
    signatures: tuple[Signature, ...] = ()
    problems: tuple[str, ...] = ()


def verify_file(content: bytes) -> Checked:
    """Stands for the verification of signatures, which has tests of its own."""
    good = content.startswith(b"signed ")
    return Checked(good, (), () if good else ("Tệp không có chữ ký số.",))


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The desk does not care which database there is: SQLite."""
    file = tmp_path / "motcua.sqlite"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def procedures(tmp_path: Path) -> Path:
    """The real procedures, in a folder that may be written to."""
    root = tmp_path / "procedures"
    shutil.copytree(PROCEDURES, root, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def settings(procedures: Path, tmp_path: Path) -> DeskSettings:
    """The settings of the desk under test."""
    return DeskSettings(
        secret=SECRET,
        https_only=False,
        verify_file=verify_file,
        preview=lambda code, visit, officer: (a_pdf(), f"{code}.pdf"),
        body_limit=4_000_000,
        workbench=Workbench(procedures, tmp_path / "drafts"),
    )


@pytest.fixture
def app(office: Office, settings: DeskSettings) -> FastAPI:
    """The desk."""
    return create_app(office, settings)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """The desk, served; gives its address without the last slash."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the desk did not start"
        time.sleep(0.005)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def visitors(address: str) -> Iterator[Callable[[], Visitor]]:
    """Makes visitors, each with a browser session of their own."""
    with ExitStack() as stack:
        yield lambda: Visitor(stack.enter_context(httpx.Client(base_url=address, timeout=30)))


@pytest.fixture
def visitor(visitors: Callable[[], Visitor]) -> Visitor:
    """Somebody who has not signed in."""
    return visitors()


@pytest.fixture
def as_officer(visitors: Callable[[], Visitor]) -> Callable[[str], Visitor]:
    """An officer by user name, with a session as the desk gives one; signing in itself costs time and has its own tests."""

    def with_session(name: str) -> Visitor:
        visitor = visitors()
        session = b64encode(json.dumps({SESSION_KEY: name}).encode())
        visitor.client.cookies.set(COOKIE, TimestampSigner(SECRET).sign(session).decode())
        return visitor

    return with_session
