"""What tables of papers need beside wording: groups in their given order, exact sums, ordinal letters."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def in_groups(rows: Iterable[Mapping[str, Any]], by: str) -> list[tuple[Any, list[Mapping[str, Any]]]]:
    """The rows gathered by one of their values; groups stand in the order of their first row."""
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append(row)
    return list(groups.items())


def exact_sum(numbers: Iterable[str | int | float]) -> Decimal:
    """The sum of decimals written as text or numbers, without binary rounding: days may be halves."""
    return sum((Decimal(str(number)) for number in numbers), Decimal(0))


def roman(number: int) -> str:
    """1 → `I`; enough for the sections of a paper (1–39)."""
    letters = ""
    for value, letter in ROMAN:
        while number >= value:
            letters += letter
            number -= value
    return letters


FILTERS = {"in_groups": in_groups, "exact_sum": exact_sum, "roman": roman}
