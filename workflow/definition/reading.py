"""Strict YAML 1.2 reading that remembers where every value stands. What YAML would quietly take for something else is a fault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import ComposerError
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingStartEvent,
    ScalarEvent,
    StreamEndEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from workflow.definition.places import DefinitionError, Fault, Path, Place

CORE = "tag:yaml.org,2002:"
TEXT, MERGE = f"{CORE}str", f"{CORE}merge"
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
TIME_OF_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}[ T]\d{2}):(\d{2})(?!:)")
COLON = "\ue000"
"""Stands for the colon of a time of day while libyaml reads, which between braces would take it for that of a key."""
LEADING_ZERO = re.compile(r"[-+]?0\d+")
AMBIGUOUS_KEYS = frozenset({"on", "yes", "no"})
"""Words that other YAML readers turn into true and false when they stand without quotes."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a mapping of nodes, a list of nodes, or a scalar; `key` is where its key stands."""

    value: Any  # dict[str, Node], list[Node] or a scalar
    place: Place
    key: Place | None = None
    text: Place | None = None
    """Where its first character stands, if it is written on one line letter by letter."""

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

    def at(self, path: Path) -> "Node":
        """The node at `path`; keys that are not there are passed over, so that an ancestor stands in for them."""
        node = self
        for key in path:
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                continue
        return node

    def place_of(self, path: Path) -> Place:
        """Where the value at `path` stands, or its nearest ancestor."""
        return self.at(path).place

    def walk(self, path: Path = ()) -> "Iterator[tuple[Path, Node]]":
        """Every node below this one with its path, parents first."""
        yield path, self
        if isinstance(self.value, dict):
            for key, child in self.value.items():
                yield from child.walk((*path, key))
        elif isinstance(self.value, list):
            for index, child in enumerate(self.value):
                yield from child.walk((*path, index))


def node_of(value: Any, place: Place | None = None) -> Node:
    """A tree of plain values as if it had been read, all of it from one place."""
    where = place or Place("")
    if isinstance(value, dict):
        return Node({key: node_of(child, where) for key, child in value.items()}, where, where)
    if isinstance(value, list):
        return Node([node_of(child, where) for child in value], where)
    return Node(value, where)


def read(file: FilePath, name: str | None = None) -> Node:
    """The tree of one YAML file; `name` is how faults call the file. Raises DefinitionError with every fault of the file."""
    return _whole(*parse_file(file, name or str(file)))


def read_text(text: str, name: str) -> Node:
    """Like `read`, from text in hand."""
    return _whole(*parse(text, name))


