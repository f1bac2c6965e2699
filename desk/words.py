"""The words of the desk in Vietnamese and English, from the one catalogue `words.yaml`; Vietnamese is the default."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
CATALOGUE = Path(__file__).parent / "words.yaml"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Dotted key -> language -> text, of every entry there is."""
    return dict(_entries("", YAML(typ="safe", pure=True).load(CATALOGUE)))


class Words:
    """The catalogue in one language; called with a key it gives the text."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **params: object) -> str:
        """The text of `key` with `params` filled in; raises KeyError for a key the catalogue does not have."""
        text = catalogue()[key][self.language]
        return text.format_map(params) if params else text

    def knows(self, key: str) -> bool:
        """Whether the catalogue has this key."""
        return key in catalogue()

    def of(self, group: str, name: object) -> str:
        """The text of an entry of a group of codes, or the code itself when the catalogue does not know it."""
        return catalogue().get(f"{group}.{name}", {}).get(self.language, str(name))

    def refusal(self, refused: Exception) -> str:
        """Why a door did not do what was asked; a code the catalogue does not know speaks its own text."""
        code = getattr(refused, "code", None)
        return self(f"refusal.{code}") if f"refusal.{code}" in catalogue() else str(refused)

    def pick(self, text: Any) -> str:
        """A `{vi, en}` text of a definition, as a mapping or as a value with these attributes."""
        if text is None:
            return ""
        if isinstance(text, str):
            return text
        found = text.get(self.language) if isinstance(text, Mapping) else getattr(text, self.language)
        return str(found or "")


def language_of(wish: object) -> Language:
    """The wished language if the desk speaks it, else Vietnamese."""
    return "en" if wish == "en" else "vi"


def _entries(prefix: str, tree: Mapping[str, Any]) -> list[tuple[str, Mapping[str, str]]]:
    found: list[tuple[str, Mapping[str, str]]] = []
    for name, inner in tree.items():
        if inner.keys() == set(LANGUAGES):
            found.append((prefix + str(name), inner))
        else:
            found.extend(_entries(f"{prefix}{name}.", inner))
    return found
