"""What hides in a zip archive or an office file: a bomb, a lock, a program. Read in small pieces that are dropped at once."""

import io
import struct
import zipfile
import zlib

MAX_ENTRIES = 1_000
MAX_UNPACKED = 100 * 2**20
MAX_RATIO = 100
_SMALL = 2**20  # below this a high ratio harms nobody
_PIECE = 2**16


def kind_of_archive(content: bytes) -> str:
    """xlsx or docx by the parts inside; zip for any other; `damaged` where no list of parts can be read."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError):
        return "damaged"
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return "xlsx"
    return "docx" if "[Content_Types].xml" in names and "word/document.xml" in names else "zip"


def archive_fault(content: bytes) -> str | None:
    """The code of what is wrong with an archive, or None."""
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
