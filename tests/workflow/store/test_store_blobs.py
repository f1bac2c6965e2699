"""Files by digest: what goes in comes out, once, and damage is noticed."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workflow.store.blobs import BlobDamaged, BlobMissing, Blobs


def test_a_file_is_known_by_the_digest_of_its_bytes(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path))
    digest = blobs.put(b"noi dung")
    assert digest == hashlib.sha256(b"noi dung").hexdigest()
    assert blobs.get(digest) == b"noi dung"
    assert (tmp_path / digest[:2] / digest[2:4] / digest).is_file()


def test_the_same_bytes_are_kept_once_also_when_put_together(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path))
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: blobs.put(b"same"), range(32)))
    assert len(digests) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [
        tmp_path / (d := digests.pop())[:2] / d[2:4] / d
    ]


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    blobs = Blobs(f"file://{tmp_path}")
    assert blobs.get(blobs.put(b"")) == b""


def test_a_missing_file_and_a_name_that_is_no_digest_are_told_apart_from_content(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path))
    for digest in ("0" * 64, "../../etc/passwd", "", "A" * 64):
        with pytest.raises(BlobMissing):
            blobs.get(digest)


def test_changed_bytes_are_not_given_out(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path))
    digest = blobs.put(b"original")
    (tmp_path / digest[:2] / digest[2:4] / digest).write_bytes(b"forged!!")
    with pytest.raises(BlobDamaged):
        blobs.get(digest)


def test_object_storage_serves_as_well_as_a_folder() -> None:
    blobs = Blobs("memory://motcua-tests")
    assert blobs.get(blobs.put(b"in memory")) == b"in memory"
