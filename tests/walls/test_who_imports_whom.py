"""The walls of the house (design §3): who may import whom, that the core does nothing but think, and each library's one home."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ("desk", "forms", "integrations", "outputs", "procedures", "workflow")

# --- Who may import whom. A name stands for a module and all below it; the longest that fits counts. ---

CLOCK, CONDITIONS, ENGINE, COMPILER = "workflow.clock", "workflow.conditions", "workflow.engine", "workflow.compiler"
MODELS, DEFINITION, DRAWING = "workflow.definition.models", "workflow.definition", "workflow.drawing"
SHARED = tuple(
    f"integrations.{name}"
    for name in (
        "errors", "http", "wire", "webhooks", "sandbox_callbacks", "sandbox_faults", "sandbox_problems", "sandbox_server",
        "sandbox_store",
    )
)  # fmt: skip
"""What all outside systems share, knowing none of them."""
SYSTEMS = ("bank", "notify", "portal", "post", "registers")
TYING = ("forms", "outputs", "integrations", "procedures", "workflow")

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    CLOCK: (),
    CONDITIONS: (),
    ENGINE: (CLOCK, CONDITIONS, MODELS),
    COMPILER: (CLOCK, CONDITIONS, DEFINITION, ENGINE),
    "workflow.cases": (CLOCK, DEFINITION, ENGINE),
    "workflow.papers": (DEFINITION, ENGINE),
    DRAWING: (CLOCK, CONDITIONS, MODELS, "workflow.definition.organisation"),
    "workflow.comparing": (CONDITIONS, MODELS, "forms"),
    "workflow.simulation": (CLOCK, DEFINITION, ENGINE, "workflow.cases"),
    DEFINITION: (CLOCK, CONDITIONS, "procedures.rules"),
    "workflow.definition.rules": ("procedures", DEFINITION, ENGINE),  # makes the rules of law the engine's computations
    "workflow.store": (CLOCK,),
    "workflow.settings": (),
    "procedures": (CLOCK,),
    "forms": (),
    "outputs": (),
    "outputs.catalogue": ("outputs", "forms.compiled"),  # what a paper shows is checked as forms are
    **{f"integrations.{system}": SHARED for system in SYSTEMS},
    **dict.fromkeys(SHARED, SHARED),
    "integrations.sandboxes": ("integrations",),
    "integrations.stage": ("integrations",),
    "integrations": (),
    "workflow": TYING,  # service, performing, flows, wiring and the worker tie the rest together
    "desk": ("forms", "outputs.health", "outputs.verification", "workflow.settings"),
    "desk.doors": (
        "desk",
        "workflow.service",
        "workflow.performing.previews",
        "workflow.definition.places",
        ENGINE,
    ),  # the one module that knows the doors
    "desk.serving": (
        "desk",
        "outputs.verification",
        "workflow.intake",
        "workflow.performing.previews",
        "workflow.settings",
        "workflow.settling",
        "workflow.wiring",
    ),
    "desk.commands": ("desk", *TYING),  # a command line reaches every part of the house
    "desk.doctor": ("desk", *TYING),
    "desk.demo": ("desk", *TYING),
}


def imports() -> Iterator[tuple[str, str]]:
    """Every import of a part of the house by a module of it."""
    for module, file in modules().items():
        for imported in imported_by(file):
            if imported.split(".")[0] in HOUSE:
                yield module, imported


def test_modules_import_only_what_their_place_in_the_house_allows() -> None:
    broken = [
        f"{module} imports {imported}"
        for module, imported in imports()
        if not any(is_in(imported, allowed) for allowed in (place_of(module), *MAY_IMPORT[place_of(module)]))
    ]
    assert broken == []


def test_nothing_imports_the_desk() -> None:
    assert [pair for pair in imports() if is_in(pair[1], "desk") and not is_in(pair[0], "desk")] == []


def test_every_rule_of_the_house_is_about_a_part_that_exists() -> None:
    known = modules()
    missing = [part for part in MAY_IMPORT if not any(is_in(module, part) for module in known)]
    assert missing == []


# --- The core only thinks ---

CORE = (
    CLOCK, CONDITIONS, ENGINE, COMPILER, DRAWING, "workflow.cases", "workflow.comparing", "procedures.rules",
)  # fmt: skip
THINKING = frozenset(
    {
        "abc", "ast", "base64", "bisect", "calendar", "collections", "contextlib", "copy", "dataclasses", "datetime",
        "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "inspect", "itertools", "json", "math",
        "operator", "re", "shlex", "statistics", "string", "textwrap", "types", "typing", "unicodedata", "xml", "zoneinfo",
    }
)  # fmt: skip
"""Of the standard library, what reads no file, no clock, no dice and no network."""
TOOLS = frozenset({"cel", "celpy", "lark", "pydantic", "pydantic_core"})
FINDING = {"importlib", "pkgutil"}
"""With which the rules of law find the modules that lie beside them, and nothing else."""
ASKING = frozenset({"now", "today", "utcnow"})


@pytest.mark.parametrize("part", CORE)
def test_the_core_imports_nothing_that_touches_the_world(part: str) -> None:
    for module, file in modules().items():
        if is_in(module, part):
            outside = {name.split(".")[0] for name in imported_by(file)} - set(HOUSE)
            outside -= FINDING if module == "procedures.rules" else set()
            assert outside <= THINKING | TOOLS, f"{module} imports {outside - THINKING - TOOLS}"


@pytest.mark.parametrize("part", CORE)
def test_the_core_opens_no_file_and_asks_no_clock(part: str) -> None:
    for module, file in modules().items():
        if is_in(module, part):
            for node in ast.walk(parsed(file)):
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    assert name not in {"open", "print", "input", "exec", "eval", *ASKING}, f"{module}:{node.lineno}"


# --- Each outside library has one home ---

WEB = ("desk", "integrations")  # our pages, and the sandboxes that play the systems outside
HOMES: dict[str, tuple[str, ...]] = {
    "alembic": ("workflow.store",),
    "argon2": ("workflow.service",),
    "asn1crypto": ("outputs",),
    "barcode": ("outputs",),
    "cel": (CONDITIONS,),
    "celpy": ("workflow.compiler.syntax",),
    "circuitbreaker": ("integrations.http",),
    "cryptography": ("workflow.store", "outputs", "workflow.intake", "integrations.post", "desk.doctor"),
    "cssselect2": ("outputs",),
    "fastapi": WEB,
    "fontTools": ("outputs",),
    "fsspec": ("workflow.store",),
    "holidays": ("workflow.definition.calendar",),
    "httpx": (
        "integrations",
        "desk.demo",
        "desk.doctor",
        "desk.commands.deploy",
        "desk.commands.prune",
    ),  # these call as a stranger would
    "itsdangerous": ("desk",),
    "jinja2": ("outputs", "forms", "desk"),  # papers, forms and pages
    "jsonschema": ("forms", "outputs"),
    "jsonschema_specifications": ("forms",),
    "lark": ("workflow.compiler.syntax",),
    "markupsafe": ("outputs", "forms", "desk"),
    "openpyxl": ("forms.lists.sheets",),
    "pikepdf": ("outputs", "forms", "desk.demo"),
    "prefect": ("workflow.flows", "workflow.pack", "workflow.flow_runs", "workflow.deploying", "desk.commands.deploy"),
    "psycopg": ("workflow.store.bell",),
    "puremagic": ("forms",),
    "pydantic_settings": ("workflow.settings",),
    "pydyf": ("outputs",),
    "pyhanko": ("outputs",),
    "pyhanko_certvalidator": ("outputs",),
    "referencing": ("outputs", "forms"),
    "rich": ("desk.commands", "desk.demo"),
    "ruamel": (
        "workflow.definition.reading",
        "workflow.definition.writing",
        "forms",
        "desk.words",
    ),  # definitions, forms and wording do not know each other
    "segno": ("outputs",),
    "sqlalchemy": (
        "workflow.store",
        "workflow.service",
        "workflow.performing",
        "workflow.replay",
        "workflow.budget",
        "desk.doctor",
    ),
    "sqlmodel": ("workflow.store",),
    "standardwebhooks": ("integrations.webhooks",),
    "starlette": WEB,
    "tenacity": ("integrations.http",),
    "typer": ("desk.command_line", "desk.commands"),
    "uvicorn": ("desk.serving", "integrations"),
    "weasyprint": ("outputs",),
}
EVERYWHERE = frozenset({"pydantic", "pydantic_core"})
"""Our values are made of it."""


def test_each_outside_library_is_imported_only_at_home() -> None:
    strays = [
        f"{module} imports {library}"
        for module, file in modules().items()
        for library in {name.split(".")[0] for name in imported_by(file)}
        - set(HOUSE)
        - sys.stdlib_module_names
        - EVERYWHERE
        if not any(is_in(module, home) for home in HOMES.get(library, ()))
    ]
    assert strays == []


# --- Reading the house ---


@cache
def modules() -> dict[str, Path]:
    """Every module of the house by its dotted name."""
    found = {}
    for part in HOUSE:
        for file in (ROOT / part).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imported_by(file: Path) -> Iterator[str]:
    """The modules a file imports, wherever in it; `from a.b import c` counts as a.b.c."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def place_of(module: str) -> str:
    """The part of the house a module belongs to: the longest rule that fits."""
    return max((part for part in MAY_IMPORT if is_in(module, part)), key=len)
