"""A real Prefect server for tests, on a free port with a database of its own."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.workflow.flows import processes

SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}


@contextmanager
def prefect_server(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of its API; on SQLite below `home` unless the settings name another database."""
    port = processes.free_port()
    command = [sys.executable, "-m", "prefect", "server", "start", "--no-ui", "--port", str(port)]
    log = home / "prefect-server.log"
    with processes.running(command, {**environment(home), **(settings or {})}, log) as server:
        address = f"http://127.0.0.1:{port}/api"
        processes.answers(f"{address}/health", server, log)
        yield address


def environment(home: Path, api_url: str | None = None) -> Mapping[str, str]:
    """The variables of a process that uses Prefect: our home for its files, and the server when there is one."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "MOTCUA_"))}
    found = {**others, **SETTINGS, "PREFECT_HOME": str(home / "prefect"), "PYTHONUNBUFFERED": "1"}
    return found if api_url is None else {**found, "PREFECT_API_URL": api_url}
