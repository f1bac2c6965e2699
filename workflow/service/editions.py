"""Finds the versions people name: by a day of the files, by a folder of files, by a day or digest of what is published."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflow.definition.library import read_library
from workflow.service.context import build_context
from workflow.service.errors import NotFound
from workflow.service.kept import kept_version
from workflow.service.office import Office
from workflow.service.procedures import NotInForce, Procedures, Version

DIGEST = re.compile(r"[0-9a-f]{6,64}")


@dataclass(frozen=True)
class Named:
    """A version and what to call it."""

    name: str
    version: Version


class Editions:
    """The versions of one procedure: those of a folder, and those kept by an office, opened when first asked for."""

    def __init__(self, slug: str, folder: Path, office: Callable[[], Office]) -> None:
        self._slug = slug
        self._folder = folder
        self._office = office

    def pair(self, named: tuple[str, ...], published: bool = False) -> tuple[Named, Named]:
        """Two versions: both named, or one against the newest of the files, or the newest against the one before.

        With `published`, days mean what was published, and the newest published one stands for a version not named.
        Raises NotFound, DefinitionError.
        """
        if len(named) == 2:
            before, after = (self.named(each, published) for each in named)
            return before, after
        if named:
            return self.named(named[0], published), self._newest(self._folder)
        if published:
            return self.named(date.max.isoformat(), published), self._newest(self._folder)
        days = self._days(self._files(self._folder))
        if len(days) < 2:
            raise NotFound("one-version", f"{self._slug} has one version in {self._folder}; name another to compare")
        return self._of_files(self._folder, days[-2]), self._of_files(self._folder, days[-1])

    def named(self, reference: str, published: bool = False) -> Named:
        """The version called by a day, a digest, a folder, or a folder and a day (`folder@2025-07-01`)."""
        day = _day(reference)
        if day is not None:
            return self._kept(reference) if published else self._of_files(self._folder, day)
        folder, _, on = reference.rpartition("@")
        if folder and _day(on) is not None:
            return self._of_files(Path(folder), date.fromisoformat(on))
        if Path(reference).is_dir():
            return self._newest(Path(reference))
        return self._kept(reference)

    def _kept(self, reference: str) -> Named:
        version = kept_version(self._office(), self._slug, reference)
        return Named(f"{version.digest[:12]} ({version.procedure.valid_from})", version)

    def _newest(self, folder: Path) -> Named:
        return self._of_files(folder, self._days(self._files(folder))[-1])

    def _of_files(self, folder: Path, day: date) -> Named:
        try:
            version = self._files(folder).on(self._slug, day)
        except NotInForce as error:
            raise NotFound("not-in-force", str(error)) from None
        where = "" if folder == self._folder else f"{folder}@"
        return Named(f"{where}{version.procedure.valid_from}", version)

    def _files(self, folder: Path) -> Procedures:
        library = read_library(folder)
        if self._slug not in library.sources:
            raise NotFound("unknown-procedure", f"there is no procedure {self._slug} in {folder}")
        return Procedures(library, build_context(library))

    def _days(self, files: Procedures) -> tuple[date, ...]:
        days = files.days_of(self._slug)
        if not days:
            raise NotFound("not-in-force", f"nothing in {self._slug} says from when it holds")
        return days


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
