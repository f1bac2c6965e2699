"""What a change of files concerns, and checking again no more than that."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from workflow.definition.library import DEFINITION
from workflow.definition.places import Fault
from workflow.service.checking import Report, check_folder, root_of

SUFFIXES = frozenset({".yaml", ".json"})
Stamps = Mapping[Path, tuple[int, int]]


def stamps(root: Path) -> Stamps:
    """When each file of a folder of procedures was last changed, and its size."""
    found = {}
    for file in root.rglob("*"):
        if file.suffix in SUFFIXES:
            try:
                status = file.stat()
            except FileNotFoundError:  # removed while we looked
                continue
            found[file] = (status.st_mtime_ns, status.st_size)
    return found


def changed(before: Stamps, after: Stamps) -> set[Path]:
    """The files that were written, added or removed."""
    return {file for file in before.keys() | after.keys() if before.get(file) != after.get(file)}


def concerned(root: Path, files: Iterable[Path]) -> set[str] | None:
    """The procedures that changed files belong to; None where one belongs to all: a shared graph, a parameter, the organisation."""
    slugs = set()
    for file in files:
        folders = (each for each in file.parents if each.is_relative_to(root) and each != root)
        home = next((each for each in folders if (each / DEFINITION).exists()), None)
        if home is None:
            return None
        slugs.add(home.name)
    return slugs


class Watched:
    """What is known to be wrong below a folder, kept up to date change by change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.root = root_of(self.folder) or self.folder
        self._stamps: Stamps = stamps(self.root)
        self._whole = check_folder(self.folder)
        self._again: dict[str, Report] = {}

    def look(self) -> set[str] | None:
        """Check again what changed since the last look; the procedures concerned (`*` for all), or None when nothing did."""
        now = stamps(self.root)
        files = changed(self._stamps, now)
        if not files:
            return None
        self._stamps = now
        slugs = concerned(self.root, files)
        if slugs is None or any(file.name == DEFINITION and file not in now for file in files):
            self._whole, self._again = check_folder(self.folder), {}
            return {"*"}
        for slug in slugs:
            self._again[slug] = check_folder(self.folder, only=slug)
        return slugs

    @property
    def faults(self) -> list[Fault]:
        """Every fault, each once, a procedure that was checked again by its newest check."""
        kept = [fault for fault in self._whole.faults if self._slug_of(fault) not in self._again]
        for slug, report in self._again.items():
            kept += [fault for fault in report.faults if self._slug_of(fault) in (slug, None)]
        return list(dict.fromkeys(kept))

    @property
    def cases(self) -> int:
        """How many cases ran the last time each procedure was checked."""
        newest = {**self._whole.cases, **{slug: report.cases.get(slug, []) for slug, report in self._again.items()}}
        return sum(map(len, newest.values()))

    def _slug_of(self, fault: Fault) -> str | None:
        file = self.root.parent / fault.place.file
        slugs = concerned(self.root, [file])
        return next(iter(slugs)) if slugs else None
