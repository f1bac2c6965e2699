"""Whether a document is what the agency signed: signatures, trust, later changes, and the data it carries."""

import io
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped] # asn1crypto has no type information
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from outputs.certificates import AUTHORITY, certificate_file
from outputs.coroutines import completed
from outputs.rendering import DATA_NAME
from outputs.wording import HANOI

# Every forged file would leave a stack trace in the log; what it says is in the Verification.
logging.getLogger("pyhanko.sign.diff_analysis").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Trust:
    """The authorities whose certificates count."""

    authorities: tuple[Certificate, ...]

    @classmethod
    def from_pem(cls, *pem: bytes) -> "Trust":
        """Trust in these authorities, PEM or DER. Raises ValueError."""
        return cls(tuple(certificate for data in pem for certificate in load_certs_from_pemder_data(data)))

    @classmethod
    def from_folder(cls, folder: Path) -> "Trust":
        """Trust in the authority that `Signer.create_demo` put there. Raises OSError when there is none."""
        return cls.from_pem(certificate_file(folder, AUTHORITY).read_bytes())


@dataclass(frozen=True)
class CheckedSignature:
    """One signature, as found.

    `intact`: what it covers has not changed. `trusted`: the signer's certificate leads to a trusted authority.
    `covers_whole`: it covers the whole file, save for signatures added after it. `at` is the signer's own clock.
    """

    field: str
    signer: str
    reason: str
    at: datetime | None
    intact: bool
    trusted: bool
    covers_whole: bool

    @property
    def valid(self) -> bool:
        return self.intact and self.trusted and self.covers_whole


@dataclass(frozen=True)
class Verification:
    """The outcome for a whole file; `problems` is empty exactly when it is valid, and is written for people."""

    valid: bool
    signatures: tuple[CheckedSignature, ...]
    data: dict[str, Any] | None
    problems: tuple[str, ...]


def verify(pdf: bytes, trust: Trust) -> Verification:
    """Check a file of any origin; whatever it is, the answer is a Verification and never an exception."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = list(reader.embedded_regular_signatures)
    except Exception as error:  # a hostile file may break a parser anywhere; that is an answer, not a crash
        return Verification(False, (), None, (f"Tệp không phải là văn bản PDF đọc được ({_short(error)}).",))
    if not found:
        return Verification(False, (), _data(pdf), ("Văn bản không có chữ ký số.",))
    signatures: list[CheckedSignature] = []
    problems: list[str] = []
    for embedded in found:
        try:
            signature = _checked(embedded, trust)
        except Exception as error:  # as above: a broken signature is an answer
            problems.append(f"Chữ ký {embedded.field_name} không đọc được ({_short(error)}).")
            continue
        signatures.append(signature)
        problems += _problems(signature)
    if not any(_reaches_the_end(embedded, pdf) for embedded in found):
        problems.append("Sau phần đã ký, tệp còn có dữ liệu không thuộc chữ ký nào.")
    return Verification(not problems, tuple(signatures), _data(pdf), tuple(problems))


def _checked(embedded: EmbeddedPdfSignature, trust: Trust) -> CheckedSignature:
    context = ValidationContext(trust_roots=list(trust.authorities), allow_fetching=False, revocation_mode="soft-fail")
    status = completed(async_validate_pdf_signature(embedded, signer_validation_context=context))
    at = embedded.self_reported_timestamp
    return CheckedSignature(
        field=str(embedded.field_name),
        signer=str(embedded.signer_cert.subject.native.get("common_name", "?")),
        reason=str(embedded.sig_object.get("/Reason", "")),
        at=at.astimezone(HANOI) if at else None,
        intact=status.intact and status.valid,
        trusted=status.trusted,
        covers_whole=_covers_whole(status.coverage, bool(status.docmdp_ok)),
    )


def _reaches_the_end(embedded: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Whether the bytes signed go up to the last one; a line break that a transport adds is no data."""
    try:
        *_, start, length = (int(number) for number in embedded.byte_range)
    except (TypeError, ValueError):
        return False
    return not pdf[start + length :].strip(b"\r\n")


def _covers_whole(coverage: SignatureCoverageLevel | None, later_changes_allowed: bool) -> bool:
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return coverage == SignatureCoverageLevel.ENTIRE_REVISION and later_changes_allowed


def _problems(signature: CheckedSignature) -> Sequence[str]:
    if not signature.intact:  # of a broken signature nothing else can be said
        return [f"Chữ ký của {signature.signer}: nội dung đã bị thay đổi sau khi ký."]
    checks = (
        (signature.trusted, "chứng thư của người ký không thuộc cơ quan chứng thực được tin cậy"),
        (signature.covers_whole, "văn bản có phần được thêm vào sau khi ký"),
    )
    return [f"Chữ ký của {signature.signer}: {fault}." for fine, fault in checks if not fine]


def _data(pdf: bytes) -> dict[str, Any] | None:
    """The data attached at rendering; None when there are none or they cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            data = json.loads(document.attachments[DATA_NAME].get_file().read_bytes())
    except Exception:  # of a hostile file anything may be broken; then there are no data
        return None
    return data if isinstance(data, dict) else None


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:120]
