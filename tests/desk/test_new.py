"""`motcua new`: what it writes checks clean, and nothing that is there is ever touched."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.command_line import app
from workflow.service.checking import check_folder

SECTORS = ("books", "collection", "hi", "payment", "si")
PROCEDURES = Path(__file__).parents[2] / "procedures"
TITLES = ("--title-vi", 'Xác nhận: "quá trình", đóng', "--title-en", "Confirmation # of contributions")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of procedures without any procedure in it."""
    copy = tmp_path / "procedures"
    shutil.copytree(PROCEDURES, copy, ignore=shutil.ignore_patterns(*SECTORS, "rules", "__pycache__"))
    return copy


def new(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["new", *arguments, "--folder", str(root)])
    return result.exit_code, result.output


@pytest.mark.parametrize("first_day", ["2025-07-01", "2026-02-17"])  # the second is the first day of Tết
def test_what_it_writes_checks_clean_and_its_cases_hold(root: Path, first_day: str) -> None:
    code, said = new(root, "confirm-contributions", "--sector", "books", *TITLES, "--from", first_day)
    report = check_folder(root)
    assert code == 0, said
    assert (report.procedures, report.faults) == (1, [])
    assert len(report.cases["confirm-contributions"]) == 3
    assert all(verdict.held for verdict in report.cases["confirm-contributions"])


def test_what_is_assumed_is_noted_and_a_code_that_is_known_is_not(root: Path) -> None:
    new(root, "without-code", "--sector", "si", *TITLES)
    new(root, "with-code", "--sector", "si", *TITLES, "--code", "1.001234")
    notes = check_folder(root).notes
    assert any("0.000000" in note for note in notes["without-code"])
    assert not any("0.000000" in note for note in notes["with-code"])
    assert all("(model)" in note for note in notes["with-code"])


def test_a_procedure_of_that_name_is_never_overwritten_even_in_another_sector(root: Path) -> None:
    new(root, "confirm-contributions", "--sector", "books", *TITLES)
    kept = root / "books" / "confirm-contributions" / "procedure.yaml"
    kept.write_text(kept.read_text("utf-8") + "# mine\n", encoding="utf-8")
    for sector in ("books", "si"):
        code, said = new(root, "confirm-contributions", "--sector", sector, *TITLES)
        assert code == 1
        assert "is there already" in said
    assert kept.read_text("utf-8").endswith("# mine\n")
    assert not (root / "si").exists()


@pytest.mark.parametrize("slug", ["Upper", "with_underscore", "-hyphen-first", "two--hyphens", "../outside", "thẻ"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(root: Path, slug: str) -> None:
    code, _ = new(root, "--sector", "si", *TITLES, "--", slug)
    assert code != 0
    assert not (root / "si").exists()


def test_what_is_missing_is_named_where_nobody_can_be_asked(root: Path) -> None:
    code, said = new(root, "confirm-contributions", *TITLES)
    assert code == 2
    assert "--sector" in said
