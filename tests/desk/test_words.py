"""The catalogue: complete in both languages, every entry used, every code of a refusal in words."""

import re
from pathlib import Path
from string import Formatter

from desk.words import LANGUAGES, Words, catalogue
from integrations.registers.contract import Register
from outputs.catalogue import Catalogue
from procedures import rules

ROOT = Path(__file__).parents[2]
DESK = ROOT / "desk"
# Groups whose keys are codes that come from outside the desk: statuses, templates, refusals.
BY_CODE = (
    "status.",
    "template.", "rule.", "register.", "shipment.", "work.", "outcome.", "channel.", "return_way.", "urgency.", "refusal.",
    "problem.title.", "problem.detail.", "keys.", "applicant.", "stage.", "home.way_", "queue.whose_", "verify.",
)  # fmt: skip
# Said to designers and integrators, not to people at the desk: a definition or a program is wrong.
NOT_FOR_PEOPLE = {
    "condition", "endless", "expression", "no-branch", "no-file", "no-way-on", "not-a-list", "not-a-moment", "rule-facts", "rule-input",
    "rule-law", "not-in-force", "not-submitted", "submission", "unknown-procedure", "officer", "order-key-reused", "wrong-credentials",
    # said on the command line, to whoever publishes and moves dossiers
    "another-graph", "moved-on", "name-taken", "no-home", "no-such-run", "no-such-version", "not-published", "one-version",
    "other-version", "published-meanwhile", "superseded", "unknown-step", "version-in-use",
}  # fmt: skip
RAISED = re.compile(r'raise (?:NotPermitted|Conflict|Invalid|NotFound|Rejected)\(\s*"([a-z-]+)"')


def source() -> str:
    """Everything in the desk that may name a key."""
    files = [file for pattern in ("*.py", "*.html") for file in DESK.rglob(pattern)]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def params(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_entry_is_there_in_both_languages_with_the_same_params() -> None:
    for key, texts in catalogue().items():
        assert set(texts) == set(LANGUAGES), key
        assert params(texts["vi"]) == params(texts["en"]), key
        assert all(texts.values()), key


def test_every_entry_is_used() -> None:
    written = source()
    unused = [key for key in catalogue() if not key.startswith(BY_CODE) and key not in written]
    parts = [key for key in unused if f'"{key.rpartition(".")[0]}." ~' not in written]
    composed = re.compile(r'words\(f"([a-z_.]+)\.\{|t\("([a-z_.]+)\." ~')
    groups = {group for found in composed.findall(written) for group in found if group}
    assert [key for key in parts if key.rpartition(".")[0] not in groups] == []


def test_every_key_the_desk_names_is_in_the_catalogue() -> None:
    named = re.findall(r'(?:\bt|words|words_for\(request\))\("([a-z_]+\.[a-z_0-9]*[a-z0-9])"', source())
    assert named
    assert [key for key in named if key not in catalogue()] == []


def test_every_refusal_of_engine_and_doors_has_words() -> None:
    folders = (ROOT / "workflow" / "engine", ROOT / "workflow" / "service")
    codes = {code for folder in folders for file in folder.rglob("*.py") for code in RAISED.findall(file.read_text())}
    assert len(codes) > 30
    assert sorted(code for code in codes - NOT_FOR_PEOPLE if f"refusal.{code}" not in catalogue()) == []


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert Words("vi").of("template", "something-new") == "something-new"


def test_every_rule_register_and_paper_has_a_name() -> None:
    known = {
        "rule": rules.names(),
        "register": [register.value for register in Register],
        "template": [template.id for template in Catalogue()],
    }
    assert [
        f"{group}.{name}" for group, names in known.items() for name in names if f"{group}.{name}" not in catalogue()
    ] == []
