"""PAdES signatures (B-B, ECDSA P-256): of the person first, then of the agency (Decree 30/2020, article 5).

Each signature is an incremental update: what was signed before stays byte for byte. A time-stamp (B-T) needs an
authority on the network and is left out.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from outputs.certificates import (
    AUTHORITY,
    certificate_file,
    create_demo_authority,
    create_demo_certificate,
    key_file,
)
from outputs.envelope import DIGEST, Envelope
from outputs.errors import OutputError
from outputs.stamp import HEIGHT, WIDTH, SignatureStamp
from outputs.wording import HANOI

Kind = Literal["person", "agency"]
AGENCY = "agency"
DEMO_VALID_FROM = datetime(2025, 1, 1, tzinfo=HANOI)


class CannotSign(OutputError):
    """The file is no PDF, is damaged, or already carries this signature."""


@dataclass(frozen=True)
class Signer:
    """Somebody who signs: a person, or the agency with its seal certificate."""

    id: str
    name: str
    kind: Kind
    keys: SimpleSigner = field(repr=False)

    @cached_property
    def envelope(self) -> Envelope:
        """What is the same in all of this signer's signatures."""
        return Envelope(self.keys)

    @classmethod
    def load(cls, folder: Path, signer_id: str) -> "Signer":
        """The signer whose `<id>.pem` and `<id>.key` are in the folder; the id `agency` is the agency's seal.

        Raises CannotSign when there is none.
        """
        try:
            certificate = _certificate(folder, signer_id)
            key = load_private_key_from_pemder(key_file(folder, signer_id), passphrase=None)
            chain = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko types only part of itself
            chain.register(_certificate(folder, AUTHORITY))
        except (OSError, ValueError) as error:
            raise CannotSign(f"no usable key of {signer_id!r}: {error}") from error
        name = str(certificate.subject.native["common_name"])
        return cls(
            signer_id,
            name,
            "agency" if signer_id == AGENCY else "person",
            SimpleSigner(certificate, key, chain, embed_roots=False),
        )

    @classmethod
    def create_demo(
        cls,
        folder: Path,
        *,
        agency: str,
        officers: Mapping[str, str],
        valid_from: datetime = DEMO_VALID_FROM,
    ) -> dict[str, "Signer"]:
        """Demo authority, agency seal and a certificate for each officer (id → name); what is there already is kept.

        The folder holds private keys (mode 0600) and belongs outside any repository. `ca.pem` is what to trust.
        """
        create_demo_authority(folder, valid_from=valid_from)
        for signer_id, name in {AGENCY: agency, **officers}.items():
            create_demo_certificate(folder, signer_id, name, agency, valid_from=valid_from)
        return {signer_id: cls.load(folder, signer_id) for signer_id in (AGENCY, *officers)}


def sign(
    pdf: bytes, *, signer: Signer, reason: str, at: datetime, field_name: str | None = None, visible: bool = True
) -> bytes:
    """The document with one more signature.

    The field is `signature-person` or `signature-agency` unless named. The signature shows where the template left
    a place of the same name, and is invisible when it left none. Raises CannotSign.
    """
    name = field_name or f"signature-{signer.kind}"
    try:
        file = io.BytesIO(pdf)
        writer = IncrementalPdfFileWriter(file)
        place = _place(writer.prev.root, name) if visible else None
        moment = at.astimezone(HANOI).replace(microsecond=0)
        session = PdfSigner(
            PdfSignatureMetadata(
                field_name=name,
                md_algorithm=DIGEST,
                reason=reason,
                name=signer.name,
                subfilter=SigSeedSubFilter.PADES,
            ),
            signer.keys,
            stamp_style=SignatureStamp(
                kind=signer.kind, lines=(f"Ký bởi: {signer.name}", f"Thời gian ký: {moment.isoformat()}")
            ),
            new_field_spec=_field(name, signer, place),
        ).init_signing_session(writer)
        session.system_time = moment  # instead of the machine's clock
        unsigned = session.prepare_tbs_document(validation_info=None, bytes_reserved=2 * signer.envelope.room)
        prepared, _ = unsigned.digest_tbs_document(in_place=True)
        prepared.fill_with_cms(file, signer.envelope.seal(prepared.document_digest))
        return file.getvalue()
    except (PdfError, SigningError, ValueError, KeyError) as error:
        raise CannotSign(f"the document could not be signed as {name!r}: {error}") from error


def _certificate(folder: Path, holder_id: str) -> Any:
    return load_cert_from_pemder(certificate_file(folder, holder_id))  # type: ignore[no-untyped-call] # pyHanko's


@dataclass(frozen=True)
class _Place:
    page: int
    left: float
    top: float


def _field(name: str, signer: Signer, place: _Place | None) -> SigFieldSpec:
    title = f"Chữ ký số của {signer.name}"
    if place is None:
        return SigFieldSpec(name, readable_field_name=title)
    box = (place.left, place.top - HEIGHT, place.left + WIDTH, place.top)
    corners = tuple(round(corner) for corner in box)
    return SigFieldSpec(name, on_page=place.page, box=corners, readable_field_name=title)  # type: ignore[arg-type] # four


def _place(root: Any, name: str) -> _Place | None:
    """Where the template put the element of this id: its named destination."""
    try:
        destinations = root["/Names"]["/Dests"]["/Names"]
    except KeyError:
        return None
    pages = root["/Pages"]["/Kids"]
    for position in range(0, len(destinations), 2):
        if destinations[position] == name:
            target = destinations[position + 1]
            page = target.raw_get(0)
            numbers = [number for number in range(len(pages)) if pages.raw_get(number) == page]
            return _Place(numbers[0], float(target[2]), float(target[3]))
    return None
