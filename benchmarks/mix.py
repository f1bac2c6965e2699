"""The dossiers of the long run, in proportions like a region's: mostly health cards, some books, lists and lump sums.

Everybody in them is known to the sandbox registers and different from one dossier to the next.
"""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from desk.demo.scripts import (
    BOOK_AND_CARD,
    FOLDERS,
    LUMP_SUM,
    SICKNESS,
    Decide,
    Script,
    list_papers,
    lost_book,
    lump_sum,
    somebody,
)

SHARES = {"card": 45, "facility": 25, "book": 15, "list": 8, "lump sum": 7}
"""Per cent: lost card, other first-contact hospital, lost book, an employer's list of three, lump sum."""

CARD = {"facility_code": "22012", "facility": "Bệnh viện đa khoa tỉnh Quảng Ninh", "valid_from": "2025-10-08"}
DECISIONS = {"card_data": Decide("issue", CARD), "entry/propose": Decide("grant", {"issue": 2})}
"""What officers do where the first outcome without fields is not enough, by path of the step."""


def dossiers(procedures: Path, number: int, *, begin: int = 0) -> list[Script]:
    """So many dossiers; those that begin at another place are other people's."""
    examples = {
        name: json.loads((procedures / FOLDERS[procedure] / "examples" / f"{file}.json").read_text(encoding="utf-8"))
        for name, (procedure, file) in {
            "card": (BOOK_AND_CARD, "valid"),
            "facility": (BOOK_AND_CARD, "first-contact-facility"),
            "book": (BOOK_AND_CARD, "valid"),
            "list": (SICKNESS, "valid"),
            "lump sum": (LUMP_SUM, "valid"),
        }.items()
    }
    kinds = _kinds()
    return [_script(next(kinds), place, examples) for place in range(begin, begin + number)]


def _kinds() -> Iterator[str]:
    """All kinds in their proportions, well mixed, and each of them among the first ten."""
    by_place = [kind for kind, share in SHARES.items() for _ in range(share)]
    return (by_place[place * 37 % 100] for place in count())


def _script(kind: str, place: int, examples: dict[str, Any]) -> Script:
    form = examples[kind]
    # Serials of people who have left work are odd; the last four digits stay below those that ask for trouble.
    seed = 110_000 + place // 4_000 * 10_000 + 2 * (place % 4_000) + 1
    match kind:
        case "card" | "facility":
            return Script(
                kind, BOOK_AND_CARD, {**somebody(form, seed), "return_to": _return(kind, form, seed)}, (), "settled"
            )
        case "book":
            return Script(kind, BOOK_AND_CARD, lost_book(form, seed), (), "settled")
        case "list":
            batch = {**form["batch"], "number": place % 999 + 1}  # the form takes three digits
            return Script(kind, SICKNESS, {**form, "batch": batch}, list_papers(form), "settled")
        case _:
            return Script(kind, LUMP_SUM, lump_sum(form, seed), ("insurance_book",), "settled")


def _return(kind: str, form: dict[str, Any], seed: int) -> dict[str, Any]:
    """Another hospital is noted on the electronic card alone; a lost card comes by post."""
    return form["return_to"] if kind == "facility" else somebody(form, seed)["return_to"]


def kinds_of(scripts: list[Script]) -> dict[str, int]:
    """How many there are of each kind."""
    return {kind: sum(script.name == kind for script in scripts) for kind in SHARES}
