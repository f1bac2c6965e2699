"""What a file really is, and whether it can be opened without harm: damage, locks, scripts and decompression bombs.

Nothing is unpacked whole: archives are read through in small pieces and dropped, with an end to the counting.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

import pikepdf
import puremagic

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

MAX_ENTRIES = 1_000
MAX_UNPACKED = 100 * 2**20
MAX_RATIO = 100
_SMALL = 2**20  # below this a high ratio harms nobody
MAX_PIXELS = 100_000_000
_MAX_PDF_OBJECTS = 200_000
_PIECE = 2**16
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXTENSIONS = {".pdf": "pdf", ".jpg": "jpg", ".jpeg": "jpg", ".png": "png"}
_ACTIONS = frozenset(("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"))
_ACTIVE_KEYS = frozenset(("/JS", "/JavaScript", "/XFA"))

# For the whole process: qpdf else inflates object streams without end. A legal page of the dossier needs far less.
pikepdf.settings.set_qpdf_limits(flate_max_memory=64 * 2**20, run_length_max_memory=64 * 2**20, max_stream_filters=3)


def kind_of(content: bytes) -> str | None:
    """The kind of a file by its first bytes and its parts; `locked` is an office file with a password; None: unknown."""
    if content.startswith(_COMPOUND):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in content else None
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if _looks_like_xml(content):
        return "xml"
    try:
        found = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return None
    return next((_EXTENSIONS[each.extension] for each in found if each.extension in _EXTENSIONS), None)


def fault_in(kind: str, content: bytes) -> str | None:
    """The code of what is wrong inside a file of this kind, or None."""
    return _FAULTS[kind](content)


def _looks_like_xml(content: bytes) -> bool:
    start = content[:200].lstrip(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") or start[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def _office_kind(content: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError):
        return "zip"
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return "xlsx"
    return "docx" if "[Content_Types].xml" in names and "word/document.xml" in names else "zip"


def _pdf_fault(content: bytes) -> str | None:
    if _hides_lzw(content):
        return "attachment_bomb"
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=True, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return "attachment_encrypted"
            if len(pdf.objects) > _MAX_PDF_OBJECTS:
                return "attachment_bomb"
            if not len(pdf.pages):
                return "attachment_broken"
            return "attachment_active" if any(_is_active(each) for each in pdf.objects) else None
    except pikepdf.PasswordError:
        return "attachment_encrypted"
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError):
        return "attachment_broken"


def _hides_lzw(content: bytes) -> bool:
    """Whether object streams may be packed with LZW, whose unpacking qpdf does not limit; no producer does that."""
    names = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)
    return b"/LZW" in names and b"/ObjStm" in names


def _is_active(thing: pikepdf.Object, depth: int = 0) -> bool:
    """Whether an object, or what is written inside it, runs a script or starts something."""
    if depth > 50:
        return True
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Dictionary):
        keys = set(thing.keys())
        if (
            keys & _ACTIVE_KEYS
            or str(thing.get("/S", "")) in _ACTIONS
            or str(thing.get("/Subtype", "")) == "/RichMedia"
        ):
            return True
        inner = [thing[key] for key in keys - {"/Parent"}]
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return False
    # What is referred to has its own turn in the list of objects.
    return any(_is_active(each, depth + 1) for each in inner if _is_container(each) and not each.is_indirect)


def _is_container(thing: object) -> bool:
    return isinstance(thing, (pikepdf.Dictionary, pikepdf.Array))


def _zip_fault(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(each.file_size for each in entries) > MAX_UNPACKED:
                return "attachment_bomb"
            if any(each.flag_bits & 1 for each in entries):
                return "attachment_encrypted"
            if any(each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in entries):
                return "attachment_broken"
            if any(_is_program(each.filename) for each in entries):
                return "attachment_active"
            return "attachment_bomb" if _unpacks_too_far(archive, entries) else None
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, NotImplementedError, OSError):
        return "attachment_broken"


def _is_program(name: str) -> bool:
    low = name.lower()
    return low.endswith(
        ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".lnk")
    ) or any(part in low for part in ("/macrosheets/", "/activex/", "oleobject"))


def _unpacks_too_far(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> bool:
    """Read every entry in pieces: what the directory says about sizes may be a lie, and entries may share bytes."""
    total = 0
    for entry in entries:
        size = 0
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                total += len(piece)
                if total > MAX_UNPACKED or (size > _SMALL and size > MAX_RATIO * max(entry.compress_size, 1)):
                    return True
    return False


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


_FAULTS: dict[str, Callable[[bytes], str | None]] = {
    "pdf": _pdf_fault,
    "jpg": _jpg_fault,
    "png": _png_fault,
    "xml": _xml_fault,
    "xlsx": _zip_fault,
    "docx": _zip_fault,
    "zip": _zip_fault,
}
