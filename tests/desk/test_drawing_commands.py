"""`motcua graph` and `motcua show` at the command line."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from desk.command_line import app

PROCEDURES = str(Path(__file__).parents[2] / "procedures")
RUN = CliRunner()


@pytest.mark.parametrize(
    ("format_", "beginning"), [("svg", "<svg"), ("mermaid", "---\ntitle"), ("bpmn", '<?xml version="1.0"')]
)
def test_a_procedure_is_drawn_into_a_file(format_: str, beginning: str, tmp_path: Path) -> None:
    file = tmp_path / "picture"
    done = RUN.invoke(app, ["graph", "1.001613", "--format", format_, "-o", str(file), "--folder", PROCEDURES])
    assert done.exit_code == 0, done.output
    assert file.read_text(encoding="utf-8").startswith(beginning)
    if format_ != "mermaid":
        ElementTree.fromstring(file.read_text(encoding="utf-8"))


def test_the_version_of_a_day_is_shown_in_the_language_wanted() -> None:
    done = RUN.invoke(app, ["show", "1.001613", "--on", "2025-06-30", "--language", "en", "--folder", PROCEDURES])
    assert done.exit_code == 0, done.output
    assert "5 working days" in done.stdout
    assert "LUMP-SUM SOCIAL INSURANCE" in done.stdout


@pytest.mark.parametrize("command", ["graph", "show"])
def test_an_unknown_procedure_is_a_matter_of_use(command: str) -> None:
    done = RUN.invoke(app, [command, "settle-lump-sum", "--folder", PROCEDURES])
    assert done.exit_code == 2


@pytest.mark.parametrize("command", ["graph", "show"])
def test_a_day_before_the_first_version_is_told(command: str) -> None:
    done = RUN.invoke(app, [command, "1.001613", "--on", "2001-01-01", "--folder", PROCEDURES])
    assert done.exit_code == 2
