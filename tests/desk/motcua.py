"""The real command as a person starts it: a process of its own, told where home is and nothing else."""

import os
import subprocess
import sys
from pathlib import Path


def motcua(home: Path, *arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `motcua` to its end. Only the given variables of Motcua and Prefect are set."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "PREFECT_"))}
    return subprocess.run(
        [sys.executable, "-m", "desk", *map(str, arguments)],
        env={**others, "MOTCUA_HOME": str(home), "COLUMNS": "80", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
