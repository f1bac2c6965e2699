"""Watching: only what a change concerns is checked again, and what is wrong elsewhere is not forgotten."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from workflow.service.drafting import Draft, begin
from workflow.service.watching import Watched, concerned

SECTORS = ("books", "collection", "hi", "payment", "si")
PROCEDURES = Path(__file__).parents[3] / "procedures"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two small procedures with everything they share."""
    copy = tmp_path / "procedures"
    shutil.copytree(PROCEDURES, copy, ignore=shutil.ignore_patterns(*SECTORS, "__pycache__"))
    for slug in ("first", "second"):
        begin(copy, Draft(slug, "si", "Thủ tục", "Procedure", date(2025, 7, 1)))
    return copy


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_one_procedure_is_checked_again_and_the_faults_of_another_stay(root: Path) -> None:
    first, second = (root / "si" / slug / "procedure.yaml" for slug in ("first", "second"))
    replace(second, "then: { granted: hand_over", "then: { granted: hand_ower")
    watched = Watched(root)
    assert "unknown-step" in {fault.code for fault in watched.faults}
    assert watched.look() is None

    replace(first, "deadline:", "deadlin:")
    assert watched.look() == {"first"}
    assert {fault.place.file.split("/")[2] for fault in watched.faults} == {"first", "second"}

    replace(first, "deadlin:", "deadline:")
    replace(second, "hand_ower", "hand_over")
    assert watched.look() == {"first", "second"}
    assert watched.faults == []
    assert watched.cases == 6


def test_a_file_that_is_no_yaml_for_a_while_is_a_fault_until_it_is_mended(root: Path) -> None:
    file = root / "si" / "first" / "procedure.yaml"
    sound = file.read_text("utf-8")
    watched = Watched(root)
    file.write_text(sound + "steps: {", encoding="utf-8")
    assert watched.look() == {"first"}
    assert [fault.code for fault in watched.faults] == ["yaml"]
    file.write_text(sound, encoding="utf-8")
    assert watched.look() == {"first"}
    assert watched.faults == []


def test_what_all_share_concerns_all(root: Path) -> None:
    watched = Watched(root)
    replace(root / "common" / "graphs" / "approval.yaml", "review: head", "review: hed")
    assert watched.look() == {"*"}
    assert {fault.place.file for fault in watched.faults} == {"procedures/common/graphs/approval.yaml"}
    replace(root / "common" / "graphs" / "approval.yaml", "review: hed", "review: head")
    assert watched.look() == {"*"}
    assert watched.faults == []


@pytest.mark.parametrize(
    ("file", "slugs"),
    [
        ("si/first/cases/first.yaml", {"first"}),
        ("si/first/form.schema.json", {"first"}),
        ("common/codes/banks.yaml", None),
        ("parameters/amounts.yaml", None),
        ("organisation.yaml", None),
    ],
)
def test_a_file_belongs_to_its_procedure_or_to_all(root: Path, file: str, slugs: set[str] | None) -> None:
    assert concerned(root, [root / file]) == slugs


def test_a_procedure_that_is_taken_away_takes_its_faults_with_it(root: Path) -> None:
    replace(root / "si" / "second" / "procedure.yaml", "hand_over, declined", "hand_ower, declined")
    watched = Watched(root)
    assert watched.faults
    shutil.rmtree(root / "si" / "second")
    assert watched.look() == {"*"}
    assert watched.faults == []