def parse_file(file: FilePath, name: str) -> tuple[Node | None, list[Fault]]:
    """Like `parse`, for a file that may be missing or not be text."""
    try:
        return parse(file.read_text(encoding="utf-8-sig"), name)
    except FileNotFoundError:
        return None, [Fault("missing-file", Place(name), "the file is not there")]
    except OSError as error:
        return None, [Fault("unreadable-file", Place(name), f"the file cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        place = _place_after(name, error.object[: error.start].decode("utf-8"))
        return None, [Fault("not-utf8", place, f"the file is not UTF-8 text: {error.reason}", "save it as UTF-8")]


def parse(text: str, name: str) -> tuple[Node | None, list[Fault]]:
    """The tree as far as it can be read, and everything wrong with it; no tree when the text is not YAML at all."""
    tree, faults = _parsed(text, name)
    return tree, list(faults)


@lru_cache(maxsize=256)  # who watches files reads most of them again and again unchanged
def _parsed(text: str, name: str) -> tuple[Node | None, tuple[Fault, ...]]:
    return _quickly(text, name) or _thoroughly(text, name)


def _quickly(text: str, name: str) -> tuple[Node | None, tuple[Fault, ...]] | None:
    """By libyaml where it is there, six times as fast; None where it finds anything amiss: the other reader then says what.

    What plain words mean is YAML 1.2 here too.
    """
    if COLON in text:
        return None
    try:
        reader = _Reader(name, YAML(typ="safe").parse(TIME_OF_DAY.sub(rf"\1{COLON}\2", text)))
        tree = reader.document()
    except (YAMLError, RecursionError):
        return None
    return (tree, ()) if tree is not None and not reader.faults else None


def _thoroughly(text: str, name: str) -> tuple[Node | None, tuple[Fault, ...]]:
    try:
        reader = _Reader(name, YAML(typ="safe", pure=True).parse(text))
        tree = reader.document()
        return tree, tuple(reader.faults) if tree else (Fault("empty-file", Place(name), "the file is empty"),)
    except ReaderError as error:
        place = _place_after(name, text[: error.position])
        return None, (Fault("yaml", place, f"the character #x{error.character:04x} is not allowed", "remove it"),)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        hint = "look at the indentation and quotes of this line and the one before; a text with a colon needs quotes"
        if "'\\t'" in str(error.problem):
            hint = "indent with spaces: YAML allows no tabs"
        return None, (Fault("yaml", place, f"this is not YAML: {error.problem or error.context}", hint),)
    except (YAMLError, RecursionError) as error:
        return None, (Fault("yaml", Place(name), f"this is not YAML: {type(error).__name__}", "nest less deeply"),)


def _place_after(name: str, before: str) -> Place:
    lines = LINE_BREAK.split(before)
    return Place(name, len(lines), len(lines[-1]) + 1)


def _whole(node: Node | None, faults: list[Fault]) -> Node:
    if faults or node is None:
        raise DefinitionError(faults)
    return node


class _Reader:
    """Turns what a parser tells, event by event, into nodes, collecting faults."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self._next = events.__next__
        self._anchors: dict[str, Place] = {}

    def document(self) -> Node | None:
        """The one document there is; None when nothing stands in it."""
        self._next()  # the stream begins
        if isinstance(self._next(), StreamEndEvent):
            return None
        root = self._next()
        tree = None if isinstance(root, ScalarEvent) and root.value == "" else self._node(root)
        self._next()  # the document ends
        after = self._next()
        if not isinstance(after, StreamEndEvent):
            raise ComposerError(None, None, "another document begins here", after.start_mark)
        return tree

    def _node(self, event: Any) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event)
        place = self._place(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = place
        if _is_tagged(event) and not event.tag.startswith(CORE):
            self._fault("tag", place, f"the tag {event.tag} means nothing here", "remove it")
            self._pass_over(event)
            return Node(None, place)
        if isinstance(event, ScalarEvent):
            return Node(self._scalar(event, place), place, text=_text_of(event, place))
        if isinstance(event, MappingStartEvent):
            return Node(self._mapping(event), place)
        return Node(list(self._items()), place)

    def _items(self) -> Iterator[Node]:
        while not isinstance(event := self._next(), CollectionEndEvent):
            yield self._node(event)

    def _mapping(self, start: Any) -> dict[str, Node]:
        mapping: dict[str, Node] = {}
        previous: tuple[str, Node] | None = None
        while not isinstance(event := self._next(), CollectionEndEvent):
            place = self._place(event)
            key = self._key(event, place)
            value = self._next()
            if key is None:
                self._pass_over(value)
                continue
            child = self._node(value)
            if start.flow_style and _is_left_out(value):
                self._comma(key, place, previous)
                continue
            if key in mapping:
                first = mapping[key].key
                reason = (
                    f"the key `{key}` stands here a second time; the first is on line {first.line if first else '?'}"
                )
                self._fault("duplicate-key", place, reason, "remove one of the two or rename it")
                continue
            # A fault of a whole entry, or of one left empty, is shown at its key, where the eye looks.
            where = place if isinstance(child.value, dict | list) or _is_left_out(value) else child.place
            previous = key, Node(child.value, where, place, child.text)
            mapping[key] = previous[1]
        return mapping

    def _key(self, event: Any, place: Place) -> str | None:
        if not isinstance(event, ScalarEvent):
            self._fault("key-not-text", place, "the key a list or mapping is not text", "put the key in quotes")
            self._pass_over(event)
            return None
        if event.anchor is not None:
            self._anchors[event.anchor] = place
        if event.tag == MERGE or (event.implicit[0] and event.value == "<<"):
            self._fault("merge-key", place, "`<<` would merge another mapping in", "write its keys out")
            return None
        value = self._scalar(event, place)
        if not isinstance(value, str):
            self._fault("key-not-text", place, f"the key {_short(event.value)} is not text", "put the key in quotes")
            return None
        if not event.style and value.lower() in AMBIGUOUS_KEYS:
            self._fault(
                "ambiguous-key", place, f"the key `{value}` means yes or no to other readers of YAML",
                "choose another word",
            )  # fmt: skip
        return value

    def _scalar(self, event: Any, place: Place) -> Any:
        text = event.value.replace(COLON, ":")
        if not event.style and LEADING_ZERO.fullmatch(text):
            self._fault("leading-zero", place, f"{text} would lose its zero", f'put it in quotes: "{text}"')
            return text
        tag = event.tag if _is_tagged(event) else _tag_of(text) if event.implicit[0] else TEXT
        if tag == TEXT:
            return text
        try:
            return _meaning(text, tag)
        except (ValueError, YAMLError):
            reason = f"`{_short(text)}` cannot be read as {tag.removeprefix(CORE)}"
            self._fault("unreadable-value", place, reason, "put it in quotes if it is text")
            return None

    def _alias(self, event: Any) -> Node:
        place = self._anchors.get(event.anchor)
        if place is None:
            raise ComposerError(None, None, f"found undefined alias '{event.anchor}'", event.start_mark)
        hint = "write it out, or make a shared graph of it"
        self._fault("alias", place, f"`&{event.anchor}` is used a second time by an alias", hint)
        return Node(None, place)

    def _pass_over(self, event: Any) -> None:
        """Leave out what this event begins."""
        depth = int(isinstance(event, CollectionStartEvent))
        while depth:
            event = self._next()
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)

    def _comma(self, key: str, place: Place, previous: tuple[str, Node] | None) -> None:
        """In `{ vi: Sổ, Thẻ, en: … }` the comma ends the text, and `Thẻ` becomes a key of its own."""
        hint = "give it a value, or put the text before it in quotes"
        if previous is not None and isinstance(previous[1].value, str):
            hint = f'a comma ends a text between braces; put it in quotes: {previous[0]}: "{previous[1].value}, {key}"'
        self._fault("unquoted-comma", place, f"`{key}` stands between braces without a value", hint)

    def _place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _fault(self, code: str, place: Place, reason: str, hint: str) -> None:
        self.faults.append(Fault(code, place, reason, hint))


_RESOLVER = VersionedResolver(loadumper=YAML(typ="safe"))
_NO_TEXT = frozenset(_RESOLVER.versioned_resolver)
"""The first characters of words that may mean something other than text."""


@lru_cache(maxsize=10_000)  # most words come again and again, keys above all
def _tag_of(word: str) -> str:
    """What YAML 1.2 takes a word without quotes for."""
    if word[:1] not in _NO_TEXT:
        return TEXT
    return str(_RESOLVER.resolve(ScalarNode, word, (True, False)))


@lru_cache(maxsize=1_000)
def _meaning(text: str, tag: str) -> Any:
    return SafeConstructor(loader=YAML(typ="safe")).construct_object(ScalarNode(Tag(suffix=tag), text))


def _is_tagged(event: Any) -> bool:
    """Whether a tag is written before it that says more than the lone `!`."""
    return event.ctag is not None and event.tag != "!"


def _text_of(event: Any, place: Place) -> Place | None:
    """Where the text begins; behind the quotes if there are any."""
    if not event.value:
        return None
    quotes = 1 if event.style in ("'", '"') else 0
    start, end = event.start_mark, event.end_mark
    if start.line != end.line or end.column - start.column != len(event.value) + 2 * quotes:
        return None
    return Place(place.file, place.line, place.column + quotes)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _is_left_out(event: Any) -> bool:
    return isinstance(event, ScalarEvent) and event.value == "" and not event.style
