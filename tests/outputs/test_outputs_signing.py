"""Signing a laid-out document, and checking what came of it."""

import asyncio
import stat
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped] # asn1crypto has no type information
from paper_reading import ISSUED_ON, SIGNED_AT, Builder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from outputs.coroutines import completed
from outputs.rendering import Renderer
from outputs.signing import CannotSign, Signer, sign
from outputs.stamp import drawing
from outputs.verification import Trust, verify

Signers = dict[str, Signer]


@pytest.fixture(scope="module")
def trust(keys: Path, signers: Signers) -> Trust:
    return Trust.from_folder(keys)


@pytest.fixture(scope="module")
def sealed(letter: bytes, signers: Signers) -> bytes:
    """Signed by the person, then by the agency."""
    signed = sign(letter, signer=signers["director"], reason="Ký ban hành", at=SIGNED_AT)
    return sign(signed, signer=signers["agency"], reason="Đóng dấu cơ quan", at=SIGNED_AT + timedelta(minutes=1))


def _pixels(pdf: bytes) -> list[bytes]:
    """The first page as red, green and blue of each pixel."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    data = document[0].render(scale=1, may_draw_forms=True).to_pil().convert("RGB").tobytes()
    return [data[start : start + 3] for start in range(0, len(data), 3)]


def test_a_document_signed_by_person_and_agency_is_valid(sealed: bytes, trust: Trust) -> None:
    found = verify(sealed, trust)
    assert found.valid
    assert found.problems == ()
    person, agency = found.signatures
    assert (person.signer, person.reason, person.at) == ("Phạm Quốc Khánh", "Ký ban hành", SIGNED_AT)
    assert (agency.signer, agency.field) == ("Bảo hiểm xã hội khu vực VIII", "signature-agency")
    for signature in found.signatures:
        assert signature.intact
        assert signature.trusted
        assert signature.covers_whole
    assert found.data is not None
    assert found.data["dossier"]["code"] == "000.00.22.G28-260302-0042"


def test_a_second_signature_leaves_the_first_ones_bytes_alone(letter: bytes, signers: Signers, sealed: bytes) -> None:
    once = sign(letter, signer=signers["director"], reason="Ký ban hành", at=SIGNED_AT)
    twice = sign(once, signer=signers["agency"], reason="Đóng dấu", at=SIGNED_AT)
    assert once.startswith(letter)
    assert twice.startswith(once)


def test_a_signature_is_pades_with_p_256(sealed: bytes, signers: Signers) -> None:
    with pikepdf.open(BytesIO(sealed)) as document:
        fields = {str(field.T): field.V for field in document.Root.AcroForm.Fields}
    assert set(fields) == {"signature-person", "signature-agency"}
    for value in fields.values():
        assert value.SubFilter == "/ETSI.CAdES.detached"
    assert signers["agency"].keys.signing_cert is not None
    assert signers["agency"].keys.signing_cert.public_key.curve == ("named", "secp256r1")


def test_the_message_of_a_signature_is_the_one_pyhanko_composes(signers: Signers) -> None:
    signer, lengths = signers["agency"], set()
    for number in range(24):  # ECDSA signatures are 70 to 72 bytes long, rarely fewer
        digest = sha256(bytes([number])).digest()
        sealed = signer.envelope.seal(digest)
        signature = ContentInfo.load(sealed)["content"]["signer_infos"][0]["signature"].native
        lengths.add(len(signature))
        composed = completed(signer.keys.async_sign(digest, "sha256", use_pades=True))
        composed["content"]["signer_infos"][0]["signature"] = signature
        assert sealed == composed.dump(force=True)
        assert len(sealed) <= signer.envelope.room
    assert len(lengths) > 1


def test_the_stamps_stand_in_the_signers_block_and_embed_no_font(letter: bytes, sealed: bytes) -> None:
    unsigned, signed = _pixels(letter), _pixels(sealed)
    for strong, weak in ((2, 0), (0, 1)):  # blue of the person, red of the agency
        assert sum(pixel[strong] > 140 and pixel[weak] < 90 for pixel in signed) > 80
        assert not any(pixel[strong] > 140 and pixel[weak] < 90 for pixel in unsigned)
    with pikepdf.open(BytesIO(sealed)) as document:
        for field in document.Root.AcroForm.Fields:
            left, bottom, right, top = (float(corner) for corner in field.Rect)
            assert 300 < left < right < 560  # right half of the page, inside its margin
            assert 56 < bottom < top < 500
            assert "/Font" not in field.AP.N.get("/Resources", {})
            assert "Chữ ký số của" in str(field.TU)


def test_a_paper_without_a_place_is_signed_invisibly(renderer: Renderer, sample: Builder, signers: Signers) -> None:
    card = renderer.render("health-card", sample("health-card"), issued_on=ISSUED_ON).pdf
    signed = sign(card, signer=signers["agency"], reason="Cấp thẻ", at=SIGNED_AT)
    with pikepdf.open(BytesIO(signed)) as document:
        assert [float(corner) for corner in document.Root.AcroForm.Fields[0].Rect][:2] == [0, 0]


def test_signing_works_inside_an_event_loop(letter: bytes, signers: Signers, trust: Trust) -> None:
    async def in_a_flow() -> bool:
        signed = sign(letter, signer=signers["director"], reason="Ký", at=SIGNED_AT)
        return verify(signed, trust).valid

    assert asyncio.run(in_a_flow())


def test_the_same_field_cannot_be_signed_twice(letter: bytes, signers: Signers) -> None:
    once = sign(letter, signer=signers["director"], reason="Ký", at=SIGNED_AT)
    with pytest.raises(CannotSign, match="signature-person"):
        sign(once, signer=signers["director"], reason="Ký", at=SIGNED_AT)


@pytest.mark.parametrize("file", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_document_cannot_be_signed(file: bytes, signers: Signers) -> None:
    with pytest.raises(CannotSign):
        sign(file, signer=signers["director"], reason="Ký", at=SIGNED_AT)


def test_a_long_name_is_narrowed_into_the_stamp(signers: Signers) -> None:
    short, long = drawing("person", ("Ký bởi: An",)), drawing("person", ("Ký bởi: " + "Nguyễn Thị Phương Khánh " * 3,))
    assert short != long
    assert " Ký" not in long  # outlines, no text


def test_private_keys_are_closed_to_others_and_kept_when_asked_again(keys: Path, signers: Signers) -> None:
    for key in keys.glob("*.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    again = Signer.create_demo(keys, agency="Khác", officers={"director": "Khác", "deputy": "Lê Thị Thanh Huyền"})
    assert again["director"].name == "Phạm Quốc Khánh"
    assert again["deputy"].name == "Lê Thị Thanh Huyền"
    assert {name: (keys / name).read_bytes() for name in before} == before


def test_an_unknown_signer_is_named(keys: Path, signers: Signers) -> None:
    with pytest.raises(CannotSign, match="'nobody'"):
        Signer.load(keys, "nobody")


def test_an_unsigned_document_is_not_valid(letter: bytes, trust: Trust) -> None:
    found = verify(letter, trust)
    assert not found.valid
    assert found.problems == ("Văn bản không có chữ ký số.",)
    assert found.data is not None


@pytest.mark.parametrize("file", [b"", b"garbage", b"%PDF-1.7 " + bytes(range(256)) * 20, b"PK\x03\x04"])
def test_garbage_is_answered_not_raised(file: bytes, trust: Trust) -> None:
    found = verify(file, trust)
    assert not found.valid
    assert "không phải là văn bản PDF" in found.problems[0]


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
def test_a_changed_byte_breaks_the_signature(sealed: bytes, trust: Trust, letter: bytes, share: float) -> None:
    changed = bytearray(sealed)
    changed[int(len(letter) * share)] ^= 1
    found = verify(bytes(changed), trust)
    assert not found.valid
    assert found.problems


def test_a_page_turned_after_signing_is_noticed(sealed: bytes, trust: Trust) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    turned = BytesIO()
    writer.write(turned)
    found = verify(turned.getvalue(), trust)
    assert not found.valid
    assert all(signature.intact and not signature.covers_whole for signature in found.signatures)
    assert "thêm vào sau khi ký" in found.problems[0]


def test_a_document_written_anew_is_not_what_was_signed(sealed: bytes, trust: Trust) -> None:
    anew = BytesIO()
    with pikepdf.open(BytesIO(sealed)) as document:
        document.save(anew)
    assert not verify(anew.getvalue(), trust).valid


@pytest.mark.parametrize("more", [b"% a comment\n", b"99 0 obj\n(hidden)\nendobj\n"])
def test_bytes_after_the_last_signature_are_noticed(sealed: bytes, trust: Trust, more: bytes) -> None:
    found = verify(sealed + more, trust)
    assert not found.valid
    assert any("không thuộc chữ ký nào" in problem for problem in found.problems)


def test_a_cut_off_file_is_not_valid(sealed: bytes, trust: Trust) -> None:
    assert not verify(sealed[: len(sealed) // 2], trust).valid


def test_dropping_the_last_signature_leaves_a_document_the_person_signed(
    letter: bytes, signers: Signers, trust: Trust, sealed: bytes
) -> None:
    once = sign(letter, signer=signers["director"], reason="Ký", at=SIGNED_AT)
    assert [signature.field for signature in verify(once, trust).signatures] == ["signature-person"]


def test_a_signer_of_another_authority_is_not_trusted(letter: bytes, trust: Trust, tmp_path: Path) -> None:
    stranger = Signer.create_demo(tmp_path / "else", agency="Giả mạo", officers={})["agency"]
    found = verify(sign(letter, signer=stranger, reason="Ký", at=SIGNED_AT), trust)
    assert not found.valid
    assert found.signatures[0].intact
    assert not found.signatures[0].trusted
    assert found.problems == (
        "Chữ ký của Giả mạo: chứng thư của người ký không thuộc cơ quan chứng thực được tin cậy.",
    )
