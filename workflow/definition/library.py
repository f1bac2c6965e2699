"""Reads the whole folder of procedures: definitions, shared graphs, organisation, calendar, parameters and cases."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from workflow.clock import Calendar
from workflow.definition.calendar import load_calendar
from workflow.definition.dating import days_of_change, in_force
from workflow.definition.inlining import COMMON, inlined
from workflow.definition.organisation import Organisation, load_organisation
from workflow.definition.places import Fault
from workflow.definition.reading import Node, read

DEFINITION = "procedure.yaml"


@dataclass(frozen=True)
class Source:
    """One procedure as it stands in its folder, all versions in one tree."""

    slug: str
    folder: Path
    name: str
    tree: Node
    shared: "SharedGraphs" = field(repr=False)

    @cached_property
    def versions(self) -> tuple[date, ...]:
        """The days on which a version begins; shared graphs have theirs too."""
        faults: list[Fault] = []
        whole = inlined(self.tree, self.shared, faults)
        return tuple(sorted(days_of_change(whole)))

    def version_on(self, day: date) -> date | None:
        """The first day of the version that rules a dossier submitted on `day`."""
        return max((first for first in self.versions if first <= day), default=None)

    def on(self, day: date, faults: list[Fault]) -> Node:
        """The tree in force on a day, shared graphs in place."""
        whole = inlined(self.tree, self.shared, faults)
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
    sources: dict[str, Source]
    organisation: Organisation
    calendar: Calendar


def definitions_below(root: Path) -> Iterator[Path]:
    """The folders that hold a procedure."""
    return (file.parent for file in sorted(root.rglob(DEFINITION)))


def read_source(folder: Path, root: Path, shared: SharedGraphs) -> Source:
    """One procedure; raises DefinitionError when its file cannot be read."""
    name = f"{root.name}/{(folder / DEFINITION).relative_to(root)}"
    return Source(slug=folder.name, folder=folder, name=name, tree=read(folder / DEFINITION, name), shared=shared)


def read_library(root: Path) -> Library:
    """All of it; raises DefinitionError for the first file that cannot be read."""
    shared = SharedGraphs(root)
    sources = {folder.name: read_source(folder, root, shared) for folder in definitions_below(root)}
    organisation = load_organisation(root / "organisation.yaml")
    return Library(root, sources, organisation, load_calendar(root / "calendar.yaml"))


def digest_of(tree: Node, *files: Path) -> str:
    """What a version is known by: the SHA-256 of its tree in force and of the files it uses."""
    digest = hashlib.sha256(json.dumps(tree.plain(), ensure_ascii=False, sort_keys=True, default=str).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
