"""The designer's workbench: drafts of definitions beside those in force, checked as if they stood in their place.

A draft is a file that differs from the one in force. It belongs to one designer until it is taken over into the folder of
procedures, by whoever keeps that folder; nothing a designer writes here reaches a dossier.
"""

import io
import shutil
import weakref
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock
from typing import Any

from forms import Form
from forms.errors import FormError
from workflow.cases import Verdict
from workflow.clock.duration import Language
from workflow.definition.library import DEFINITION, SharedGraphs, definitions_below, read_source
from workflow.definition.models import Text
from workflow.definition.places import DefinitionError, Fault
from workflow.drawing.bpmn import bpmn
from workflow.engine.procedure import Procedure
from workflow.service.catalogue import drawn, printed
from workflow.service.checking import check_folder
from workflow.service.describing import NoSuchProcedure, Word, describe
from workflow.service.errors import Invalid, NotFound, NotPermitted
from workflow.service.office import Office
from workflow.service.people import officer
from workflow.service.procedures import NotInForce
from workflow.service.trying import Bench, open_bench

DESIGNER = "designer"
"""Role that may write drafts, in whatever unit."""
KINDS = (".yaml", ".json")
LONGEST = 2_000_000
"""Characters of one file; the longest of a procedure today has 40,000."""
KEPT_OPEN = 4
"""Procedures that stay open between requests, the last ones tried; opening one proves it anew, which takes a second or two."""


class Picture(StrEnum):
    """How a procedure is shown to those who do not read definitions."""

    SVG = "svg"
    BPMN = "bpmn"
    PROSE = "prose"


@dataclass(frozen=True)
class Workbench:
    """Where the procedures in force stand, and where drafts are kept."""

    procedures: Path
    drafts: Path
    opened: "OrderedDict[tuple[Any, ...], Bench]" = field(
        default_factory=OrderedDict, init=False, repr=False, compare=False
    )
    opening: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)


@dataclass(frozen=True)
class Item:
    """A procedure on the workbench; `edited` are the files of it that have a draft."""

    slug: str
    sector: str
    edited: tuple[str, ...]


@dataclass(frozen=True)
class Examined:
    """What a check of a draft found; `procedure` is its newest version, unless it is broken."""

    faults: tuple[Fault, ...]
    cases: tuple[Verdict, ...]
    procedure: Procedure | None

    @property
    def is_sound(self) -> bool:
        return not self.faults


def shelf(office: Office, bench: Workbench, officer_id: str) -> list[Item]:
    """Every procedure there is, and what this designer has drafts of. Raises NotPermitted."""
    drafts = drafts_of(office, bench, officer_id)
    return [
        Item(folder.name, folder.parent.name, tuple(_names_below(drafts / folder.name)))
        for folder in definitions_below(bench.procedures)
    ]


def title_of(office: Office, slug: str, day: date) -> Text | None:
    """The title a procedure has on a day; None where nothing is in force or it cannot be read."""
    try:
        return office.library.on(slug, day).procedure.definition.title
    except (KeyError, NotInForce, DefinitionError, FormError):
        return None


def files(office: Office, bench: Workbench, officer_id: str, slug: str) -> dict[str, bool]:
    """The files of a procedure, and whether each has a draft. Raises NotFound."""
    drafts = drafts_of(office, bench, officer_id) / slug
    names = {*_names_below(_folder(bench, slug)), *_names_below(drafts)}
    return {name: (drafts / name).is_file() for name in sorted(names, key=_order)}


def text_of(office: Office, bench: Workbench, officer_id: str, slug: str, name: str) -> str:
    """The draft of a file, or the file itself where there is none. Raises NotFound."""
    drafts = drafts_of(office, bench, officer_id)
    for folder in (drafts / slug, _folder(bench, slug)):
        file = folder / _checked(name)
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise NotFound("no-such-file", f"{slug} has no file {name}")


def keep(office: Office, bench: Workbench, officer_id: str, slug: str, name: str, text: str) -> None:
    """Keep a draft; one that says what the file in force says is no draft. Raises NotFound and Invalid."""
    draft = drafts_of(office, bench, officer_id) / slug / _checked(name)
    if len(text) > LONGEST:
        raise Invalid("draft-too-long", f"a file of more than {LONGEST:,} characters is not kept")
    current = _folder(bench, slug) / name
    if current.is_file() and current.read_text(encoding="utf-8") == text:
        draft.unlink(missing_ok=True)
        return
    draft.parent.mkdir(parents=True, exist_ok=True)
    written = draft.with_name(f".{draft.name}.new")
    written.write_text(text, encoding="utf-8")
    written.replace(draft)  # a process that dies on the way leaves the old draft


def discard(office: Office, bench: Workbench, officer_id: str, slug: str) -> None:
    """Throw this designer's drafts of a procedure away."""
    shutil.rmtree(drafts_of(office, bench, officer_id) / _folder(bench, slug).name, ignore_errors=True)


def examine(
    office: Office, bench: Workbench, officer_id: str, slug: str, *,
    unsaved: Mapping[str, str] | None = None, with_cases: bool = True,
) -> Examined:  # fmt: skip
    """Check a procedure with this designer's drafts, and what is `unsaved`, in place of its files. Raises NotFound."""
    with _laid_out(office, bench, officer_id, slug, unsaved or {}) as folder:
        report = check_folder(folder, with_cases=with_cases)
        return Examined(tuple(report.faults), tuple(report.cases.get(slug, ())), report.compiled.get(slug))


