"""Choices that look random and are always the same for the same number: what makes synthetic people reproducible."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


def number(serial: str, what: str, low: int, high: int) -> int:
    """An integer from `low` to `high`, both included, fixed by the serial and by what it is for."""
    digest = sha256(f"{serial}/{what}".encode()).digest()
    return low + int.from_bytes(digest[:8]) % (high - low + 1)


def choice(serial: str, what: str, choices: Sequence[T]) -> T:
    """One of the choices, fixed by the serial and by what it is for."""
    return choices[number(serial, what, 0, len(choices) - 1)]
