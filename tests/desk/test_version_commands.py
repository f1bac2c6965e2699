"""`motcua diff`, `publish`, `versions` and `migrate` as designers run them."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.command_line import app

PROCEDURES = Path(__file__).parents[2] / "procedures"
SLUG = "settle-lump-sum-social-insurance"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the procedures to spoil."""
    return Path(shutil.copytree(PROCEDURES, tmp_path / "procedures"))


def run(home: Path, *arguments: str | Path, procedures: Path = PROCEDURES) -> tuple[int, str]:
    environment = {"MOTCUA_HOME": str(home / "home"), "MOTCUA_PROCEDURES": str(procedures)}
    result = CliRunner().invoke(app, [str(each) for each in arguments], env=environment)
    return result.exit_code, result.output


def test_two_versions_are_compared_in_words_and_the_exit_code_says_whether_they_differ(tmp_path: Path) -> None:
    code, said = run(tmp_path, "diff", SLUG, "2019-05-01", "2025-07-01", "--folder", PROCEDURES)
    assert code == 1
    assert said.index("Rights and duties of the applicant") < said.index("time limit: 5 working days → 7 working days")
    assert run(tmp_path, "diff", SLUG, "2025-07-01", "2026-01-01", "--folder", PROCEDURES)[0] == 0
    code, said = run(tmp_path, "diff", SLUG, "2025-07-01", "1990-01-01", "--folder", PROCEDURES)
    assert (code, "no version for 1990-01-01" in said) == (2, True)


def test_a_folder_is_compared_with_another_for_programs_too(tmp_path: Path, folder: Path) -> None:
    file = folder / "si" / SLUG / "procedure.yaml"
    file.write_text(file.read_text("utf-8").replace("time: 7 working days", "time: 9 working days"), "utf-8")
    code, said = run(tmp_path, "diff", SLUG, PROCEDURES, folder, "--json")
    assert code == 1
    assert json.loads(said)["changes"][0] == {
        "about": "applicant", "what": "time limit", "before": "7 working days", "after": "9 working days",
    }  # fmt: skip


def test_what_is_published_is_listed_compared_and_moved_to(tmp_path: Path) -> None:
    code, said = run(tmp_path, "publish", SLUG, "--by", "an")
    assert (code, said.count(": published from")) == (0, 2)
    listed = json.loads(run(tmp_path, "versions", "--json")[1])
    assert [(each["number"], each["published_by"], each["running"]) for each in listed] == [(1, "an", 0), (2, "an", 0)]
    assert run(tmp_path, "diff", SLUG, "--published", "--folder", PROCEDURES)[0] == 0
    assert run(tmp_path, "migrate", SLUG, "--to", "2025-07-01") == (0, "no dossier is running\n")


def test_a_procedure_whose_case_fails_is_not_published(tmp_path: Path, folder: Path) -> None:
    file = folder / "si" / SLUG / "procedure.yaml"
    file.write_text(file.read_text("utf-8").replace("time: 7 working days", "time: 9 working days"), "utf-8")
    code, said = run(tmp_path, "publish", SLUG, procedures=folder)
    assert (code, "not published" in said, "cases/" in said) == (1, True, True)
    assert json.loads(run(tmp_path, "versions", "--json", procedures=folder)[1]) == []


@pytest.mark.parametrize("arguments", [("publish",), ("migrate", SLUG), ("publish", SLUG, "--from", "soon")])
def test_what_is_not_said_is_asked_for(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run(tmp_path, *arguments)[0] == 2
