"""Cases this process has opened lately, so that a dossier at work is not opened and parsed for each piece of it.

A case is what its journal folds to: it is known by the hash of the last entry, and never out of date.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.engine.case import Case
from workflow.store.dossiers import AnyRow

ROOM = 4 * 2**20
"""Characters of JSON in all; opened, a case takes about ten times as much."""
Known = Mapping[str, Case]
"""Cases by the heads of their journals."""


@dataclass(frozen=True)
class _Opened:
    head: str
    case: Case
    size: int


class Cases:
    """The lately opened ones, the oldest forgotten first. May be shared by threads: nobody changes a case."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._opened: OrderedDict[str, _Opened] = OrderedDict()
        self._changing = threading.Lock()

    def known(self, codes: Iterable[str]) -> Known:
        """Those of these dossiers that are here: the database need not give the snapshots of such heads."""
        with self._changing:
            here = [self._opened[code] for code in codes if code in self._opened]
        return {each.head: each.case for each in here}

    def of(self, row: AnyRow, known: Known) -> Case:
        """The case of a row {code, head, snapshot}; the snapshot may be None where the head is known."""
        if row.head in known:
            return known[row.head]
        case = Case.model_validate_json(row.snapshot)
        self._keep(row.code, _Opened(row.head, case, len(row.snapshot)))
        return case

    def _keep(self, code: str, opened: _Opened) -> None:
        with self._changing:
            if (before := self._opened.pop(code, None)) is not None:
                self._room += before.size
            self._opened[code] = opened
            self._room -= opened.size
            while self._room < 0:
                _, gone = self._opened.popitem(last=False)
                self._room += gone.size
