"""Every code has its entry in the catalogue, and the examples there are what they say: the bad one has the fault, the good one none."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.errors import FormError
from tests.workflow.compiler.corpus import Broken
from tests.workflow.compiler.test_broken_definitions import NEEDED, faults_in
from tests.workflow.toy import context_of
from workflow.definition.fault_codes import Code, load_codes, near
from workflow.definition.library import read_library
from workflow.definition.parameters import load_parameters
from workflow.definition.places import DefinitionError, Fault
from workflow.service.form_faults import form_faults
from workflow.service.procedures import Procedures

ROOT = Path(__file__).parents[3]
CODES = load_codes()
SHOWN = {name: code for name, code in CODES.items() if code.told is None}
BEFORE = """
  receive: { review: receiver, unit: ONE_STOP, then: receipt }
  receipt: { produce: receipt, result: false, clock: start }"""
AFTER = "  settled: { end: settled }\n"


def codes_found(text: str, code: Code, folder: Path) -> set[str]:
    """The codes of all that is wrong with a sound procedure into which an example was put."""
    file = folder / "example.yaml"
    file.write_text(_with_ends(text, code), encoding="utf-8")
    root = Broken(file).write(folder)
    found = {fault.code for fault in faults_in(root) or faults_of_forms_in(root)}
    try:
        load_parameters(root / "parameters")
    except DefinitionError as error:
        found |= {fault.code for fault in error.faults}
    return found


def faults_of_forms_in(root: Path) -> list[Fault]:
    """Everything found wrong with the form of the procedure `toy`, where the example has one."""
    if not (root / "toy/toy/form.schema.json").exists():
        return []
    library = read_library(root)
    return list(form_faults(library.sources["toy"], Procedures(library, context_of(library, templates=NEEDED))))


def _with_ends(text: str, code: Code) -> str:
    """The example with the steps around it: how a dossier is received, and how it is settled."""
    if code.whole:
        return text
    definition, mark, others = text.partition("# file:")
    if not definition.startswith("steps:\n"):
        return text
    return definition.replace("steps:", f"steps:{BEFORE}", 1) + AFTER + mark + others


@pytest.mark.parametrize("name", SHOWN)
def test_a_bad_example_has_the_fault_and_the_good_one_none(name: str, tmp_path: Path) -> None:
    code = SHOWN[name]
    (tmp_path / "bad").mkdir()
    (tmp_path / "good").mkdir()
    assert name in codes_found(code.bad, code, tmp_path / "bad")
    assert codes_found(code.good, code, tmp_path / "good") == set()


def test_the_catalogue_holds_every_code_there_is_and_no_other() -> None:
    there = set(codes_of_the_house())
    assert (there - CODES.keys(), CODES.keys() - there) == (set(), set())


def test_few_codes_are_told_in_words_only() -> None:
    assert {name for name, code in CODES.items() if code.told} <= {
        *("missing-file", "unreadable-file", "not-utf8", "empty-file", "no-procedures", "duplicate-procedure"),
        *("not-in-force", "case"),
    }


def test_a_code_half_remembered_leads_to_those_it_may_be() -> None:
    assert near("unknown-rol", CODES)[0] == "unknown-role"
    assert {"clock-never-starts"} <= set(near("clock", CODES))
    assert near("xyzzy", CODES) == []


def codes_of_the_house() -> Iterator[str]:
    """Every code with which a fault is made anywhere in the house."""
    yield inspect.signature(FormError).parameters["code"].default
    for file in (*(ROOT / "workflow").rglob("*.py"), *(ROOT / "forms").glob("*.py")):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"Fault|FormError|Misfit", text) else ():
            if isinstance(node, ast.Call) and _name_of(node.func) in ("Fault", "fault", "_fault", "_known", "misfit"):
                yield from _text(node.args[:1])
            if isinstance(node, ast.Call) and _name_of(node.func) == "FormError":
                yield from _text([word.value for word in node.keywords if word.arg == "code"])


def _text(nodes: list[ast.expr]) -> Iterator[str]:
    yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
