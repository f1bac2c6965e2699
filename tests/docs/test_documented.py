"""What must be documented is: settings, commands, step kinds, statuses; links lead somewhere, and the example works."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import SecretStr
from ruamel.yaml import YAML

from desk.command_line import app
from integrations.portal.values import PublicStatus as PortalStatus
from tools.reference import pages
from workflow.cases.expecting import EXPECTATIONS
from workflow.cases.running import FACTS, KEYS
from workflow.clock import Unit
from workflow.definition.models import STEP_KINDS, Definition, Ending
from workflow.engine.case import PublicStatus
from workflow.performing import KINDS
from workflow.service.checking import check_folder
from workflow.settings import Settings
from workflow.store.tables import WorkState

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FOLDERS = (
    DOCS,
    *(
        ROOT / name
        for name in ("deploy", "forms", "outputs", "procedures", "workflow", "integrations", "desk", "tests")
    ),
)
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in folder.rglob("*.md"))])

OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
LANGUAGE = (DOCS / "reference" / "definition.md").read_text(encoding="utf-8")
LIFE = (DOCS / "reference" / "life-of-a-dossier.md").read_text(encoding="utf-8")
RECIPE = (DOCS / "how-to" / "add-a-procedure.md").read_text(encoding="utf-8")

LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]*src=\"([^\"]+)\"")
FENCED = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`(procedures/[^`]+)`\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE_HERE = {"home", "database_url", "blobs_url", "procedures"}
"""Settings whose default depends on the machine: told in words."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    targets = (first or second for first, second in LINK.findall(text))
    local = [target.partition("#")[0] for target in targets if "://" not in target and not target.startswith("#")]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_told_with_its_default(name: str) -> None:
    row = next((line for line in OPERATIONS.splitlines() if line.startswith(f"| `MOTCUA_{name.upper()}` |")), "")
    default = Settings.model_fields[name].default
    told = row.split("|")[2].strip() if row else None
    if name in MADE_HERE or isinstance(default, SecretStr):
        assert told is not None
    else:
        plain = "" if default in (None, "") else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        assert told == plain


def test_no_setting_is_told_that_does_not_exist() -> None:
    words = {word for page in PAGES for word in re.findall(r"MOTCUA_([A-Z_]+[A-Z])", page.read_text(encoding="utf-8"))}
    assert {word.lower() for word in words} <= Settings.model_fields.keys()


def commands(of: typer.Typer, before: str = "") -> Iterator[str]:
    """The name of every command, those in groups with the name of the group."""
    for each in of.registered_commands:
        if each.callback:
            yield before + (each.name or each.callback.__name__)
    for group in of.registered_groups:
        if group.typer_instance:
            yield from commands(group.typer_instance, f"{before}{group.name} ")


@pytest.mark.parametrize("command", list(commands(app)))
def test_every_command_is_told(command: str) -> None:
    assert f"`motcua {command}`" in OPERATIONS


@pytest.mark.parametrize(
    "target", re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
)
def test_every_make_target_is_told(target: str) -> None:
    assert target == "help" or f"| `make {target}` |" in OPERATIONS


@pytest.mark.parametrize("key", [info.alias or name for name, info in Definition.model_fields.items()])
def test_every_key_of_a_definition_is_told(key: str) -> None:
    assert f"`{key}`" in LANGUAGE


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_every_step_kind_is_told_with_its_keys_and_fixed_outcomes(kind: str) -> None:
    assert f"| `{kind}: " in LANGUAGE
    model = STEP_KINDS[kind]
    keys = {info.alias or name for name, info in model.model_fields.items()} - {kind, "graph"}
    assert {word for word in (*keys, *model.fixed_outcomes) if not re.search(rf"[`{{ ]{word}[`:]", LANGUAGE)} == set()


@pytest.mark.parametrize(("name", "text"), pages().items())
def test_what_is_written_from_the_code_stands_as_the_code_has_it(name: str, text: str) -> None:
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == text, "write it anew: make reference"


@pytest.mark.parametrize("word", sorted({*KEYS, *FACTS, *EXPECTATIONS, *Ending}))
def test_every_word_of_cases_and_every_ending_is_told(word: str) -> None:
    assert f"`{word}`" in LANGUAGE


@pytest.mark.parametrize("unit", [unit for unit in Unit if "minutes" not in unit.value and "seconds" not in unit.value])
def test_every_unit_of_legal_time_is_told(unit: Unit) -> None:
    assert unit.value in LANGUAGE.replace("\n", " ")


@pytest.mark.parametrize("status", PublicStatus)
def test_every_public_status_is_told_and_is_the_portals(status: PublicStatus) -> None:
    assert f"| {status.value} | `{status.name}` |" in LIFE
    assert PortalStatus(status.value)


@pytest.mark.parametrize("word", [*KINDS, *WorkState])
def test_every_kind_and_state_of_work_is_told(word: str) -> None:
    assert f"`{word}`" in LIFE


@pytest.mark.parametrize("folder", ["decisions", "how-to"])
def test_every_page_stands_in_the_index_of_its_folder(folder: str) -> None:
    index = (DOCS / folder / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in (DOCS / folder).glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_decisions_are_numbered_without_gaps_and_name_what_they_decide() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    for number, page in enumerate(pages, start=1):
        title = page.read_text(encoding="utf-8").splitlines()[0]
        assert page.name.startswith(f"{number:04d}-")
        assert title.startswith(f"# {number}. ")
        assert f"| [{number}]({page.name}) | {title.removeprefix(f'# {number}. ').split(':')[0]}" in index
        assert all(
            f"**{part}.**" in page.read_text(encoding="utf-8")
            for part in ("Context", "Decision", "Why", "What follows")
        )


def test_the_procedure_of_the_recipe_compiles_and_its_cases_run(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "procedures", tmp_path / "procedures", ignore=shutil.ignore_patterns("cases", "*.py"))
    files = FILE.findall(RECIPE)
    for name, content in files:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    folder = (tmp_path / files[0][0]).parent
    report = check_folder(folder)
    assert [str(fault) for fault in report.faults] == []
    assert len(report.cases[folder.name]) == 2


def test_the_steps_in_the_readme_are_those_of_the_recipe() -> None:
    shown = _yaml(re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[0])
    whole = _yaml(FILE.findall(RECIPE)[0][1])
    assert list(shown["steps"]) == list(whole["steps"])
    for name, step in shown["steps"].items():
        told = {key: value for key, value in step.items() if key != "with"}
        assert told == {key: value for key, value in whole["steps"][name].items() if key != "with"}


def _yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)
