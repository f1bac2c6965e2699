"""Remembers on disk which versions of definitions were proved sound, so that only what changed is proved again."""

import hashlib
import os
import sys
from collections.abc import Iterator, MutableSet
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("workflow/compiler/*.py", "workflow/definition/*.*", "workflow/engine/**/*.py", "workflow/clock/*.py", "workflow/*.py",
        "forms/*.*", "procedures/rules/*.py", "integrations/registers/contract.py", "outputs/templates/*/data.schema.json")  # fmt: skip
"""What a proof reckons with besides the definitions: the prover itself, the rules, the registers and the papers."""
SHARED = (
    "organisation.yaml",
    "calendar.yaml",
    "common/**/*.*",
    "parameters/*.yaml",
    "*/*/*.schema.json",
    "*/*.schema.json",
)
"""What all definitions of a folder share. Other definitions are not in it: of them a proof knows the names only."""


class Proved(MutableSet[str]):
    """A set of keys, each an empty file whose name is the digest of the key and of all a proof reckons with.

    A folder that cannot be written to is no fault: the proofs are then done each time.
    """

    def __init__(self, ground: str, folder: Path) -> None:
        self._ground = ground
        self._folder = folder

    def __contains__(self, key: object) -> bool:
        return self._file(str(key)).exists()

    def add(self, value: str) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file(value).touch()
        except OSError:
            return

    def discard(self, value: str) -> None:
        self._file(value).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        return (file.name for file in self._folder.glob("*"))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _file(self, key: str) -> Path:
        return self._folder / hashlib.sha256(f"{self._ground} {key}".encode()).hexdigest()


def proved_in(root: Path, slugs: tuple[str, ...]) -> Proved:
    """What was proved of the definitions of a folder as it, the program and its rules now are."""
    ground = hashlib.sha256(" ".join((sys.version, _code(), *slugs)).encode())
    for pattern in SHARED:
        _feed(ground, root, pattern)
    return Proved(ground.hexdigest(), cache_folder() / "proved")


def cache_folder() -> Path:
    """Where this user keeps what can be made again (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "motcua"


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for pattern in CODE:
        _feed(digest, ROOT, pattern)
    return digest.hexdigest()


def _feed(digest: "hashlib._Hash", root: Path, pattern: str) -> None:
    for file in sorted(root.glob(pattern)):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(str(file.relative_to(root)).encode())
            digest.update(file.read_bytes())
