"""What was proved once is not proved again, and never hides what has changed since."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.service.checking import check_folder

PROCEDURES = Path(__file__).parents[3] / "procedures"
SLUG = "settle-lump-sum-social-insurance"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Path(shutil.copytree(PROCEDURES, tmp_path / "procedures"))


def codes(folder: Path) -> set[str]:
    return {fault.code for fault in check_folder(folder, only=SLUG, with_cases=False).faults}


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda root: replace(root / f"si/{SLUG}/procedure.yaml", "then: { granted: checking,", "then: { granted: chekcing,"),
         "unknown-step"),
        (lambda root: replace(root / "common/acts.yaml", '"158/2025/NĐ-CP":', '"159/2099/NĐ-CP":'), "unknown-act"),
        (lambda root: replace(root / f"si/{SLUG}/form.schema.json", '"b_emigration"', '"b_emigrated"'), "impossible-value"),
        (lambda root: replace(root / "organisation.yaml", '["BEN:specialist"]', '["BEN:accountant"]'), "nobody"),
        (lambda root: replace(root / "parameters/lump_sum.yaml", "- from: 2016-01-01", "- from: 2019-06-01"),
         "parameter-not-in-force"),
    ],
)  # fmt: skip
def test_a_change_of_anything_a_proof_reckons_with_is_found(
    folder: Path, change: Callable[[Path], None], code: str
) -> None:
    assert codes(folder) == set()
    change(folder)
    assert code in codes(folder)


def test_the_same_files_give_the_same_verdict_twice_and_where_nothing_can_be_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(folder) == codes(folder) == set()
    assert list((tmp_path / "cache").rglob("proved/*"))
    (tmp_path / "no-folder").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no-folder"))
    assert codes(folder) == set()
