"""Checks procedures as designers do: every version of every definition compiled, its form loaded, its cases run."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from forms import Form
from forms.errors import FormError
from workflow.cases import Ground, Verdict, cases_in, run_case
from workflow.cases.notation import Mistake, as_json
from workflow.compiler import Context, check, remarks
from workflow.definition.calendar import load_calendar
from workflow.definition.library import DEFINITION, Library, SharedGraphs, Source, definitions_below, read_source
from workflow.definition.organisation import load_organisation
from workflow.definition.places import DefinitionError, Fault, Place, Remark
from workflow.definition.reading import Node, read
from workflow.definition.rules import with_parameters
from workflow.engine.procedure import Procedure
from workflow.service.apart import each_apart
from workflow.service.context import Asked, build_context
from workflow.service.contracts import Contracts
from workflow.service.form_faults import fault_of, form_faults
from workflow.service.held import called_by, held_before
from workflow.service.prepared import holidays_known, prepare_grammar
from workflow.service.procedures import Procedures
from workflow.service.proved import Proved, proved_in
from workflow.service.sound import Found, Sound

ORGANISATION = "organisation.yaml"


@dataclass
class Report:
    """What a check found: how many procedures, every fault, and of each definition without fault what else was asked for."""

    procedures: int = 0
    faults: list[Fault] = field(default_factory=list)
    cases: dict[str, list[Verdict]] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What each definition assumes."""
    remarks: dict[str, list[Remark]] = field(default_factory=dict)
    root: Path | None = None
    """The folder of procedures; None where it cannot be opened."""

    @cached_property
    def workplace(self) -> "Workplace | None":
        """Opened for the check, or when first asked for where nothing had to be read."""
        return open_workplace(self.root, []) if self.root is not None else None

    @property
    def compiled(self) -> dict[str, Procedure]:
        """The newest version of each definition without fault."""
        if self.workplace is None:
            return {}
        procedures = self.workplace.procedures
        return {slug: procedures.on(slug, procedures.days_of(slug)[-1]).procedure for slug in self.notes}


@dataclass(frozen=True)
class Checked:
    """What was found of one definition; with faults nothing else is looked for."""

    faults: list[Fault]
    found: Found | None = None
    remarks: list[Remark] = field(default_factory=list)

    @property
    def sound(self) -> Found | None:
        """What was found, where every case held, too."""
        return self.found if self.found is not None and all(case.held for case in self.found.cases) else None


def check_folder(
    folder: Path, *, with_cases: bool = True, with_remarks: bool = False, only: str | None = None
) -> Report:
    """Check every procedure at or below a folder; `only` names one by its slug. Never raises for what is in the files.

    What was found sound before and has not changed since is not looked at again, unless remarks are asked for, too.
    """
    report = Report()
    folder = folder.resolve()
    root = root_of(folder)
    if root is None:
        reason = f"neither this folder nor one above it holds {ORGANISATION}"
        report.faults.append(Fault("no-procedures", Place(str(folder)), reason, "name the folder of procedures"))
        return report
    sound = Sound(root)
    chosen = [slug for slug, home in sound.folders.items() if home.is_relative_to(folder) and only in (None, slug)]
    known = (
        {} if with_remarks or not with_cases else {s: found for s in chosen if (found := sound.found(s)) is not None}
    )
    report.procedures = len(chosen)
    checked = {slug: Checked([], found) for slug, found in known.items()}
    if len(known) < len(chosen):
        workplace = open_workplace(root, report.faults, [slug for slug in chosen if slug not in known], sound.proved)
        if workplace is None:
            report.faults = [_from_outside(fault, root) for fault in report.faults]
            return report
        report.workplace = workplace
        sources = workplace.library.sources
        # The longest first: whoever begins one of those last is waited for.
        anew = sorted(
            (slug for slug in chosen if slug in sources and slug not in known),
            key=lambda slug: -len(sources[slug].case_files()),
        )
        looking = partial(_checked, workplace, with_cases=with_cases, with_remarks=with_remarks)
        checked |= dict(zip(anew, each_apart(looking, anew), strict=True))
        if with_cases:
            sound.keep({slug: found for slug in anew if (found := checked[slug].sound) is not None})
    report.root = root
    for slug in (slug for slug in chosen if slug in checked):
        _tell(report, slug, checked[slug])
    report.faults = [_from_outside(fault, root) for fault in report.faults]
    return report


def _tell(report: Report, slug: str, checked: Checked) -> None:
    report.faults.extend(checked.faults)
    if (found := checked.found) is not None:
        report.notes[slug], report.remarks[slug], report.cases[slug] = found.notes, checked.remarks, found.cases
        report.faults.extend(fault for verdict in found.cases for fault in verdict.faults)


def root_of(folder: Path) -> Path | None:
    """The folder of procedures that a folder is or lies in."""
    return next((each for each in (folder, *folder.parents) if (each / ORGANISATION).exists()), None)


def _from_outside(fault: Fault, root: Path) -> Fault:
    """The fault with its file named as seen from beside the folder of procedures, however it was read."""
    file = Path(fault.place.file)
    if not file.is_relative_to(root):
        return fault
    return replace(fault, place=replace(fault.place, file=f"{root.name}/{file.relative_to(root)}"))


@dataclass(frozen=True)
class Workplace:
    """A folder of procedures opened: what of it can be read, and the folders of definitions that cannot.

    A definition that was not asked for is read when it is first needed, and then may raise DefinitionError.
    """

    library: Library
    context: Context
    procedures: Procedures
    unreadable: tuple[Path, ...]


