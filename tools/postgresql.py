"""A real PostgreSQL for tests and measurements: started in a temporary folder as an unprivileged user, gone afterwards.

A machine without PostgreSQL is told what to install.
"""

import ctypes
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

HINT = "this needs the PostgreSQL server programs (initdb, postgres): apt-get install postgresql"
UNPRIVILEGED = ("postgres", "nobody")
PR_SET_PDEATHSIG = 1
STARTED_WITHIN = 60  # seconds
SETTINGS = {"max_connections": "200", "listen_addresses": "127.0.0.1"}
CARELESS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB", "deadlock_timeout": "50ms",
}  # fmt: skip
"""For tests: what is lost in a power cut is of no interest to them."""


class Cluster:
    """A running PostgreSQL."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._names = (f"t{number}" for number in itertools.count(1))

    def url(self, database: str) -> str:
        return f"postgresql://motcua@127.0.0.1:{self.port}/{database}"

    def create(self, template: str | None = None) -> str:
        """A new database, empty or a copy of another; gives its name."""
        name = next(self._names)
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def cluster(settings: Mapping[str, str] = CARELESS) -> Iterator[Cluster]:
    """A PostgreSQL in a temporary folder on a free port, gone afterwards, also when whoever started it is killed.

    `settings` go beside SETTINGS. Raises RuntimeError with what to do when it cannot be started.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="motcua-postgresql-"))
    who = _unprivileged(folder)
    process = None
    try:
        data, port = folder / "data", _free_port()
        _initialise(programs / "initdb", data, who)
        options = [f"--{name}={value}" for name, value in {**SETTINGS, **settings}.items()]
        command = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=folder, start_new_session=True, preexec_fn=_die_with_us, **who
            )
        _wait_until_ready(process, port, folder / "log")
        yield Cluster(port)
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)  # immediate shutdown
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the newest server programs. Debian keeps them out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise RuntimeError(HINT)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then somebody else owns the folder and runs it."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError(f"run this as another user than root, or create one of the users {UNPRIVILEGED}")


def _initialise(initdb: Path, data: Path, who: dict[str, Any]) -> None:
    command = [initdb, "-D", data, "-U", "motcua", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=data.parent, check=False, **who)
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed: {done.stderr}")


def _die_with_us() -> None:
    """Asks Linux to stop the server when whoever started it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + STARTED_WITHIN
    while True:
        try:
            psycopg.connect(f"postgresql://motcua@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return
