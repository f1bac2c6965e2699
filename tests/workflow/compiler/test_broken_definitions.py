"""Every fault a definition can have is found at its place and told in words that help; one fault a file in tests/broken."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.workflow.compiler.corpus import Broken, all_broken
from tests.workflow.toy import SCHEMAS, TEMPLATES, context_of, head, write_library
from workflow.compiler import check, compile_procedure
from workflow.definition.acts import load_acts
from workflow.definition.library import read_library
from workflow.definition.places import DefinitionError, Fault
from workflow.definition.reading import read

ROOT = Path(__file__).parents[3]
NEEDED = {**dict.fromkeys(TEMPLATES, frozenset[str]()), "certificate": frozenset({"holder"})}


def faults_in(folder: Path) -> list[Fault]:
    """Everything found wrong with the procedure `toy`."""
    try:
        library = read_library(folder)
    except DefinitionError as error:
        return list(error.faults)
    register = folder / "common/acts.yaml"
    try:
        acts = load_acts(register, "procedures/common/acts.yaml") if register.exists() else None
    except DefinitionError as error:
        return list(error.faults)
    return check(library.sources["toy"], context_of(library, templates=NEEDED, acts=acts, **SCHEMAS))


@pytest.mark.parametrize("broken", all_broken(), ids=lambda broken: broken.file.stem)
def test_a_broken_definition_is_told_what_is_wrong_where_and_how_to_mend_it(broken: Broken, tmp_path: Path) -> None:
    found = faults_in(broken.write(tmp_path))
    expected = broken.expected
    assert [(str(fault.place), fault.code) for fault in found] == [(each.place, each.code) for each in expected]
    for fault, each in zip(found, expected, strict=True):
        assert each.words in fault.reason
        assert each.hint in fault.hint


# --- What no file can show ---


def test_a_day_before_the_first_version_has_none(tmp_path: Path) -> None:
    library = read_library(write_library(tmp_path, {"toy": head() + "steps: { settled: { end: settled } }"}))
    with pytest.raises(DefinitionError) as refusal:
        compile_procedure(library.sources["toy"], date(2019, 12, 31), context_of(library), lambda tree: "")
    assert [fault.code for fault in refusal.value.faults] == ["not-in-force"]


def test_two_folders_of_one_name_are_one_too_many(tmp_path: Path) -> None:
    write_library(tmp_path, {"toy": head()})
    (tmp_path / "elsewhere/toy").mkdir(parents=True)
    (tmp_path / "elsewhere/toy/procedure.yaml").write_text(head(), encoding="utf-8")
    with pytest.raises(DefinitionError, match="'toy' is already the folder") as refusal:
        read_library(tmp_path)
    assert [fault.code for fault in refusal.value.faults] == ["duplicate-procedure"]


def test_all_unreadable_files_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    write_library(tmp_path, {"one": "a: [", "two": "", "toy": head()})
    (tmp_path / "organisation.yaml").write_text("units: {}", encoding="utf-8")
    (tmp_path / "calendar.yaml").unlink()
    with pytest.raises(DefinitionError) as refusal:
        read_library(tmp_path)
    found = {(Path(fault.place.file).name, fault.code) for fault in refusal.value.faults}
    assert found >= {("procedure.yaml", "yaml"), ("procedure.yaml", "empty-file"), ("calendar.yaml", "missing-file")}
    assert ("organisation.yaml", "missing-key") in found


def test_a_folder_where_a_file_should_be_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refusal:
        read(tmp_path)
    assert [fault.code for fault in refusal.value.faults] == ["unreadable-file"]


# --- The corpus is whole ---


def test_every_fault_the_code_can_tell_has_its_broken_file_or_test() -> None:
    shown = {each.code for broken in all_broken() for each in broken.expected}
    shown |= set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', Path(__file__).read_text(encoding="utf-8")))
    assert sorted(set(codes()) - shown) == []


def codes() -> Iterator[str]:
    """Every code with which reader and compiler make a fault."""
    folders = (ROOT / "workflow" / "compiler", ROOT / "workflow" / "definition")
    others = {
        "calendar.py",
        "parameters.py",
        "messages.py",
        "rules.py",
    }  # files beside definitions, with tests of their own
    for file in (file for folder in folders for file in folder.glob("*.py") if file.name not in others):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and _name_of(node.func) in ("Fault", "fault", "_fault", "_known", "misfit")
                and node.args
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