def open_workplace(
    root: Path, faults: list[Fault], asked: Sequence[str] | None = None, proved: Proved | None = None
) -> Workplace | None:
    """Everything that can be read of these definitions, or of all; None when what all definitions need cannot."""
    shared, read, unreadable = SharedGraphs(root), {}, []
    folders = {folder.name: folder for folder in definitions_below(root)}
    sources = {slug: partial(read_source, folder, root, shared) for slug, folder in folders.items()}
    for slug in folders if asked is None else asked:
        try:
            read[slug] = sources[slug]()
        except DefinitionError as error:
            faults.extend(error.faults)
            unreadable.append(folders[slug])
            del sources[slug]
    try:
        proved = proved or proved_in(root, folders)
        prepare_grammar(proved)
        calendar = load_calendar(root / "calendar.yaml", holidays_known(proved))
        library = Library(root, Asked(sources, read), load_organisation(root / ORGANISATION), calendar)
        context = build_context(library, proved=proved)
        procedures = Procedures(library, context)
    except DefinitionError as error:
        faults.extend(error.faults)
        return None
    except FormError as error:
        faults.append(fault_of(error))
        return None
    return Workplace(library, context, procedures, tuple(unreadable))


def workplace_of(procedures: Procedures) -> Workplace:
    """The workplace of procedures that are open already: what they have compiled is not compiled again."""
    return Workplace(*procedures.made_of, procedures, ())


def _checked(workplace: Workplace, slug: str, *, with_cases: bool, with_remarks: bool) -> Checked:
    source = workplace.library.sources[slug]
    faults = _faults_of(source, workplace) or list(form_faults(source, workplace.procedures))
    if faults:
        return Checked(faults)
    own = [workplace.procedures.on(slug, day).definition for day in source.versions]
    called = sorted({each for definition in own for each in called_by(definition, source)})
    cases = list(run_cases(source, workplace)) if with_cases else []
    told = remarks(source, workplace.context) if with_remarks else []
    return Checked(faults, Found(own[-1].notes, cases, tuple(called)), told)


def _faults_of(source: Source, workplace: Workplace) -> list[Fault]:
    """What `check` finds, from versions compiled for good: nothing is compiled a second time."""
    if not source.versions:
        return check(source, workplace.context)
    faults: list[Fault] = []
    for first_day in source.versions:
        try:
            workplace.procedures.on(source.slug, first_day)
        except DefinitionError as error:
            faults.extend(error.faults)
        except FormError:
            continue  # which `form_faults` tells, with its place
    return list(DefinitionError(faults).faults)


# --- Cases -----------------------------------------------------------------------------------------------------------


def run_cases(source: Source, workplace: Workplace) -> Iterator[Verdict]:
    """Every case of a procedure, file by file; a file that cannot be read counts as one that does not hold.

    Files that held are not run again until anything changes that they reckon with.
    """
    ground, held = ground_of(source, workplace), held_before(source, workplace.procedures)
    for file in source.case_files():
        name = f"{workplace.library.root.name}/{file.relative_to(workplace.library.root)}"
        running = partial(run_file, file, name, ground)
        yield from held.verdicts(file, name, running) if held else running()


def run_file(file: Path, name: str, ground: Ground) -> list[Verdict]:
    """The cases of one file, which faults call by this name."""
    try:
        given, cases = cases_in(read(file, name))
    except DefinitionError as error:
        return [Verdict(name, Place(name), list(error.faults))]
    except Mistake as mistake:
        return [Verdict(name, Place(name), [mistake.fault])]
    return [run_case(case, ground, given) for case in cases]


def ground_of(source: Source, workplace: Workplace) -> Ground:
    """What the cases of a procedure stand on."""
    procedures = workplace.procedures

    @cache
    def on(day: date, replaced: str) -> Procedure:
        found = procedures.on(source.slug, day).procedure
        changes = json.loads(replaced)
        return replace(found, rules=with_parameters(workplace.context.rules, changes)) if changes else found

    def procedure_on(day: date, parameters: Mapping[str, Any]) -> Procedure:
        return on(day, json.dumps(parameters, sort_keys=True))

    def form_of(procedure: Procedure) -> Form:
        return procedures.on(procedure.slug, procedure.valid_from).form

    def called_form(slug: str, day: date) -> Form:
        try:
            return procedures.on(slug, day).form
        except DefinitionError:
            raise ValueError(f"{slug} has faults of its own") from None

    def answers_of(node: Node) -> dict[str, Any]:
        if isinstance(node.value, dict):
            return dict(as_json(node.plain()))
        file = source.folder / str(node.value)
        try:
            answers: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            known = ", ".join(f"examples/{each.name}" for each in sorted(source.folder.glob("examples/*.json")))
            raise Mistake(node, f"there is no file {node.value} beside {DEFINITION}", f"there are: {known}") from None
        except ValueError as error:
            raise Mistake(node, f"{node.value} is not JSON: {error}") from None
        return answers

    door = Contracts(workplace.library.organisation, form_of, called_form)
    return Ground(procedure_on, answers_of, door)


__all__ = [
    "Report",
    "Verdict",
    "Workplace",
    "check_folder",
    "ground_of",
    "open_workplace",
    "root_of",
    "run_cases",
    "run_file",
]
