"""Files known by the SHA-256 of their bytes, on a local disk or in any object storage that fsspec reaches."""

import hashlib
import os
import re
import secrets
from typing import Any

import fsspec  # type: ignore[import-untyped] # fsspec has no type information
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped] # the same

DIGEST = re.compile(r"[0-9a-f]{64}")


class BlobMissing(Exception):
    """There is no file with this digest."""


class BlobDamaged(Exception):
    """The stored bytes are not those whose digest is their name."""


class Blobs:
    """A store of files. May be shared by threads."""

    def __init__(self, url: str) -> None:
        """`url` is a folder, or any fsspec address such as s3://bucket/motcua."""
        self._files: Any
        self._files, root = fsspec.core.url_to_fs(url)
        self._root = str(root).rstrip("/")

    def put(self, content: bytes) -> str:
        """Keep `content` and give its digest; the same bytes again are kept once."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if self._files.exists(path):
            return digest
        # Written aside and moved into place, so that nobody ever reads half a file.
        aside = f"{self._root}/incoming/{digest}.{os.getpid()}.{secrets.token_hex(4)}"
        self._files.makedirs(f"{self._root}/incoming", exist_ok=True)
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        with self._files.open(aside, "wb") as file:
            file.write(content)
            if isinstance(self._files, LocalFileSystem):  # object storage keeps what it has acknowledged
                file.flush()
                os.fsync(file.fileno())
        self._files.mv(aside, path)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes; raises BlobMissing or BlobDamaged."""
        try:
            content: bytes = self._files.cat_file(self._path(digest))
        except FileNotFoundError:
            raise BlobMissing(digest) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise BlobDamaged(digest)
        return content

    def _path(self, digest: str) -> str:
        if not DIGEST.fullmatch(digest):
            raise BlobMissing(digest)
        return f"{self._root}/{digest[:2]}/{digest[2:4]}/{digest}"
