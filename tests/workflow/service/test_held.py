"""Cases that held are not run again, and what is remembered never hides an error."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.service import checking, proved
from workflow.service.checking import Report, check_folder

PROCEDURES = Path(__file__).parents[3] / "procedures"
SLUG = "settle-lump-sum-social-insurance"
HOME = f"si/{SLUG}"
CALLED = "books/reissue-adjust-insurance-book-and-health-card"
FILES = {"granted.yaml", "not-granted.yaml", "papers-and-people.yaml"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = Path(shutil.copytree(PROCEDURES, tmp_path / "procedures"))
    for file in root.rglob("*.*"):
        os.utime(file, (0, 0))  # saved long ago
    return root


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The files of cases that were run, and not remembered."""
    names: set[str] = set()
    run = checking.run_file

    def run_file(file: Path, *rest: object) -> object:
        names.add(file.name)
        return run(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "run_file", run_file)
    return names


def check(folder: Path) -> Report:
    return check_folder(folder, only=SLUG)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_what_nothing_changed_for_is_remembered_whole(folder: Path, ran: set[str]) -> None:
    first = check(folder)
    assert ran == FILES
    ran.clear()
    second = check(folder)
    assert ran == set()
    assert second.cases == first.cases
    assert second.faults == first.faults == []


@pytest.mark.parametrize(
    "change",
    [
        lambda root: replace(root / HOME / "cases/granted.yaml", "due: 2025-07-11 08:00", "due: 2025-07-12 08:00"),
        lambda root: replace(root / HOME / "examples/valid.json", '"e_12_months_out_and_under_20_years"', '"b_emigration"'),
        lambda root: replace(root / HOME / "procedure.yaml", "time: 7 working days", "time: 6 working days"),
        lambda root: replace(root / "parameters/lump_sum.yaml", 'after: "2"', 'after: "3"'),
        lambda root: replace(root / "calendar.yaml", "off: [2025-05-02]", "off: [2025-07-03]"),
        lambda root: replace(root / CALLED / "form.schema.json", '"required": [', '"required": ["nobody_gives_this", '),
    ],
    ids=["case", "example", "definition", "parameter", "calendar", "called procedure"],
)  # fmt: skip
def test_a_change_of_anything_a_case_reckons_with_is_found(folder: Path, change: Callable[[Path], None]) -> None:
    assert check(folder).faults == []
    change(folder)
    assert check(folder).faults != []


def test_another_program_runs_them_again(folder: Path, ran: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    check(folder)
    ran.clear()
    monkeypatch.setattr(proved, "_code", lambda: "a rule was changed")
    check(folder)
    assert ran == FILES


def test_only_a_changed_file_is_run_again_and_one_that_does_not_hold_each_time(folder: Path, ran: set[str]) -> None:
    check(folder)
    replace(folder / HOME / "cases/granted.yaml", "due: 2025-07-11 08:00", "due: 2025-07-12 08:00")
    for _ in range(2):
        ran.clear()
        assert check(folder).faults != []
        assert ran == {"granted.yaml"}


def test_what_was_saved_a_moment_ago_is_not_taken_for_what_was_read(folder: Path, ran: set[str]) -> None:
    now = time.time()
    os.utime(folder / "parameters/lump_sum.yaml", (now, now))
    check(folder)
    ran.clear()
    check(folder)
    assert ran == FILES


def test_who_asks_for_one_is_told_of_no_other_that_cannot_be_read(folder: Path) -> None:
    (folder / "si/settle-sickness-benefit/procedure.yaml").write_text("steps: [", "utf-8")
    assert check(folder).faults == []
    assert [fault.code for fault in check_folder(folder).faults if fault.code == "yaml"] == ["yaml"]


def test_cases_that_call_what_cannot_be_read_say_so_where_they_call_it(folder: Path) -> None:
    (folder / CALLED / "procedure.yaml").write_text("steps: [", "utf-8")
    faults = check(folder).faults
    assert {fault.code for fault in faults} == {"case"}
    assert all("has faults of its own" in fault.reason for fault in faults)
    assert faults[0].place.file.endswith("cases/papers-and-people.yaml")
