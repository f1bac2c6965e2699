"""Prefect's settings as Motcua wants them; they must stand in the environment before Prefect is imported."""

import os
from pathlib import Path


def prepare(home: Path, api_url: str | None = None) -> None:
    """Set what the environment does not say already: no telemetry, quiet logs, its files below our home."""
    wanted = {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_CLI_COLORS": "false",
    }
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
    if api_url is not None:
        os.environ["PREFECT_API_URL"] = api_url
