"""Where a value stands in which file, and what is wrong with it: the shared words of reader and compiler."""

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; lines and columns start at 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a definition: where, what, and how to mend it."""

    code: str
    place: Place
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        mend = f"\n    hint: {self.hint}" if self.hint else ""
        return f"{self.place}: {self.code}: {self.reason}{mend}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something worth knowing of a definition that is no fault: what overlaps, what is not limited, what stays unproved."""

    code: str
    place: Place
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.code}: {self.reason}"


class DefinitionError(Exception):
    """A definition has faults; `faults` holds all of them, in file order, each once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(
            sorted(set(faults), key=lambda f: (f.place.file, f.place.line, f.place.column, f.code, f.reason))
        )
        super().__init__("\n".join(str(fault) for fault in self.faults))
