"""Chance that can be repeated: a number between 0 and 1 for every thing that happens, whatever else happens around it.

The same dossier has the same handling time at the same step under every staffing plan, so that plans can be compared.
"""

from zlib import crc32

MASK = (1 << 64) - 1
UNIT = 2.0**-52


class Chance:
    """One replication's chance; `seed` and `replication` fix all of it."""

    __slots__ = ("_base",)

    def __init__(self, seed: int, replication: int) -> None:
        self._base = _mixed(_mixed(seed & MASK) ^ replication)

    def of(self, first: int, second: int) -> float:
        """The number of a thing known by two whole numbers; never 0 nor 1."""
        return drawn(self.seed_of(first), second)

    def seed_of(self, first: int) -> int:
        """What all numbers are drawn from whose first is this one."""
        return _mixed(self._base ^ first)


def drawn(seed: int, second: int) -> float:
    """The number of a thing, from the seed of its first whole number."""
    return ((_mixed(seed ^ second) >> 12) + 0.5) * UNIT


def number_of(words: str) -> int:
    """A whole number for a name, the same in every process."""
    return crc32(words.encode())


def _mixed(value: int) -> int:
    """SplitMix64: neighbours come far apart."""
    value = (value + 0x9E3779B97F4A7C15) & MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)
