"""The two readers of YAML: whatever the quick one takes, it reads as the thorough one does."""

from pathlib import Path

import pytest

from workflow.definition import reading

ROOT = Path(__file__).parents[3]
FILES = sorted([*(ROOT / "procedures").rglob("*.yaml"), *(ROOT / "tests").rglob("*.yaml")])
WORDS = """\
- {at: 2025-10-08 17:00, due: "2025-10-08 17:00", exact: '2025-10-08 17:00:30', day: 2025-10-08}
- time: 12:30
  long: 190:20:30
- [no, on, y, ~, 1_000, 1e3, 0o17, 0x1F, .5, +1, true, null, 1.004222]
- exact: 2025-10-08 17:00:30
- >-
  folded 2025-10-08 17:00
  text
"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_are_read_alike(file: Path) -> None:
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return
    assert reading._quickly(text, "x") in (None, reading._thoroughly(text, "x"))


def test_words_mean_the_same() -> None:
    quick = reading._quickly(WORDS, "x")
    assert quick is not None
    assert quick == reading._thoroughly(WORDS, "x")


def test_every_definition_and_every_case_is_read_quickly() -> None:
    slow = [
        file.name
        for file in FILES
        if "procedures" in file.parts and reading._quickly(file.read_text("utf-8"), "x") is None
    ]
    assert slow == []
