"""The broken definitions of tests/broken: one fault a file, with where it must be found and the words it must be told in.

A file begins with lines `# expect: LINE:COLUMN CODE words of the reason` and perhaps `# hint: words of the hint`; where
that cannot be (an empty file) they stand in a file of the same name ending in `.expect`. What the file leaves out of a
whole definition is added at its end. A line `# file: common/graphs/x.yaml` begins a shared graph; its lines keep their
numbers, and `# expect: common/graphs/x.yaml:LINE:COLUMN …` looks for the fault there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.workflow.toy import PLAIN, head, library_of, write_library

FOLDER = Path(__file__).parents[2] / "broken"
EXPECT = re.compile(r"# expect: (?:(\S+):)?(\d+):(\d+) (\S+) ?(.*)")
HINT = re.compile(r"# hint: (.*)")
FILE = re.compile(r"# file: (\S+)\n")


@dataclass(frozen=True)
class Expected:
    """A fault that must be found."""

    place: str
    code: str
    words: str
    hint: str


@dataclass(frozen=True)
class Broken:
    """One file of the corpus."""

    file: Path

    @property
    def expected(self) -> list[Expected]:
        beside = self.file.with_suffix(".expect")
        text = (beside if beside.exists() else self.file).read_text(encoding="utf-8", errors="replace")
        hints = [found[1] for found in HINT.finditer(text)]
        return [
            Expected(
                f"procedures/{file or 'toy/toy/procedure.yaml'}:{line}:{column}", code, words.strip(),
                hints[number] if number < len(hints) else "",
            )
            for number, (file, line, column, code, words) in enumerate(EXPECT.findall(text))
        ]  # fmt: skip

    def write(self, root: Path) -> Path:
        """A folder of procedures around the broken file."""
        raw = self.file.read_bytes()
        folder = write_library(root / "procedures", {"toy": head() + PLAIN})
        if self.file.with_suffix(".expect").exists():
            (folder / "toy/toy/procedure.yaml").write_bytes(raw)
            return folder
        for name, text in _parts(raw.decode("utf-8", errors="surrogateescape")):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8", errors="surrogateescape"))
        return folder


def all_broken() -> list[Broken]:
    """The whole corpus."""
    return [Broken(file) for file in sorted(FOLDER.glob("*.yaml"))]


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The files in a corpus file, each with its lines where they stand."""
    definition, *others = FILE.split(text)
    yield "toy/toy/procedure.yaml", _whole(definition)
    above = definition.count("\n") + 1
    for name, part in zip(others[::2], others[1::2], strict=True):
        yield name, "\n" * above + part
        above += part.count("\n") + 1


def _whole(text: str) -> str:
    """The text with the keys of a good definition that it does not have itself."""
    good = head() + PLAIN.lstrip("\n")
    keys = set(re.findall(r"^[\"']?(\w+)[\"']?:", text, re.MULTILINE)) | set(
        re.findall(r"^# without: (\w+)", text, re.MULTILINE)
    )
    missing = [
        part for part in re.split(r"^(?=\w)", good, flags=re.MULTILINE) if part.split(":")[0].strip() not in keys
    ]
    return text + "".join(part for part in missing if part.strip())


__all__ = ["Broken", "Expected", "all_broken", "library_of"]
