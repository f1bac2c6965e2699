"""What a page is made of, as plain values that templates write down."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from forms.layout import Section


@dataclass(frozen=True)
class Option:
    """A value to choose."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Item:
    """A field, group or list. `kind` picks the template; `when` is the condition as JSON, `when_text` in words."""

    kind: str
    pointer: str
    label: str
    help: str = ""
    value: str = ""
    text: str = ""
    options: tuple[Option, ...] = ()
    problems: tuple[str, ...] = ()
    required: bool = False
    editable: bool = True
    width: str = ""
    input_type: str = "text"
    input_mode: str = ""
    is_number: bool = False
    autocomplete: str = ""
    placeholder: str = ""
    max_length: int | None = None
    code_list: str = ""
    when: str = ""
    when_text: str = ""
    applies: bool = True
    is_empty: bool = True
    items: tuple["Item", ...] = ()
    rows: tuple["Item", ...] = ()
    columns: tuple[str, ...] = ()
    kept_rows: int = 0
    hidden_rows: int = 0
    opens: bool = True

    @property
    def id(self) -> str:
        """The id of the input; problems link to it."""
        return identifier(self.pointer)

    @property
    def here(self) -> tuple["Item", ...]:
        """What belongs to the case chosen."""
        return tuple(item for item in self.items if item.applies)

    @property
    def elsewhere(self) -> tuple["Item", ...]:
        """What belongs to other cases."""
        return tuple(item for item in self.items if not item.applies)

    @property
    def is_fact(self) -> bool:
        """Whether it is read as one label and one text."""
        return self.kind not in ("group", "list") or (self.kind == "group" and bool(self.text))

    @property
    def is_troubled(self) -> bool:
        """Whether something in it has a problem."""
        return bool(self.problems) or any(each.is_troubled for each in (*self.items, *self.rows))

    @property
    def number(self) -> int:
        """The number of a row, from 1."""
        return int(self.pointer.rsplit("/", 1)[1]) + 1

    def cell(self, name: str) -> "Item | None":
        """The item of a column, in a row."""
        return next((item for item in self.items if item.pointer.endswith(f"/{name}")), None)

    def beside(self, columns: tuple[str, ...]) -> tuple["Item", ...]:
        """What a row holds beside the columns of its table."""
        return tuple(item for item in self.items if item.pointer.rsplit("/", 1)[1] not in columns and not item.is_empty)


@dataclass(frozen=True)
class Page:
    """All a template needs, in one language."""

    lang: str
    sections: tuple[tuple[Section, Item], ...]
    problems: tuple[tuple[str, str], ...]
    code_lists: dict[str, list[Option]] = field(default_factory=dict)


def runs(items: Iterable[Item]) -> list[tuple[Item, ...]]:
    """What there is to read, in order: facts that follow each other together, each other group or list alone."""
    found: list[tuple[Item, ...]] = []
    for item in (item for item in items if not item.is_empty):
        if item.is_fact and found and found[-1][0].is_fact:
            found[-1] = (*found[-1], item)
        else:
            found.append((item,))
    return found


def identifier(pointer: str) -> str:
    """The HTML id of the field at `pointer`."""
    return "f" + pointer.replace("/", "-")
