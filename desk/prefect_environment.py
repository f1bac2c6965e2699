"""Prefect's settings as Motcua wants them; they must stand in the environment before Prefect is imported."""

import os
from pathlib import Path

SERVER = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    # As it comes, the server spends 35 ms on a task run: every change of state in a transaction of its own, and each
    # kept once more as an event, which automations are matched against. Together, and without the second copy, it is
    # less than half. Runs and their states are all there; the page of events stays empty.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}
"""For a server that we start; a server of somebody else's has settings of its own."""

CLIENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_COLORS": "false",
}


def wanted(home: Path) -> dict[str, str]:
    """No telemetry, quiet logs, a server that is not busier than it must be, its files below our home."""
    return {"PREFECT_HOME": str(home / "prefect"), **SERVER, **CLIENT}


def prepare(home: Path, api_url: str | None = None) -> None:
    """Set what the environment does not say already."""
    for name, value in wanted(home).items():
        os.environ.setdefault(name, value)
    if api_url is not None:
        os.environ["PREFECT_API_URL"] = api_url
