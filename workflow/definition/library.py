"""Reads the whole folder of procedures: definitions, shared graphs, organisation, calendar, parameters and cases."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from workflow.clock import Calendar
from workflow.definition.calendar import load_calendar
from workflow.definition.dating import days_of_change, faults_of_dating, in_force
from workflow.definition.inlining import COMMON, inlined
from workflow.definition.organisation import Organisation, load_organisation
from workflow.definition.places import DefinitionError, Fault, Place
from workflow.definition.reading import Node, parse_file, read

DEFINITION = "procedure.yaml"


@dataclass(frozen=True)
class Source:
    """One procedure as it stands in its folder, all versions in one tree."""

    slug: str
    folder: Path
    name: str
    tree: Node
    shared: "Callable[[str], Node]" = field(repr=False)
    misread: tuple[Fault, ...] = ()
    """What is wrong with the file and yet did not keep the rest of it from being read."""

    @cached_property
    def _whole(self) -> tuple[Node, tuple[Fault, ...]]:
        """The tree with shared graphs in place, all versions, and what is wrong with it before any day is chosen."""
        faults: list[Fault] = list(self.misread)
        whole = inlined(self.tree, self.shared, faults)
        misread = {fault.place for fault in self.misread}
        faults.extend(fault for fault in faults_of_dating(whole) if fault.place not in misread)
        return whole, tuple(faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults of reading, of shared graphs and of dates, whatever the version."""
        return self._whole[1]

    @cached_property
    def versions(self) -> tuple[date, ...]:
        """The days on which a version begins; shared graphs have theirs too."""
        return tuple(sorted(days_of_change(self._whole[0])))

    def version_on(self, day: date) -> date | None:
        """The first day of the version that rules a dossier submitted on `day`."""
        return max((first for first in self.versions if first <= day), default=None)

    def last_day(self, first_day: date) -> date | None:
        """The last day of the version that begins on a day; None for the newest, which holds until further notice."""
        following = min((first for first in self.versions if first > first_day), default=None)
        return following - timedelta(days=1) if following else None

    def on(self, day: date) -> Node:
        """The tree in force on a day, shared graphs in place."""
        whole = self._whole[0]
        return in_force(whole, day) or whole

    def case_files(self) -> list[Path]:
        return sorted((self.folder / "cases").glob("*.yaml"))


class SharedGraphs:
    """The graphs under procedures/common, each read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[str, Node] = {}

    def __call__(self, name: str) -> Node:
        """The tree of a shared graph; raises DefinitionError when it is missing or broken."""
        if name not in self._read:
            path = f"{COMMON}graphs/{name.removeprefix(COMMON)}.yaml"
            self._read[name] = read(self._root / path, f"{self._root.name}/{path}")
        return self._read[name]


@dataclass(frozen=True)
class Library:
    """Everything under one `procedures` folder."""

    root: Path
    sources: Mapping[str, Source]
    organisation: Organisation
    calendar: Calendar


def definitions_below(root: Path) -> Iterator[Path]:
    """The folders that hold a procedure."""
    return (file.parent for file in sorted(root.rglob(DEFINITION)))


def read_source(folder: Path, root: Path, shared: SharedGraphs) -> Source:
    """One procedure; raises DefinitionError when its file is not YAML at all. Lesser faults it keeps for the compiler."""
    name = f"{root.name}/{(folder / DEFINITION).relative_to(root)}"
    tree, faults = parse_file(folder / DEFINITION, name)
    if tree is None:
        raise DefinitionError(faults)
    return Source(folder.name, folder, name, tree, shared, tuple(faults))


def read_library(root: Path) -> Library:
    """All of it; raises DefinitionError with the faults of every file that cannot be read."""
    shared = SharedGraphs(root)
    faults: list[Fault] = []
    sources: dict[str, Source] = {}
    for folder in definitions_below(root):
        with _collecting(faults):
            source = read_source(folder, root, shared)
            if source.slug in sources:
                reason = f"'{source.slug}' is already the folder {sources[source.slug].name}"
                faults.append(Fault("duplicate-procedure", Place(source.name), reason, "rename one of the two"))
            sources[source.slug] = source
    organisation = calendar = None
    with _collecting(faults):
        organisation = load_organisation(root / "organisation.yaml")
    with _collecting(faults):
        calendar = load_calendar(root / "calendar.yaml")
    if faults or organisation is None or calendar is None:
        raise DefinitionError(faults)
    return Library(root, sources, organisation, calendar)


@contextmanager
def _collecting(faults: list[Fault]) -> Iterator[None]:
    try:
        yield
    except DefinitionError as error:
        faults.extend(error.faults)


IN_ORDER = frozenset({"steps", "parallel", "then", "fields", "labels", "components"})
"""Keys below which the order of what is written says something: which step follows, which button comes first."""


def digest_of(tree: Node, *files: Path) -> str:
    """What a version is known by: the SHA-256 of its tree in force and of the files it uses.

    Comments, layout, quotes and the order of keys do not change it; the order of steps, branches and outcomes does.
    """
    digest = hashlib.sha256(json.dumps(_canonical(tree), ensure_ascii=False, default=str).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _canonical(node: Node, key: str | None = None) -> Any:
    if isinstance(node.value, list):
        return [_canonical(child) for child in node.value]
    if not isinstance(node.value, dict):
        return node.value
    keys = node.value if key in IN_ORDER else sorted(node.value)
    return {"": [[name, _canonical(node[name], name)] for name in keys]}
