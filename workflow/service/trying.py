"""The bench a definition is tried on by hand: the procedure with its cases, sessions, their papers, and where they are written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from outputs.errors import OutputError
from workflow.cases import Ground, cases_in
from workflow.cases.notation import Mistake
from workflow.cases.session import Session, header_of
from workflow.compiler import check
from workflow.definition.library import DEFINITION, Source
from workflow.definition.places import DefinitionError, Fault
from workflow.definition.reading import read, read_text
from workflow.definition.writing import as_yaml
from workflow.engine.case import Document
from workflow.engine.commands import ProduceDocument
from workflow.service.checking import Report, Workplace, ground_of, open_workplace, root_of, run_file
from workflow.service.contracts import Contracts
from workflow.service.procedures import NotInForce

FIRST_FORM = "examples/valid.json"


class NotTried(Exception):
    """Why this cannot be tried, or not be written; with the faults of the definition where it has some."""

    def __init__(self, reason: str, faults: tuple[Fault, ...] = (), code: str | None = None) -> None:
        """`code` is the engine's, where it is the engine that refuses."""
        super().__init__(reason)
        self.faults = faults
        self.code = code


@dataclass(frozen=True)
class Bench:
    """One procedure, ready to be tried."""

    workplace: Workplace
    source: Source
    ground: Ground

    @property
    def slug(self) -> str:
        return self.source.slug


def open_bench(folder: Path, name: str) -> Bench:
    """A procedure by slug, national code, or folder; raises NotTried, also for a definition with faults."""
    faults: list[Fault] = []
    root = root_of(folder.resolve())
    if root is None:
        raise NotTried(f"{folder} is no folder of procedures")
    workplace = open_workplace(root, faults)
    if workplace is None:
        raise NotTried("the folder of procedures has faults", tuple(faults))
    slug = workplace.procedures.slug_of(Path(name).name if Path(name).is_dir() else name)
    if slug is None:
        raise NotTried(
            f"there is no procedure {name}; there are: {', '.join(workplace.library.sources)}", tuple(faults)
        )
    source = workplace.library.sources[slug]
    if found := check(source, workplace.context):
        raise NotTried(f"{slug} has faults; `motcua check` them first", tuple(found))
    return Bench(workplace, source, ground_of(source, workplace))


def begin(
    bench: Bench, *, now: datetime, on: str | None = None, case: str | None = None, form: Path | None = None
) -> Session:
    """Submit: as a case does (named by its number or by words of its sentence), or a form; raises NotTried."""
    header = _header(bench, case, form)
    submitted = on or header.get("submitted") or now.strftime("%Y-%m-%d %H:%M")
    try:
        return Session({**header, "submitted": submitted}, bench.ground)
    except Mistake as mistake:
        raise NotTried(str(mistake.fault)) from None
    except NotInForce as error:
        raise NotTried(f"{bench.slug} is not in force on {submitted}") from error


def _header(bench: Bench, case: str | None, form: Path | None) -> dict[str, Any]:
    if form is not None:
        return {"form": _form(bench, form)}
    known = cases_of(bench)
    if case is None:
        return known[0][1] if known else {"form": FIRST_FORM}
    if case.isdigit() and 1 <= int(case) <= len(known):
        return known[int(case) - 1][1]
    found = [header for sentence, header in known if case.casefold() in sentence.casefold()]
    if len(found) != 1:
        listed = "\n".join(f"  {number} {sentence}" for number, (sentence, _) in enumerate(known, start=1))
        raise NotTried(f"{'no' if not found else 'more than one'} case says '{case}'; there are:\n{listed}")
    return found[0]


def cases_of(bench: Bench) -> list[tuple[str, dict[str, Any]]]:
    """The sentence of every case that can be read, with what it submits and how its world answers."""
    found: list[tuple[str, dict[str, Any]]] = []
    for file in bench.source.case_files():
        try:
            given, cases = cases_in(read(file))
        except (DefinitionError, Mistake):
            continue
        found.extend((str(case["case"].value), header_of(case, given)) for case in cases if case.get("case"))
    return found


def _form(bench: Bench, form: Path) -> Any:
    """The answers' file as cases name it, or what it holds when it lies elsewhere."""
    file = form if form.exists() else bench.source.folder / form
    if not file.exists():
        raise NotTried(f"there is no file {form}")
    if file.resolve().is_relative_to(bench.source.folder):
        return str(file.resolve().relative_to(bench.source.folder))
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise NotTried(f"{form} is not JSON: {error}") from None


def run_one(bench: Bench, file: Path) -> Report:
    """The cases of one file, wherever it lies, as a check reports them."""
    verdicts = run_file(file, str(file), bench.ground)
    faults = [fault for verdict in verdicts for fault in verdict.faults]
    return Report(1, faults, {bench.slug: verdicts})


def procedure_around(file: Path) -> str | None:
    """The slug of the procedure in whose folder a file lies."""
    return next((each.name for each in file.resolve().parents if (each / DEFINITION).exists()), None)


# --- papers ---


def papers_of(session: Session) -> list[Document]:
    """The documents produced so far, in order."""
    return list(session.run.case.documents.values())


def paper(session: Session, number: int) -> tuple[str, bytes]:
    """Template and PDF of the nth document, marked as a preview; raises NotTried."""
    documents = papers_of(session)
    if not 1 <= number <= len(documents):
        raise NotTried(f"there is no document {number}; there are {len(documents)}")
    visit = documents[number - 1].visit
    command, case = next(
        (command, case)
        for command, case in session.run.caused
        if isinstance(command, ProduceDocument) and command.visit == visit
    )
    from outputs.rendering import Renderer  # brings WeasyPrint, which takes a second: only who wants a paper waits

    door = session.run.ground.door
    assert isinstance(door, Contracts)
    data = door.paper_data(session.run.procedure, case, command)
    try:
        rendered = Renderer().render(command.template, data, issued_on=command.issued_at.date(), preview=True)
    except OutputError as error:
        raise NotTried(str(error)) from None
    return command.template, rendered.pdf


# --- writing ---


def save(bench: Bench, session: Session, name: str, sentence: str) -> Path:
    """Add the session to a file of cases (a name alone: among those of the procedure); raises NotTried."""
    try:
        case = session.written(sentence)
    except Mistake as mistake:
        raise NotTried(f"it does not play again as it was played: {mistake.fault}") from None
    return add_case(_place_of(bench, name), case)


def _place_of(bench: Bench, name: str) -> Path:
    file = Path(name if Path(name).suffix else f"{name}.yaml")
    return file if file.parent != Path() else bench.source.folder / "cases" / file


def add_case(file: Path, case: Mapping[str, Any]) -> Path:
    """Write a case into a new file, or after those of one; raises NotTried for a file that is no plain list of cases."""
    text = with_case(file.read_text(encoding="utf-8") if file.exists() else "", str(file), case)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def with_case(before: str, name: str, case: Mapping[str, Any]) -> str:
    """A file of cases with one more at its end; raises NotTried for a text that is no plain list of cases."""
    if before.strip():
        try:
            tree = read_text(before, name)
        except DefinitionError as error:
            raise NotTried(f"{name} cannot be read, so nothing is added to it: {error}") from None
        if not isinstance(tree.value, list):
            raise NotTried(f"{name} gives its cases names to share; name another file")
        before = before.rstrip("\n") + "\n\n"
    return before + as_yaml([dict(case)])
