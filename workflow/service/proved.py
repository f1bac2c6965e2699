"""Remembers on disk what was found without fault, so that only what changed is proved and run again."""

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, MutableSet
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("workflow/**/*.*", "forms/**/*.*", "procedures/rules/*.py", "integrations/**/*.py", "outputs/*.py",
        "outputs/templates/*/data.schema.json")  # fmt: skip
"""What proofs and cases reckon with besides the definitions: the program, the rules, the registers and the papers."""
SHARED = (
    "organisation.yaml",
    "calendar.yaml",
    "common/**/*.*",
    "parameters/*.yaml",
    "*/*/*.schema.json",
    "*/*.schema.json",
)
"""What all definitions of a folder share. Other definitions are not in it: of them a proof knows the names only."""
UNSETTLED = 10
"""Seconds after which a file that was saved is surely the one that was read."""


class Proved(MutableSet[str]):
    """A set of keys, each a file whose name is the digest of the key and of all a proof reckons with; it may hold something.

    A folder that cannot be written to is no fault: the proofs are then done each time. Nothing is added when something
    they reckon with was saved so lately that what was read may have been older than what was hashed.
    """

    def __init__(self, ground: str, folder: Path, *, is_settled: bool = True) -> None:
        self.ground = ground
        self._folder = folder
        self._is_settled = is_settled

    def __contains__(self, key: object) -> bool:
        return self._file(str(key)).exists()

    def add(self, value: str) -> None:
        self.keep(value, b"")

    def keep(self, key: str, found: bytes) -> None:
        """Add a key with what was found."""
        if not self._is_settled:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            written = self._file(key).with_suffix(f".{os.getpid()}")
            written.write_bytes(found)
            written.replace(self._file(key))  # whole or not at all, for whoever reads it meanwhile
        except OSError:
            return

    def found(self, key: str) -> bytes | None:
        """What was kept with a key; None when it is not here."""
        try:
            return self._file(key).read_bytes()
        except OSError:
            return None

    def discard(self, value: str) -> None:
        self._file(value).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        return (file.name for file in self._folder.glob("*"))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _file(self, key: str) -> Path:
        return self._folder / hashlib.sha256(f"{self.ground} {key}".encode()).hexdigest()


def proved_in(root: Path, slugs: Iterable[str]) -> Proved:
    """What was proved of the definitions of a folder as it, the program and its rules now are."""
    ground = hashlib.sha256(" ".join((sys.version, _code(), *sorted(slugs))).encode())
    newest = max((_feed(ground, root, pattern) for pattern in SHARED), default=0.0)
    return Proved(ground.hexdigest(), cache_folder() / "proved", is_settled=newest < time.time() - UNSETTLED)


def digest_below(folder: Path) -> str:
    """The digest of every file of a definition; of one that is not there, of its name."""
    digest = hashlib.sha256(folder.name.encode())
    _feed(digest, folder, "**/*")
    return digest.hexdigest()


def cache_folder() -> Path:
    """Where this user keeps what can be made again (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "motcua"


@cache
def _code() -> str:
    """The digest of the program and, by name and version, of the libraries beside it."""
    libraries = {info.name for folder in sys.path for info in Path(folder).glob("*.dist-info")}
    digest = hashlib.sha256(" ".join(sorted(libraries)).encode())
    for pattern in CODE:
        _feed(digest, ROOT, pattern)
    return digest.hexdigest()


def _feed(digest: "hashlib._Hash", root: Path, pattern: str) -> float:
    """Add files to a digest; when the newest of them was saved."""
    newest = 0.0
    for file in sorted(root.glob(pattern)):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(str(file.relative_to(root)).encode())
            digest.update(file.read_bytes())
            newest = max(newest, file.stat().st_mtime)
    return newest
