"""What hides in a PDF: damage, a lock, scripts, or objects that unpack without end."""

import io
import re

import pikepdf

_MAX_OBJECTS = 200_000
_ACTIONS = frozenset(("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"))
_ACTIVE_KEYS = frozenset(("/JS", "/JavaScript", "/XFA"))

# For the whole process: qpdf else inflates object streams without end. A page of a dossier needs far less.
pikepdf.settings.set_qpdf_limits(flate_max_memory=64 * 2**20, run_length_max_memory=64 * 2**20, max_stream_filters=3)


def pdf_fault(content: bytes) -> str | None:
    """The code of what is wrong with a PDF, or None."""
    if _hides_lzw(content):
        return "attachment_bomb"
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=True, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return "attachment_encrypted"
            if len(pdf.objects) > _MAX_OBJECTS:
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
