"""Sealing of personal data and blind indexes for finding it: AES-256-GCM and HMAC-SHA-256 under keys derived from one."""

import hashlib
import hmac
import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
PLAIN, COMPRESSED = b"\x01\x00", b"\x01\x01"  # version of the format, then whether zlib came before the seal
WORTH_COMPRESSING = 300
"""Bytes; compressing comes before sealing, because nothing can compress a sealed value afterwards."""


class SealBroken(Exception):
    """A sealed value cannot be opened: another key, another column, or changed bytes."""


class Vault:
    """Seals and opens under one key. May be shared by threads."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key of the store has {len(key)} bytes; it needs {KEY_BYTES}")
        self._cipher = AESGCM(_derived(key, b"motcua seal"))
        self._index_key = _derived(key, b"motcua blind index")

    def seal(self, value: bytes, place: str) -> bytes:
        """`value` sealed for a place (table.column); elsewhere it does not open."""
        head = PLAIN
        if len(value) > WORTH_COMPRESSING:
            head, value = COMPRESSED, zlib.compress(value, 1)
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._cipher.encrypt(nonce, value, head + place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """What was sealed; raises SealBroken."""
        head, nonce, body = sealed[:2], sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
        try:
            value = self._cipher.decrypt(nonce, body, head + place.encode())
        except (InvalidTag, ValueError):
            raise SealBroken(f"a value of {place} cannot be opened with this key") from None
        return zlib.decompress(value) if head == COMPRESSED else value

    def blind(self, kind: str, value: str) -> str:
        """A fingerprint to look `value` up by: equal values give equal fingerprints, and nothing leads back."""
        return hmac.new(self._index_key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
