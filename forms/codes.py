"""Code lists: which codes hold on a day, what they are called, and which place they belong to.

An entry holds from its day until the next entry of the same code; an entry marked `withdrawn` ends it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forms.errors import FormError
from forms.reading import read_text, yaml_in


class Entry(BaseModel):
    """One code with its names from a day on; `parent` is the code it lies in (a ward's province)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    code: str
    vi: str = ""
    en: str = ""
    start: date = Field(alias="from")
    parent: str | None = None
    level: int | None = None
    withdrawn: bool = False


class Completeness(BaseModel):
    """From this day on the list holds every code of these parents, so a code not listed there is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date = Field(alias="from")
    parents: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: str
    # An open list names the common codes; others of the right shape are taken as well.
    open: bool = False
    complete_for: list[Completeness] = []
    codes: list[Entry]


@dataclass(frozen=True)
class CodeList:
    """A dated code list; `open` lists accept codes they do not name."""

    name: str
    open: bool
    complete_for: tuple[Completeness, ...]
    entries: dict[str, tuple[Entry, ...]]

    def entry(self, code: str, day: date) -> Entry | None:
        """What `code` means on `day`; None if it is not listed, not yet in force or withdrawn."""
        current = None
        for each in self.entries.get(code, ()):
            if each.start <= day:
                current = each
        return None if current is None or current.withdrawn else current

    def name_of(self, code: str, day: date, lang: str) -> str:
        """The name of `code` on `day`, else the last one it had, else the code itself."""
        entries = [each for each in self.entries.get(code, ()) if not each.withdrawn]
        known = self.entry(code, day) or (entries[-1] if entries else None)
        return code if known is None else (known.en if lang == "en" else known.vi)

    def in_force(self, day: date) -> Iterator[Entry]:
        """Every entry that holds on `day`, in the order of the file."""
        for code in self.entries:
            if found := self.entry(code, day):
                yield found

    def must_list(self, parent: Any, day: date) -> bool:
        """Whether a code inside `parent` has to be one of this list on `day`."""
        if not self.complete_for:
            return not self.open
        return any(each.start <= day and parent in each.parents for each in self.complete_for)


def load_codes(folder: Path, name: str) -> CodeList:
    """The list `<folder>/<name>.yaml`; raises FormError if it is missing or an entry is wrong or out of order."""
    file = folder / f"{name}.yaml"
    return _codes(file, name, read_text(file))


@lru_cache(maxsize=64)  # every version of every form asks for the same lists
def _codes(file: Path, name: str, text: str) -> CodeList:
    try:
        read = _File.model_validate(yaml_in(text, file))
    except ValidationError as error:
        first = error.errors()[0]
        raise FormError(file, "/" + "/".join(map(str, first["loc"])), first["msg"]) from error
    entries: dict[str, tuple[Entry, ...]] = {}
    for place, entry in enumerate(read.codes):
        earlier = entries.get(entry.code, ())
        if earlier and earlier[-1].start >= entry.start:
            raise FormError(file, f"/codes/{place}", f"code '{entry.code}' must begin after its earlier entry")
        if not entry.withdrawn and not (entry.vi and entry.en):
            raise FormError(file, f"/codes/{place}", f"code '{entry.code}' needs a name in both languages")
        entries[entry.code] = (*earlier, entry)
    return CodeList(name, read.open, tuple(read.complete_for), entries)
