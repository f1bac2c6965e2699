"""A change in words, and how values of a definition are said in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from pydantic import BaseModel

from workflow.conditions import Expression
from workflow.definition.models import Text


class Heading(IntEnum):
    """What a change is about; the first weigh most for an applicant."""

    APPLICANT = 1
    WAY = 2
    MONEY = 3
    RESULTS = 4
    WORDING = 5

    @property
    def title(self) -> str:
        return TITLES[self]


TITLES = {
    Heading.APPLICANT: "Rights and duties of the applicant",
    Heading.WAY: "Decisions and the way of the dossier",
    Heading.MONEY: "Money and rules of law",
    Heading.RESULTS: "Papers, notices and results",
    Heading.WORDING: "Wording and notes",
}


@dataclass(frozen=True)
class Change:
    """One change; `before` and `after` are the values where it has some, as people read them."""

    heading: Heading
    what: str
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        if self.before is None and self.after is None:
            return self.what
        return f"{self.what}: {self.before or 'nothing'} → {self.after or 'nothing'}"


def replaced(heading: Heading, what: str, before: Any, after: Any) -> Iterator[Change]:
    """A value that is another now; nothing when it is the same."""
    if before != after:
        old, new = said(before), said(after)
        if old == new:  # a difference only in what is not said in short
            yield Change(heading, f"{what}: changed in detail")
        else:
            yield Change(heading, what, old, new)


def come_and_gone(heading: Heading, what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Names that are new or no longer there; a value that is the same under another name is renamed."""
    names = renamed(before, after)
    for name, value in before.items():
        if name in names:
            yield Change(heading, f"{what} '{name}' is now called '{names[name]}'")
        elif name not in after:
            yield Change(heading, f"{what} '{name}' is gone{_titled(value)}")
    for name, value in after.items():
        if name not in before and name not in names.values():
            yield Change(heading, f"{what} '{name}' is new{_titled(value)}")


def renamed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Names that went whose value came back unchanged under one new name."""
    came = [name for name in after if name not in before]
    found: dict[str, str] = {}
    for name, value in before.items():
        same = [new for new in came if after[new] == value and new not in found.values()]
        if name not in after and len(same) == 1:
            found[name] = same[0]
    return found


def _titled(value: Any) -> str:
    title = getattr(value, "title", None)
    return f": {title.en}" if isinstance(title, Text) else ""


def said(value: Any) -> str:
    """A value of a definition in short words; empty for nothing."""
    if value is None or value in ((), [], {}, ""):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Expression):
        return f"`{value.source}`"
    if isinstance(value, Text):
        return value.en
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {said(each) or 'nothing'}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(said, value))
    if isinstance(value, BaseModel):
        given = {name: getattr(value, name) for name in type(value).model_fields}
        return said({name: each for name, each in given.items() if said(each)})
    return str(value)
