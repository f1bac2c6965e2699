"""Remembers definitions that were found without fault, so that a check for which nothing changed reads none of them."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.cases import Verdict
from workflow.definition.library import definitions_below
from workflow.service.held import read_back, written
from workflow.service.proved import digest_below, proved_in


@dataclass(frozen=True)
class Found:
    """What is told of a definition without fault, and which procedures it calls."""

    notes: tuple[str, ...]
    cases: list[Verdict]
    called: tuple[str, ...]


class Sound:
    """The definitions below a root as their files now are. One is known by its folder, by those of the procedures it calls,
    and by what all share; beyond that it reckons with nothing."""

    def __init__(self, root: Path) -> None:
        self.folders: Mapping[str, Path] = {folder.name: folder for folder in definitions_below(root)}
        self._root = root
        self.proved = proved_in(root, self.folders)
        self._digests: dict[str, str] = {}

    def found(self, slug: str) -> Found | None:
        """What was found of a definition when it and all it reckons with were as they are now; None when that is not known."""
        if (calls := self.proved.found(self._calling(slug))) is None:
            return None
        called = tuple(json.loads(calls))
        if (kept := self.proved.found(self._key(slug, called))) is None:
            return None
        notes, cases = json.loads(zlib.decompress(kept))
        return Found(tuple(notes), [read_back(each, file) for file, each in cases], called)

    def keep(self, found: Mapping[str, Found]) -> None:
        """Remember definitions; none for which anything was saved since this was made."""
        before = {slug: self._key(slug, each.called) for slug, each in found.items()}
        now = Sound(self._root)
        if not found or now.proved.ground != self.proved.ground:
            return
        for slug, each in found.items():
            if now._key(slug, each.called) == before[slug]:
                cases = [(verdict.place.file, written(verdict)) for verdict in each.cases]
                self.proved.keep(before[slug], zlib.compress(json.dumps([each.notes, cases]).encode()))
                self.proved.keep(self._calling(slug), json.dumps(each.called).encode())

    def _calling(self, slug: str) -> str:
        return f"called by {slug} {self._digest(slug)}"

    def _key(self, slug: str, called: Sequence[str]) -> str:
        return f"sound {slug} " + " ".join(self._digest(each) for each in (slug, *called))

    def _digest(self, slug: str) -> str:
        if slug not in self._digests:
            self._digests[slug] = digest_below(self.folders.get(slug, self._root / slug))
        return self._digests[slug]