def form_of(office: Office, bench: Workbench, officer_id: str, slug: str) -> Form | None:
    """The form of the newest version, drafts included; None while it cannot be read. Raises NotFound.

    It needs no sound definition beside it: one looks at a form before the steps are right.
    """
    with _laid_out(office, bench, officer_id, slug, {}) as folder:
        root = folder.parent.parent
        names = {"form": "form.schema.json", "layout": "form.layout.yaml"}
        with suppress(DefinitionError):
            source = read_source(folder, root, SharedGraphs(root))
            newest = source.on(source.versions[-1] if source.versions else date.max)
            names |= {key: str(node.value) for key in names if (node := newest.get(key)) is not None}
        try:
            return Form.load(folder / names["form"], folder / names["layout"], root / "common")
        except FormError:
            return None


def picture(
    office: Office,
    bench: Workbench,
    officer_id: str,
    slug: str,
    day: date,
    language: Language,
    word: Word,
    kind: Picture,
) -> str:
    """The version of a day, drafts included, as a picture or a page; raises NotFound.

    Raises Invalid while the definition has faults, and where nothing of it is in force on that day.
    """
    with _laid_out(office, bench, officer_id, slug, {}) as folder:
        try:
            found = describe(folder.parent.parent, slug, day, language, word)
        except (DefinitionError, FormError, NoSuchProcedure) as error:
            raise Invalid("faulty-definition", str(error)) from None
    match kind:
        case Picture.SVG:
            return drawn(found)
        case Picture.BPMN:
            return bpmn(found.procedure.definition, found.procedure.valid_from, found.names)
        case Picture.PROSE:
            return printed(found)


@contextmanager
def _laid_out(
    office: Office, bench: Workbench, officer_id: str, slug: str, unsaved: Mapping[str, str]
) -> Iterator[Path]:
    """The folder of a procedure as its drafts have it, in a copy of all procedures that is gone afterwards."""
    with TemporaryDirectory(prefix="motcua-draft-") as somewhere:
        folder = _copied(bench, drafts_of(office, bench, officer_id) / slug, slug, Path(somewhere))
        for name, text in unsaved.items():
            (folder / _checked(name)).write_text(text, encoding="utf-8")
        yield folder


def _copied(bench: Workbench, drafts: Path, slug: str, somewhere: Path) -> Path:
    """All procedures copied to a folder, drafts of one in place of its files; the folder of that one."""
    root = somewhere / bench.procedures.name
    shutil.copytree(bench.procedures, root, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    folder = root / _folder(bench, slug).relative_to(bench.procedures)
    if drafts.is_dir():
        shutil.copytree(drafts, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*"))
    return folder


def opened(office: Office, bench: Workbench, officer_id: str, slug: str) -> Bench:
    """The procedure with this designer's drafts, ready to be tried. Raises NotFound, and NotTried while it has faults."""
    drafts = drafts_of(office, bench, officer_id) / slug
    _folder(bench, slug)
    with bench.opening:
        key = (slug, drafts, *_state_of(bench.procedures), *_state_of(drafts))
        found = bench.opened.get(key)
        if found is None:
            somewhere = Path(mkdtemp(prefix="motcua-tried-"))
            try:
                found = open_bench(_copied(bench, drafts, slug, somewhere), slug)
            except BaseException:
                shutil.rmtree(somewhere, ignore_errors=True)
                raise
            weakref.finalize(found, shutil.rmtree, somewhere, True)  # forms and papers are read when first needed
            bench.opened[key] = found
        bench.opened.move_to_end(key)
        while len(bench.opened) > KEPT_OPEN:
            bench.opened.popitem(last=False)
        return found


def _state_of(folder: Path) -> Iterator[tuple[str, int, int]]:
    """What tells whether a file below a folder was written since."""
    for file in sorted(folder.rglob("*")):
        if file.suffix not in (".pyc", "") and file.is_file():
            found = file.stat()
            yield (file.as_posix(), found.st_mtime_ns, found.st_size)


def bundle(office: Office, bench: Workbench, officer_id: str, slug: str) -> bytes:
    """The folder of a procedure with this designer's drafts in it, as a ZIP file, to be handed to whoever publishes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files(office, bench, officer_id, slug):
            archive.writestr(f"{slug}/{name}", text_of(office, bench, officer_id, slug, name))
    return made.getvalue()


def name_in_folder(fault: Fault, slug: str) -> str | None:
    """Which file of the procedure a fault is in; None when it lies outside its folder."""
    _, found, name = fault.place.file.partition(f"/{slug}/")
    return name if found else None


def drafts_of(office: Office, bench: Workbench, officer_id: str) -> Path:
    if all(role != DESIGNER for _, role in officer(office, officer_id).posts):
        raise NotPermitted("not-a-designer", "definitions are drafted by designers")
    return bench.drafts / sha256(officer_id.encode()).hexdigest()[:24]  # whatever letters the id has


def _folder(bench: Workbench, slug: str) -> Path:
    for folder in definitions_below(bench.procedures):
        if folder.name == slug:
            return folder
    raise NotFound("no-such-procedure", f"there is no procedure {slug}")


def _names_below(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in KINDS and file.is_file() and not file.name.startswith("."):
            yield file.relative_to(folder).as_posix()


def _order(name: str) -> tuple[bool, bool, str]:
    """The definition first, what stands in folders of its own last."""
    return "/" in name, name != DEFINITION, name


def _checked(name: str) -> str:
    """The name, when it can only mean a file of the procedure's folder; raises Invalid."""
    parts = PurePosixPath(name).parts
    plain = all(part not in ("..", "/") and not part.startswith(".") for part in parts)
    if (
        not parts
        or len(parts) > 2
        or not plain
        or PurePosixPath(name).suffix not in KINDS
        or "\\" in name
        or "\0" in name
    ):
        raise Invalid("bad-file-name", f"'{name}' is not a file of a procedure")
    return name
