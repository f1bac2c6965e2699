"""Other people in the place of a case's: other numbers, other names, other employers, the same wherever they are spoken of."""

import json
import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from integrations.registers.names import GIVEN_NAMES, MIDDLE_NAMES, SURNAMES, without_accents
from integrations.registers.people import employer

PERSONAL_ID = re.compile(r"\b(0\d{5})(\d{6})\b")
SI_NUMBER = re.compile(r"((?:\b[A-Z]{2}[1-5]\d{2}|(?<!\d))22)(\d{8})\b")
"""Alone, or at the end of the number of a health card."""
EMPLOYER = re.compile(r"\b[A-Z]{2}\d{4}[A-Z]\b")
TAX_CODE = re.compile(r"\b57\d{8}\b")
NAMES = ("full_name", "applicant_name")
EMPLOYERS = 9000
WOMEN = frozenset(MIDDLE_NAMES["female"]) - frozenset(MIDDLE_NAMES["male"])


def another(text: str, place: int, names: tuple[str, ...]) -> str:
    """JSON text with everybody in it replaced by the people of a place: ids keep sex and year, numbers their province."""
    text = PERSONAL_ID.sub(lambda found: f"{found[1]}{(int(found[2]) + place * 7919) % 10**6:06}", text)
    text = SI_NUMBER.sub(lambda found: f"{found[1]}{(int(found[2]) + place * 79193) % 10**8:08}", text)
    for old in dict.fromkeys(EMPLOYER.findall(text)):
        text = text.replace(old, employer(_employer(old, place))["employer_code"])
    for old in dict.fromkeys(TAX_CODE.findall(text)):
        text = text.replace(old, employer(_employer(old, place))["tax_code"])
    for old, new in zip(names, _other_names(names, place), strict=True):
        text = text.replace(old, new)
        text = text.replace(old.upper(), new.upper())
        text = text.replace(without_accents(old).upper(), without_accents(new).upper())
    return text


def names_in(value: Any) -> tuple[str, ...]:
    """Everybody named in a form, the longest first so that no name is taken for the end of another."""
    return tuple(sorted(dict.fromkeys(_names(value)), key=len, reverse=True))


def _names(value: Any) -> Iterator[str]:
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for child in children:
        yield from _names(child)
    if isinstance(value, Mapping):
        yield from (each for key in NAMES if isinstance(each := value.get(key), str) and " " in each)


def _other_names(names: tuple[str, ...], place: int) -> Iterator[str]:
    for number, old in enumerate(names):
        chance = Random(f"{place}/{number}")
        gender = "female" if WOMEN & set(old.title().split()[1:-1]) else "male"
        words = (chance.choice(SURNAMES), chance.choice(MIDDLE_NAMES[gender]), chance.choice(GIVEN_NAMES[gender]))
        name = " ".join(words)
        yield name.upper() if old.isupper() else name


def _employer(old: str, place: int) -> int:
    return (int("".join(filter(str.isdigit, old))[-4:]) + place * 7) % EMPLOYERS + 1


def plain(value: Any) -> str:
    """As JSON text."""
    return json.dumps(value, ensure_ascii=False)
