"""`motcua verify`: a paper is what the agency signed, or it is said why not; by exit code, words and JSON."""

import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from outputs.rendering import Renderer
from outputs.signing import Signer, sign
from tests.desk.motcua import motcua
from workflow.clock import HANOI

AGENCY, DIRECTOR = "Bảo hiểm xã hội khu vực VIII", "Phạm Quốc Khánh"
AT = datetime(2026, 3, 9, 10, tzinfo=HANOI)
VALID, NOT_VALID, UNREADABLE = 0, 1, 2


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the keys of its agency."""
    home = tmp_path_factory.mktemp("verifying") / "home"
    Signer.create_demo(home / "keys", agency=AGENCY, officers={"dir": DIRECTOR})
    return home


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    renderer = Renderer()
    return renderer.render("lump-sum-decision", renderer.catalogue["lump-sum-decision"].sample, issued_on=AT.date()).pdf


@pytest.fixture(scope="module")
def signed(home: Path, unsigned: bytes) -> bytes:
    """A decision with the director's signature and the agency's seal."""
    director, agency = (Signer.load(home / "keys", id) for id in ("dir", "agency"))
    return sign(sign(unsigned, signer=director, reason="Ký ban hành", at=AT), signer=agency, reason="Đóng dấu", at=AT)


@pytest.fixture
def paper(signed: bytes, tmp_path: Path) -> Path:
    file = tmp_path / "decision.pdf"
    file.write_bytes(signed)
    return file


def test_a_signed_paper_is_valid_and_tells_who_when_and_what(home: Path, paper: Path) -> None:
    done = motcua(home, "verify", paper)
    assert (done.returncode, done.stderr) == (VALID, "")
    for words in (
        "decision.pdf: valid",
        DIRECTOR,
        AGENCY,
        "09/03/2026 10:00:00 +0700",
        "✓ unchanged since signing",
        "✓ certificate of a trusted authority",
        "✓ covers the whole file",
        "000.00.22.G28-260302-0042",
        "Nguyễn Thị Hường",
    ):
        assert words in done.stdout
    assert "✗" not in done.stdout
    assert "\x1b" not in done.stdout


def test_programs_get_everything_as_json(home: Path, paper: Path) -> None:
    done = motcua(home, "verify", "--json", paper)
    (found,) = json.loads(done.stdout)
    assert done.returncode == VALID
    assert (found["valid"], found["readable"], found["problems"]) == (True, True, [])
    assert [signature["signer"] for signature in found["signatures"]] == [DIRECTOR, AGENCY]
    assert datetime.fromisoformat(found["signatures"][0]["at"]) == AT
    assert date.fromisoformat(found["data"]["document"]["issued_on"]) == AT.date()


def test_one_changed_byte_makes_it_invalid(home: Path, paper: Path) -> None:
    content = bytearray(paper.read_bytes())
    content[5000] ^= 1
    paper.write_bytes(content)
    done = motcua(home, "verify", paper)
    assert done.returncode == NOT_VALID
    assert "NOT VALID" in done.stdout
    assert "✗ changed after signing" in done.stdout
    assert "đã bị thay đổi sau khi ký" in done.stdout
    assert "unconfirmed" in done.stdout


def test_something_added_after_signing_makes_it_invalid(home: Path, paper: Path) -> None:
    added = IncrementalPdfFileWriter(io.BytesIO(paper.read_bytes()))
    added.root["/Lang"] = TextStringObject("en")
    added.update_root()  # type: ignore[no-untyped-call] # pyHanko types only part of itself
    with paper.open("wb") as file:
        added.write(file)  # type: ignore[no-untyped-call] # as above
    done = motcua(home, "verify", "--json", paper)
    assert done.returncode == NOT_VALID
    assert json.loads(done.stdout)[0]["signatures"][-1]["covers_whole"] is False


def test_a_paper_cut_short_is_not_valid(home: Path, paper: Path) -> None:
    paper.write_bytes(paper.read_bytes()[:20_000])
    done = motcua(home, "verify", paper)
    assert done.returncode == NOT_VALID
    assert "no signature that can be read" in done.stdout


def test_an_unsigned_paper_is_not_valid(home: Path, paper: Path, unsigned: bytes) -> None:
    paper.write_bytes(unsigned)
    done = motcua(home, "verify", paper)
    assert done.returncode == NOT_VALID
    assert "không có chữ ký số" in done.stdout


def test_garbage_and_missing_files_cannot_be_read_and_do_not_hide_the_others(home: Path, paper: Path) -> None:
    garbage = paper.with_name("garbage.pdf")
    garbage.write_bytes(b"\x00\xff" * 5000)
    done = motcua(home, "verify", garbage, paper.with_name("gone.pdf"), paper)
    assert (done.returncode, done.stderr) == (UNREADABLE, "")
    assert "garbage.pdf: cannot be read: not a PDF file" in done.stdout
    assert "gone.pdf: cannot be read: No such file or directory" in done.stdout
    assert "decision.pdf: valid" in done.stdout


def test_only_the_named_authority_is_trusted(home: Path, paper: Path, tmp_path: Path) -> None:
    Signer.create_demo(tmp_path / "others", agency="Nơi khác", officers={})
    strange, ours = tmp_path / "others" / "ca.pem", home / "keys" / "ca.pem"
    done = motcua(home, "verify", paper, "--trust", strange)
    assert done.returncode == NOT_VALID
    assert "✗ certificate of no trusted authority" in done.stdout
    assert "✓ unchanged since signing" in done.stdout
    assert motcua(tmp_path, "verify", paper, "--trust", strange, "--trust", ours).returncode == VALID


def test_without_an_authority_it_says_how_to_name_one(paper: Path, tmp_path: Path) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("junk")
    for more in ((), ("--trust", junk)):
        done = motcua(tmp_path / "new", "verify", paper, *more)
        assert done.returncode == UNREADABLE
        assert "--trust ca.pem" in done.stderr
        assert "Traceback" not in done.stderr


def test_what_a_file_says_cannot_write_elsewhere_on_the_terminal(home: Path, paper: Path, unsigned: bytes) -> None:
    hostile = Signer.create_demo(home / "hostile", agency="x", officers={"x": "Bad \x1b]0;owned\x07 \x1b[2J name"})["x"]
    paper.write_bytes(sign(unsigned, signer=hostile, reason="\x1b[1A", at=AT))
    done = motcua(home, "verify", paper)
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
    assert "owned" in done.stdout
