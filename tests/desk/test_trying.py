"""`motcua try` and `motcua case run` as designers use them: lines in, a dossier on the screen, a case in the folder."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.command_line import app

PROCEDURES = Path(__file__).parents[2] / "procedures"
LUMP_SUM = "settle-lump-sum-social-insurance"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The procedures with one definition, whose folder a test may write into."""
    copy = tmp_path / "procedures"
    shutil.copytree(PROCEDURES, copy, ignore=shutil.ignore_patterns("settle-sickness-benefit", "__pycache__"))
    return copy


def motcua(*arguments: str | Path, typed: str = "") -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "80"}).invoke(app, list(map(str, arguments)), input=typed)
    return result.exit_code, result.output


def walked(root: Path, *lines: str, begun: tuple[str, ...] = ()) -> tuple[int, str]:
    return motcua("try", LUMP_SUM, "--folder", root, *begun, typed="\n".join(lines) + "\n")


def test_a_walk_shows_where_the_dossier_stands_for_whom_it_waits_and_what_machines_do(root: Path) -> None:
    code, said = walked(root, "accept", "answer", "pass 1 working days")
    assert code == 0
    assert "1 accept          Accept" in said
    assert "Reception officer, One-stop unit, until Wed 2 Jul 12:00" in said
    assert "→ lay out receipt, series receipt" in said
    assert "answer of contributions" in said
    assert "1 d of 7 working days used, due Fri 11 Jul 08:00" in said
    assert "papers  1 receipt" in said
    assert max(len(line) for line in said.splitlines()) <= 80


def test_what_it_saves_runs_among_the_cases_of_the_procedure_and_by_itself(root: Path) -> None:
    lines = (
        "accept",
        "answer",
        "grant",
        "agree",
        "sign",
        "# a remark",
        "save walked.yaml Signed on the first day.",
        "quit",
    )
    code, said = walked(root, *lines)
    file = root / "si" / LUMP_SUM / "cases" / "walked.yaml"
    assert (code, file.exists()) == (0, True), said
    for what in (LUMP_SUM, file):
        code, said = motcua("case", what, "--folder", root)
        assert code == 0
        assert "✓ Signed on the first day." in said
    code, said = motcua("case", "run", file, "--json")
    assert [case["case"] for case in json.loads(said)["cases"]] == ["Signed on the first day."]


def test_a_script_with_a_line_that_means_nothing_fails_and_goes_on(root: Path) -> None:
    code, said = walked(root, "allow", "accept", "undo", "undo")
    assert code == 1
    assert "not done: 'allow' is no way on here" in said
    assert "status 2 accepted" in said
    assert "nothing happened yet that could be taken back" in said


def test_a_paper_is_written_as_pdf(root: Path, tmp_path: Path) -> None:
    code, _ = walked(root, "accept", f"paper 1 {tmp_path / 'receipt.pdf'}")
    assert code == 0
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")


def test_faults_of_the_form_are_shown_and_titles_come_in_vietnamese_too(root: Path, tmp_path: Path) -> None:
    answers = json.loads((root / "si" / LUMP_SUM / "examples" / "valid.json").read_text("utf-8"))
    del answers["contact"]
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    begun = ("--form", str(tmp_path / "answers.json"), "--on", "2025-08-04 09:00", "--lang", "vi")
    code, said = walked(root, "quit", begun=begun)
    assert code == 0
    assert "fault   /contact" in said
    assert "Mon 4 Aug 2025 09:00" in said
    assert "Tiếp nhận" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-procedure"], "there is no procedure no-such-procedure"),
        ([LUMP_SUM, "--case", "no such sentence"], "no case says 'no such sentence'"),
        ([LUMP_SUM, "--on", "2001-01-01"], "not in force"),
        ([LUMP_SUM, "--on", "soon"], "is not a moment"),
        ([LUMP_SUM, "--form", "nowhere.json"], "there is no file nowhere.json"),
    ],
)
def test_what_cannot_be_begun_says_why(root: Path, arguments: list[str], words: str) -> None:
    code, said = motcua("try", *arguments, "--folder", root)
    assert code == 1
    assert words in re.sub(r"\s+", " ", said)


def test_a_definition_with_faults_is_checked_first(root: Path) -> None:
    file = root / "si" / LUMP_SUM / "procedure.yaml"
    file.write_text(file.read_text("utf-8").replace("then: { settled: receipt,", "then: { settled: reciept,"), "utf-8")
    code, said = walked(root)
    assert code == 1
    assert "unknown step 'reciept'" in said


def test_a_file_outside_needs_the_name_of_its_procedure(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.yaml"
    file.write_text(
        "- case: It waits.\n  form: examples/valid.json\n  submitted: 2025-07-02\n  expect: { status: 1 }\n", "utf-8"
    )
    assert motcua("case", "run", file, "--folder", root)[0] == 2
    assert motcua("case", "run", file, "--folder", root, "--procedure", LUMP_SUM)[0] == 0
