"""Python and the packages of the operating system."""

import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from desk.doctor.findings import Caution
from outputs.health import Finding
from workflow.settings import Settings

LIST = Path(__file__).parents[2] / "system-packages.txt"
NEEDED_PYTHON = (3, 11)
ONLY_FOR_TESTS = frozenset({"postgresql", "chromium", "poppler-utils"})
"""Of the listed packages: those that a machine in service does without."""


def python(settings: Settings) -> Iterator[Finding]:
    """The interpreter that runs this."""
    yield Finding(
        "Python",
        sys.version_info >= NEEDED_PYTHON,
        f"{platform.python_version()}, {sys.executable}",
        "apt-get install python3, or choose a newer one: make PYTHON=…",
    )


def system_packages(settings: Settings) -> Iterator[Finding]:
    """The Debian packages of `system-packages.txt`."""
    if not LIST.exists():
        yield Caution("System packages", False, "system-packages.txt is not beside this installation")
        return
    listed = packages_of(LIST.read_text("utf-8"))
    try:
        there = _installed(listed)
    except FileNotFoundError:
        yield Caution("System packages", False, "not a Debian system", f"install by hand: {' '.join(listed)}")
        return
    lacking = [name for name in listed if name not in there]
    needed = [name for name in lacking if name not in ONLY_FOR_TESTS]
    for_tests = [name for name in lacking if name in ONLY_FOR_TESTS]
    seen = f"{len(listed) - len(lacking)} of {len(listed)} installed"
    yield Finding("System packages", not needed, seen, _install(needed))
    if for_tests:
        yield Caution("Packages for the tests", False, f"missing: {', '.join(for_tests)}", _install(for_tests))


def packages_of(text: str) -> list[str]:
    """The names in a list of packages: one a line, what it is for behind a #."""
    names = (line.partition("#")[0].strip() for line in text.splitlines())
    return [name for name in names if name]


def _installed(names: list[str]) -> set[str]:
    # Exits 1 when it does not know one of them, and tells of the others all the same.
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return {
        name
        for name, _, status in (line.partition(" ") for line in answer.stdout.splitlines())
        if status == "installed"
    }


def _install(names: list[str]) -> str:
    return f"apt-get update && apt-get install -y --no-install-recommends {' '.join(names)}" if names else ""
