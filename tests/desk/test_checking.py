"""`motcua check` and `motcua case` as designers run them."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.command_line import app

PROCEDURES = Path(__file__).parents[2] / "procedures"
LUMP_SUM = "settle-lump-sum-social-insurance"


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The procedures with one slip in each of two files."""
    root = tmp_path / "procedures"
    shutil.copytree(PROCEDURES, root, ignore=shutil.ignore_patterns("cases", "__pycache__"))
    lump_sum = root / "si" / LUMP_SUM / "procedure.yaml"
    lump_sum.write_text(lump_sum.read_text("utf-8").replace("then: { settled: receipt,", "then: { settled: reciept,"))
    sickness = root / "si" / "settle-sickness-benefit" / "procedure.yaml"
    sickness.write_text(sickness.read_text("utf-8").replace("fee: none", "fee: none\nfee: none"))
    return root


def test_sound_procedures_are_counted() -> None:
    code, said = run("check", str(PROCEDURES / "payment"))
    assert (code, said) == (0, "3 procedures, 0 errors\n")


def test_one_procedure_alone_can_be_checked() -> None:
    code, said = run("check", str(PROCEDURES / "si" / LUMP_SUM))
    assert (code, said) == (0, "1 procedure, 0 errors\n")


def test_every_fault_is_shown_with_its_place_and_a_hint(broken: Path) -> None:
    code, said = run("check", str(broken))
    assert code == 1
    assert "settle-lump-sum-social-insurance/procedure.yaml:" in said
    assert "leads to unknown step 'reciept'" in said
    assert "the key `fee` stands here a second time" in said
    assert "    hint: " in said
    assert said.endswith(f"{len(list(PROCEDURES.glob('*/*/procedure.yaml')))} procedures, 2 errors\n")


def test_programs_get_the_same_as_json(broken: Path) -> None:
    code, said = run("check", str(broken), "--json")
    found = json.loads(said)
    assert code == 1
    assert {error["code"] for error in found["errors"]} == {"unknown-step", "duplicate-key"}
    assert all(error["line"] > 1 for error in found["errors"])


def test_a_folder_without_procedures_is_said(tmp_path: Path) -> None:
    code, said = run("check", str(tmp_path))
    assert code == 1
    assert "organisation.yaml" in said


def test_notes_tell_what_is_assumed() -> None:
    code, said = run("check", str(PROCEDURES / "si" / LUMP_SUM), "--notes")
    assert code == 0
    assert "(model)" in said


def test_cases_are_told_by_their_sentence() -> None:
    code, said = run("case", LUMP_SUM, "--folder", str(PROCEDURES))
    assert code == 0
    assert "  ✓ Filed on the last day of the old law, the dossier keeps its limit of five working days.\n" in said
    assert said.rstrip().endswith("0 failed")


def test_a_case_that_fails_is_shown_with_its_place(broken: Path) -> None:
    folder = broken / "books" / "reissue-adjust-insurance-book-and-health-card"
    (folder / "cases").mkdir()
    (folder / "cases" / "one.yaml").write_text(
        "- case: It ends by itself.\n  form: examples/valid.json\n  submitted: 2025-10-08\n  expect: { ends: settled }\n"
    )
    code, said = run("case", folder.name, "--folder", str(broken))
    assert code == 1
    assert "  ✗ It ends by itself." in said
    assert "cases/one.yaml:4:19: case:" in said


def test_an_unknown_procedure_is_refused() -> None:
    assert run("case", "no-such-procedure", "--folder", str(PROCEDURES))[0] == 2


def test_watching_shows_faults_again_when_a_file_is_saved_and_ends_quietly(broken: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    file = broken / "si" / LUMP_SUM / "procedure.yaml"
    with said.open("w") as out:
        watching = subprocess.Popen(
            [sys.executable, "-m", "desk", "check", "--watch", str(file.parent)], stdout=out, stderr=out
        )
    try:
        _until(said, "reciept")
        file.write_text(file.read_text("utf-8").replace("reciept", "receipt"), encoding="utf-8")
        _until(said, "no errors")
    finally:
        watching.send_signal(signal.SIGINT)
    assert watching.wait(60) == 0
    assert "Traceback" not in said.read_text("utf-8")


def _until(file: Path, words: str) -> None:
    """Wait until a file holds these words."""
    for _ in range(600):
        if words in file.read_text("utf-8"):
            return
        time.sleep(0.2)
    raise AssertionError(f"{words} never came: {file.read_text('utf-8')}")
