"""Whether a file sent with a dossier may come in: its name, its size, what it really is, and what hides in it."""

import re
import unicodedata
from collections.abc import Collection

from forms.inspecting import KINDS, fault_in, kind_of
from forms.problems import Problem, problem

MAX_NAME = 150
MAX_FILES = 6
MAX_TOTAL = 5 * 2**20
"""Six files and 5 MB a dossier: what e-filing products of the sector allow today (domain procedures §1.3)."""

_ARCHIVES = {"xlsx", "docx", "zip"}
_UNREADABLE = {"locked": "attachment_encrypted", "damaged": "attachment_broken"}
_NAMELESS = "tep-dinh-kem"
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def check(name: str, content: bytes, *, accepts: Collection[str], max_bytes: int = MAX_TOTAL) -> Problem | None:
    """What is wrong with a file, or None. `accepts` are kinds of `KINDS`; what counts is the content, never the name."""
    if not kinds_known(accepts):
        raise ValueError(f"unknown kinds {sorted(set(accepts) - set(KINDS))}; there are {sorted(KINDS)}")
    shown = display_name(name)
    if shown != unicodedata.normalize("NFC", name):
        return _problem("attachment_name", shown)
    if not content:
        return _problem("attachment_empty", shown)
    if len(content) > max_bytes:
        return _problem("attachment_too_large", shown, limit=_size(max_bytes))
    kind = kind_of(content)
    if kind is None or kind not in accepts:
        # A locked or cut-off workbook is no workbook by its content: say what is the matter, not just "wrong kind".
        code = _UNREADABLE.get(kind or "", "attachment_type") if _ARCHIVES & set(accepts) else "attachment_type"
        return _problem(code, shown, accepted=", ".join(sorted(accepts)))
    fault = fault_in(kind, content)
    return _problem(fault, shown) if fault else None


def check_together(sizes: Collection[int], *, max_files: int = MAX_FILES, max_total: int = MAX_TOTAL) -> Problem | None:
    """What is wrong with the files of one dossier taken together, given their sizes in bytes."""
    if len(sizes) > max_files:
        return problem("", "attachments_too_many", {"limit": max_files})
    if sum(sizes) > max_total:
        return problem("", "attachments_too_large", {"limit": _size(max_total)})
    return None


def display_name(name: str) -> str:
    """The file's name as it may be shown and offered for download: no path, nothing invisible, at most 150 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(
        c for c in last if unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in ("Zl", "Zp")
    )
    plain = re.sub(r'[<>:"|?*]', "_", visible).strip(" .")
    if _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, suffix = plain.rpartition(".")
    if len(plain) > MAX_NAME:
        short = 1 <= len(suffix) <= 10 and stem
        plain = (
            f"{stem[: MAX_NAME - 1 - len(suffix)].rstrip()}.{suffix}" if dot and short else plain[:MAX_NAME].rstrip()
        )
    return plain or _NAMELESS


def kinds_known(kinds: Collection[str]) -> bool:
    """Whether all of these are kinds of file this module can look into."""
    return set(kinds) <= set(KINDS)


def _problem(code: str, shown: str, **params: str) -> Problem:
    return problem("", code, {"label": shown, **params})


def _size(count: int) -> str:
    return f"{count / 2**20:g} MB" if count >= 2**20 else f"{count / 2**10:g} kB"
