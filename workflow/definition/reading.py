"""Strict YAML 1.2 reading that remembers where every value stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import ComposerError
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from workflow.definition.places import DefinitionError, Fault, Path, Place


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a mapping of nodes, a list of nodes, or a scalar."""

    value: Any  # dict[str, Node], list[Node] or a scalar
    place: Place

    def __getitem__(self, key: str | int) -> "Node":
        child: Node = self.value[key]
        return child

    def get(self, key: str) -> "Node | None":
        return self.value.get(key) if isinstance(self.value, dict) else None

    def plain(self) -> Any:
        """The value without places, as pydantic takes it."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def place_of(self, path: Path) -> Place:
        """The place of the value at `path`; keys that are not there are passed over, so that an ancestor stands in for them."""
        node = self
        for key in path:
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                continue
        return node.place

    def walk(self, path: Path = ()) -> "Iterator[tuple[Path, Node]]":
        """Every node below this one with its path, parents first."""
        yield path, self
        children = (
            self.value.items()
            if isinstance(self.value, dict)
            else enumerate(self.value)
            if isinstance(self.value, list)
            else ()
        )
        for key, child in children:
            yield from child.walk((*path, key))


def read(file: FilePath, name: str | None = None) -> Node:
    """The tree of one YAML file; `name` is how faults call the file.

    Raises DefinitionError for text that is not YAML, keys that repeat, keys that are not text, and an empty file.
    """
    name = name or str(file)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DefinitionError([Fault("missing-file", Place(name), "the file is not there")]) from None
    except UnicodeDecodeError as error:
        raise DefinitionError(
            [Fault("yaml", Place(name), f"the file is not UTF-8 text: {error.reason}", "save it as UTF-8")]
        ) from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Node:
    """Like `read`, from text in hand."""
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
    except (MarkedYAMLError, ComposerError) as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        hint = "look at the indentation and quotes of this line and the one before; a text with a colon needs quotes"
        raise DefinitionError(
            [Fault("yaml", place, f"this is not YAML: {error.problem or error.context}", hint)]
        ) from None
    if root is None:
        raise DefinitionError([Fault("yaml", Place(name), "the file is empty")])
    faults: list[Fault] = []
    node = _convert(root, name, SafeConstructor(loader=yaml), faults)
    if faults:
        raise DefinitionError(faults)
    return node


def _convert(raw: Any, name: str, constructor: SafeConstructor, faults: list[Fault]) -> Node:
    place = Place(name, raw.start_mark.line + 1, raw.start_mark.column + 1)
    if isinstance(raw, ScalarNode):
        try:
            return Node(constructor.construct_object(raw), place)
        except (ValueError, MarkedYAMLError) as error:
            faults.append(
                Fault("yaml", place, f"`{raw.value}` cannot be read: {error}", "put it in quotes if it is text")
            )
            return Node(None, place)
    if isinstance(raw, SequenceNode):
        return Node([_convert(child, name, constructor, faults) for child in raw.value], place)
    assert isinstance(raw, MappingNode)
    mapping: dict[str, Node] = {}
    for raw_key, raw_value in raw.value:
        key_place = Place(name, raw_key.start_mark.line + 1, raw_key.start_mark.column + 1)
        key = constructor.construct_object(raw_key) if isinstance(raw_key, ScalarNode) else None
        if not isinstance(key, str):
            shown = raw_key.value if isinstance(raw_key, ScalarNode) else "a list or mapping"
            faults.append(Fault("key-not-text", key_place, f"the key {shown} is not text", "put the key in quotes"))
            continue
        if key in mapping:
            first = mapping[key].place.line
            reason = f"the key `{key}` stands here a second time; the first is on line {first}"
            faults.append(Fault("duplicate-key", key_place, reason, "remove one of the two or rename it"))
            continue
        child = _convert(raw_value, name, constructor, faults)
        # A fault of a whole entry is shown at its key, where the eye looks.
        mapping[key] = Node(child.value, key_place if isinstance(child.value, dict | list) else child.place)
    return Node(mapping, place)
