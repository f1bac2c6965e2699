"""What a file really is by its content, and whether it can be opened without harm."""

import struct
from collections.abc import Callable
from functools import lru_cache
from xml.parsers import expat

import puremagic

from forms.archive_files import archive_fault, kind_of_archive

KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
"""Kinds of file that can be accepted, with the media type to serve them under."""

MAX_PIXELS = 100_000_000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXTENSIONS = {".pdf": "pdf", ".jpg": "jpg", ".jpeg": "jpg", ".png": "png"}


def kind_of(content: bytes) -> str | None:
    """The kind of a file by its first bytes and its parts; None: unknown. `locked`: with a password, `damaged`: no whole archive."""
    if content.startswith(_COMPOUND):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in content else None
    if content.startswith(b"PK\x03\x04"):
        return kind_of_archive(content)
    if _looks_like_xml(content):
        return "xml"
    return _by_magic(content[:4096])


@lru_cache(maxsize=64)  # a file is asked about when it is checked and when it is kept
def _by_magic(start: bytes) -> str | None:
    try:
        found = puremagic.magic_string(start)
    except (puremagic.PureError, ValueError):
        return None
    return next((_EXTENSIONS[each.extension] for each in found if each.extension in _EXTENSIONS), None)


def fault_in(kind: str, content: bytes) -> str | None:
    """The code of what is wrong inside a file of this kind, or None."""
    return _FAULTS[kind](content)


def _looks_like_xml(content: bytes) -> bool:
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") or start[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


class _Refused(Exception):
    """The XML declares a document type or is a page that a browser would run."""


def _xml_fault(content: bytes) -> str | None:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise _Refused

    def first(name: str, attributes: dict[str, str]) -> None:
        parser.StartElementHandler = None
        kinds = (name.rpartition(":")[2].lower(), *attributes.values())
        if any(
            kind in ("html", "svg") or "xhtml" in kind or "/svg" in kind or "XSL/Transform" in kind for kind in kinds
        ):
            raise _Refused

    parser.StartDoctypeDeclHandler = refuse  # entities, and with them bombs and foreign files, need one
    parser.ProcessingInstructionHandler = refuse
    parser.StartElementHandler = first
    try:
        parser.Parse(content, True)
    except _Refused:
        return "attachment_active"
    except (expat.ExpatError, ValueError):
        return "attachment_broken"
    return None


def _png_fault(content: bytes) -> str | None:
    if len(content) < 33 or content[12:16] != b"IHDR" or b"IEND" not in content[-32:]:
        return "attachment_broken"
    width, height = struct.unpack(">II", content[16:24])
    return _pixels_fault(width, height)


def _jpg_fault(content: bytes) -> str | None:
    """Walk the segments to the frame header, which says how large the picture is."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return _pixels_fault(width, height)
        alone = marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8
        place += 1 if marker == 0xFF else 2 if alone else 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return "attachment_broken"


def _pixels_fault(width: int, height: int) -> str | None:
    if not width or not height:
        return "attachment_broken"
    return "attachment_bomb" if width * height > MAX_PIXELS else None


def _pdf_fault(content: bytes) -> str | None:
    from forms.pdf_files import pdf_fault  # pikepdf takes 0.2 s to import: only who gets PDF files pays for it

    return pdf_fault(content)


_FAULTS: dict[str, Callable[[bytes], str | None]] = {
    "pdf": _pdf_fault,
    "jpg": _jpg_fault,
    "png": _png_fault,
    "xml": _xml_fault,
    "xlsx": archive_fault,
    "docx": archive_fault,
    "zip": archive_fault,
}
