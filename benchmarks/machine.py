"""What the figures were taken on; without it they say nothing."""

import json
import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

Tell = Callable[[str], None]
"""Hears of the progress."""

LIBRARIES = ("prefect", "weasyprint", "pyhanko", "sqlalchemy", "pydantic")


@dataclass(frozen=True)
class Machine:
    """Cores, memory, software, and how busy it was before we came."""

    cores: int
    memory_gib: float
    processor: str
    python: str
    libraries: dict[str, str]
    load: float
    """Average of the last minute before anything was measured; above a few tenths the figures are too high."""

    def __str__(self) -> str:
        return (
            f"{self.cores} cores ({self.processor}), {self.memory_gib:.0f} GiB, Python {self.python}, "
            f"Prefect {self.libraries['prefect']}, WeasyPrint {self.libraries['weasyprint']}; load before {self.load:.1f}"
        )


def this_machine() -> Machine:
    """The machine this runs on."""
    return Machine(
        cores=os.cpu_count() or 1,
        memory_gib=psutil.virtual_memory().total / 2**30,
        processor=_processor(),
        python=platform.python_version(),
        libraries={name: version(name) for name in LIBRARIES},
        load=os.getloadavg()[0],
    )


def keep(file: str | None, figures: Mapping[str, Any]) -> None:
    """Write every figure into a file, as JSON, where one is asked for."""
    if file:
        Path(file).write_text(json.dumps(figures, indent=1, ensure_ascii=False), encoding="utf-8")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
