"""Remembers which files of cases held, so that only those are run again for which anything changed."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.errors import FormError
from workflow.cases import Verdict
from workflow.compiler.walking import Site, sites
from workflow.definition.library import Source
from workflow.definition.models import CallStep, Definition
from workflow.definition.places import DefinitionError, Place
from workflow.service.procedures import Procedures
from workflow.service.proved import Proved, digest_below


@dataclass(frozen=True)
class Held:
    """The files of cases of one procedure. `versions` says what they run on beside what all definitions share: its own
    versions, and the files of the procedures it calls."""

    proved: Proved
    versions: str

    def verdicts(self, file: Path, name: str, run: Callable[[], list[Verdict]]) -> list[Verdict]:
        """What became of the cases of a file, which faults call by this name: as remembered, or by running them.

        A file that does not hold is not remembered, nor one that was saved while it ran.
        """
        key = self._key(file)
        known = self.proved.found(key) if key else None
        if known is not None:
            return [read_back(each, name) for each in json.loads(zlib.decompress(known))]
        verdicts = run()
        if key and key == self._key(file) and all(verdict.held for verdict in verdicts):
            self.proved.keep(key, zlib.compress(json.dumps([written(each) for each in verdicts]).encode()))
        return verdicts

    def _key(self, file: Path) -> str | None:
        """Digest of the file, and of what it may submit; None when they cannot be read."""
        digest = hashlib.sha256(self.versions.encode())
        try:
            for each in (file, *sorted(file.parent.parent.glob("examples/*"))):
                digest.update(f"{each.name} {hashlib.sha256(each.read_bytes()).hexdigest()}".encode())
        except OSError:
            return None
        return f"cases {digest.hexdigest()}"


def held_before(source: Source, procedures: Procedures) -> Held | None:
    """What is remembered of the cases of a procedure; None where nothing can be."""
    proved = procedures.made_of[1].proved
    if not isinstance(proved, Proved):
        return None
    try:
        own = [procedures.on(source.slug, day) for day in source.versions]
        called = sorted({slug for version in own for slug in called_by(version.definition, source)})
        others = [digest_below(procedures.library.sources[slug].folder) for slug in called]
    except (DefinitionError, FormError):
        return None
    versions = [[str(each.procedure.valid_from), each.digest] for each in own]
    return Held(proved, json.dumps([source.slug, versions, others]))


def called_by(definition: Definition, source: Source) -> Iterator[str]:
    for site in sites(Site(definition.graph, source.tree, ("steps",))):
        for step in site.graph.steps.values():
            if isinstance(step, CallStep) and step.graph is None:
                yield step.call


def written(verdict: Verdict) -> list[object]:
    return [verdict.name, verdict.place.line, verdict.place.column, verdict.passed, sorted(verdict.ways)]


def read_back(kept: Any, file: str) -> Verdict:
    name, line, column, passed, ways = kept
    return Verdict(name, Place(file, line, column), passed=passed, ways={tuple(way) for way in ways})
