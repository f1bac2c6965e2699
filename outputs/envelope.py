"""The CMS message of a signature: of one signer's messages only the digest of the document and the signature differ.

pyHanko composes it from objects for every document, twice, which costs four times as much as all the rest of signing;
here it composes one for each length a signature has, and digest and signature are put in their places.
"""

from collections.abc import Callable
from functools import lru_cache

from pyhanko.sign.signers import ExternalSigner, SimpleSigner

from outputs.coroutines import completed

DIGEST = "sha256"
SLACK = 16  # bytes: ECDSA signatures of one key differ in length by a few
A_DIGEST = bytes.fromhex("5ea1") * 16  # stands where a document's SHA-256 will


class Envelope:
    """What one signer's PAdES messages (B-B) have in common. May be shared by threads."""

    def __init__(self, keys: SimpleSigner) -> None:
        self._keys = keys
        attributes = completed(keys.signed_attrs(A_DIGEST, DIGEST, use_pades=True))
        self._signed = _between(attributes.dump(), A_DIGEST)
        self._message: Callable[[int], tuple[bytes, bytes, bytes]] = lru_cache(lambda length: _composed(keys, length))
        self.room = len(self.seal(A_DIGEST)) + SLACK
        """Bytes that hold any message of this signer."""

    def seal(self, digest: bytes) -> bytes:
        """The message (DER) that signs a document of this SHA-256."""
        before, after = self._signed
        signature = self._keys.sign_raw(before + digest + after, DIGEST)
        start, middle, end = self._message(len(signature))
        return start + digest + middle + signature + end


def _composed(keys: SimpleSigner, length: int) -> tuple[bytes, bytes, bytes]:
    """The message around its digest and a signature of this length: every length stands in DER before what it measures."""
    a_signature = bytes.fromhex("b1") * length
    signer = ExternalSigner(
        keys.signing_cert,
        keys.cert_registry,
        a_signature,
        signature_mechanism=keys.get_signature_mechanism_for_digest(DIGEST),
        embed_roots=keys.embed_roots,
    )
    message = completed(signer.async_sign(A_DIGEST, DIGEST, use_pades=True)).dump()
    start, rest = _between(message, A_DIGEST)
    return start, *_between(rest, a_signature)


def _between(whole: bytes, part: bytes) -> tuple[bytes, bytes]:
    before, after = whole.split(part)  # ValueError if it is not there once
    return before, after
