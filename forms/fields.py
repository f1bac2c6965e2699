"""What a form asks for, as a flat list: for the compiler's type check, the documentation and the labels of messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.schemas import Node, Schema, all_of


@dataclass(frozen=True)
class Field:
    """One place of the answers. In `pointer` a `*` stands for any row; groups and lists have a field of their own.

    `required` means: always asked for where its group is present. What only some cases ask for is not required.
    `conditional` means: some case forbids it. `type` is the JSON type; groups are `object`, lists `array`.
    `record` is the reason, its own or its group's, why it is asked for though nothing reads it.
    """

    pointer: str
    type: str
    label: str
    label_en: str
    format: str | None = None
    enum: tuple[Any, ...] | None = None
    code_list: str | None = None
    required: bool = False
    conditional: bool = False
    record: str | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether it holds one answer (a list of plain values is one, too)."""
        return self.type not in ("object", "array")


def fields_of(schema: Schema) -> list[Field]:
    """Every field of a whole schema, each group before what it holds, in the order of the schema."""
    return list(_inside("", all_of([schema])))


def _inside(pointer: str, node: Node, record: str | None = None) -> Iterator[Field]:
    always = {name for part in _unconditional(node) for name in part.get("required", ())}
    for name, said in node.properties().items():
        yield from _one(f"{pointer}/{name}", said, name in always, record)
    if rows := node.items():
        yield from _one(f"{pointer}/*", rows, True, record)


def _one(pointer: str, said: list[Any], required: bool, record: str | None) -> Iterator[Field]:
    node = all_of(said)
    record = node.get("x-record", record)
    enum = node.get("enum")
    label = node.get("title", pointer.rsplit("/", 1)[1])
    yield Field(
        pointer=pointer,
        type=_type(node),
        label=label,
        label_en=node.get("x-title-en", label),
        format=node.get("format"),
        enum=tuple(enum) if enum else None,
        code_list=node.get("x-code-list"),
        required=required,
        conditional=False in said,
        record=record,
    )
    yield from _inside(pointer, node, record)


def _unconditional(node: Node) -> Iterator[Schema]:
    conditional = {id(part) for each in node.schemas for part in _branches(each)}
    return (each for each in node.schemas if id(each) not in conditional)


def _branches(schema: Schema) -> tuple[Schema, ...]:
    return all_of([schema[branch] for branch in ("then", "else") if branch in schema]).schemas


def _type(node: Node) -> str:
    said = node.get("type")
    if isinstance(said, str):
        return said
    if node.properties():
        return "object"
    return "array" if node.items() else "string"
