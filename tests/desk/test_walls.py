"""The desk's own walls: one module knows the doors, and no outside address is called."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

DESK = Path(__file__).parents[2] / "desk"
PAGES = [DESK / name for name in ("officer", "designer", "public", "api")]
FILES = sorted([*DESK.glob("*.py"), *(file for folder in PAGES for file in folder.glob("*.py"))])
# These start processes and tie everything together; they are not part of the app.
STARTING = {"serving.py", "command_line.py", "prefect_environment.py", "__main__.py"}


def imports_of(file: Path) -> Iterator[str]:
    """The modules a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("file", [file for file in FILES if file.name not in STARTING], ids=lambda file: file.name)
def test_only_the_doors_module_knows_the_workflow(file: Path) -> None:
    known = {name.partition(".")[0] for name in imports_of(file)}
    assert not known & {"outputs", "integrations", "procedures", "prefect", "sqlalchemy", "httpx"}
    assert file.name == "doors.py" or "workflow" not in known
