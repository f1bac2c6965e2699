"""Every pattern is a definition the compiler accepts, runs as its cases say, and stands on the page of the documentation."""

from pathlib import Path

import pytest

from tests.patterns.page import PAGE, page
from tests.patterns.reading import OpenDoor, Pattern, patterns
from tests.workflow.toy import context_of
from workflow.cases import Ground, run_case
from workflow.compiler import check, compile_procedure
from workflow.definition.library import digest_of


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: pattern.file.stem)
def test_a_pattern_is_accepted_and_runs_as_its_cases_say(pattern: Pattern, tmp_path: Path) -> None:
    library = pattern.library(tmp_path)
    source, context = library.sources["toy"], context_of(library)
    assert [str(fault) for fault in check(source, context)] == []
    ground = Ground(
        procedure_on=lambda day, parameters: compile_procedure(source, day, context, digest_of),
        answers_of=lambda node: node.plain(),
        door=OpenDoor(),
    )
    assert [str(fault) for case in pattern.cases for fault in run_case(case, ground).faults] == []


def test_the_page_says_what_the_files_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.patterns.page"
