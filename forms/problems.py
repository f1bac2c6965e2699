"""What is wrong with an answer or a file, as a value; the words come from the one catalogue `messages.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from forms.reading import read_yaml

LANGUAGES = ("vi", "en")
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (a JSON Pointer into the answers), which, and what to say about it.

    `params` holds limits, labels and row numbers, never what the person wrote: problems may be logged.
    """

    pointer: str
    code: str
    message_vi: str
    message_en: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def message(self, lang: str) -> str:
        """The message in `lang` (`vi` or `en`)."""
        return self.message_en if lang == "en" else self.message_vi


def problem(
    pointer: str, code: str, params: Words, words: Mapping[str, Words] | None = None, rows: tuple[int, ...] = ()
) -> Problem:
    """The problem `code` with its messages; `words` adds each language's own params, `rows` are counted from 1."""
    texts = {lang: _text(code, lang, {**params, **(words or {}).get(lang, {})}, rows) for lang in LANGUAGES}
    known = {**params, **(words or {}).get("vi", {})}
    return Problem(pointer, code, texts["vi"], texts["en"], {**known, "rows": list(rows)} if rows else known)


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """code -> language -> message, of every code there is."""
    found: Mapping[str, Mapping[str, str]] = read_yaml(Path(__file__).parent / "messages.yaml")
    return found


def _text(code: str, lang: str, words: Words, rows: tuple[int, ...]) -> str:
    text = catalogue()[code][lang].format_map(words)
    return catalogue()["row"][lang].format(rows=".".join(map(str, rows)), text=text) if rows else text
