"""JSON Pointers (RFC 6901) into answers; in patterns a `*` stands for any row of a list."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any


class _Nothing(Enum):
    """One of its kind also after copying."""

    ABSENT = "absent"


ABSENT: Any = _Nothing.ABSENT
"""What `get` gives where the answers hold nothing; None would be a JSON value."""


def join(*tokens: str | int) -> str:
    """The pointer made of these tokens: `join("rows", 3, "days")` is `/rows/3/days`."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def split(pointer: str) -> list[str]:
    """The tokens of a pointer; the empty pointer (the whole document) has none."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def get(document: Any, tokens: Sequence[str]) -> Any:
    """The value at `tokens`, or ABSENT."""
    for token in tokens:
        if isinstance(document, dict) and token in document:
            document = document[token]
        elif isinstance(document, list) and token.isdecimal() and int(token) < len(document):
            document = document[int(token)]
        else:
            return ABSENT
    return document


def covers(pointers: Iterable[str], pointer: str) -> bool:
    """Whether one of `pointers` names `pointer` or something it lies in: `/rows/*` covers `/rows/3/days`."""
    return any(_covers(each, pointer) for each in pointers)


def _covers(start: str, pointer: str) -> bool:
    if "*" not in start:
        return pointer == start or pointer.startswith(f"{start}/")
    return _begins(split(pointer), split(start))


def _begins(tokens: list[str], start: list[str]) -> bool:
    return len(start) <= len(tokens) and all(
        wanted in ("*", token) for wanted, token in zip(start, tokens, strict=False)
    )
