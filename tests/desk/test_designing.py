"""The designer's bench on the web: drafts, faults beside the line, cases, the form as applicants see it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.visiting import Visitor

AsOfficer = Callable[[str], Visitor]
PROCEDURES = Path(__file__).parents[2] / "procedures"
SLUG = "settle-lump-sum-social-insurance"
PAGE = f"/procedures/{SLUG}"
EDIT = f"{PAGE}/edit/procedure.yaml"


@pytest.fixture
def designer(as_officer: AsOfficer) -> Visitor:
    return as_officer("des")


@pytest.fixture
def definition(procedures: Path) -> str:
    """The definition in force."""
    return (procedures / "si" / SLUG / "procedure.yaml").read_text("utf-8")


def test_a_sound_procedure_is_shown_with_its_cases(designer: Visitor) -> None:
    assert SLUG in designer.read("/procedures")
    read = designer.read(PAGE)
    files = (PROCEDURES / f"si/{SLUG}/cases").glob("*.yaml")
    number = sum(file.read_text("utf-8").count("- case: ") for file in files)
    assert f"Không có lỗi; {number} tình huống chạy đúng" in read
    assert "A woman out of insurance" in read


def test_what_is_typed_is_checked_without_being_kept(designer: Visitor, definition: str) -> None:
    wrong = definition.replace("granted: checking", "granted: cheking", 1)
    assert wrong != definition
    line = next(number for number, each in enumerate(wrong.splitlines(), 1) if "cheking" in each)
    found = designer.send(f"{PAGE}/check/procedure.yaml", {"text": wrong.replace("\n", "\r\n")}).json()["faults"]
    assert (found[0]["code"], found[0]["line"], found[0]["here"]) == ("unknown-step", line, True)
    assert "cheking" not in designer.get(EDIT).text


def test_without_javascript_the_page_shows_the_faults_and_what_was_typed(designer: Visitor, definition: str) -> None:
    answer = designer.send(EDIT, {"text": definition + "sauce: x\n", "act": "check"})
    assert "`sauce` is not a key of the language" in answer.text.replace("&#39;", "'")
    assert "sauce: x" in answer.text


def test_a_draft_is_kept_for_its_designer_alone_and_can_be_thrown_away(
    designer: Visitor, definition: str, procedures: Path
) -> None:
    draft = definition.replace("vi: Giải quyết", "vi: Thử giải quyết", 1)
    assert designer.send(EDIT, {"text": draft, "act": "keep"}).status_code == 303
    assert "Thử giải quyết" in designer.get(EDIT).text
    assert "1 bản nháp" in designer.read("/procedures")
    assert (procedures / "si" / SLUG / "procedure.yaml").read_text("utf-8") == definition
    with zipfile.ZipFile(io.BytesIO(designer.get(f"{PAGE}/bundle.zip").content)) as archive:
        assert archive.read(f"{SLUG}/procedure.yaml").decode() == draft
        assert f"{SLUG}/form.schema.json" in archive.namelist()
    designer.send(f"{PAGE}/discard")
    assert "Thử giải quyết" not in designer.get(EDIT).text


def test_a_draft_that_says_what_is_in_force_is_none(designer: Visitor, definition: str) -> None:
    designer.send(EDIT, {"text": definition + "# a thought\n", "act": "keep"})
    designer.send(EDIT, {"text": definition, "act": "keep"})
    assert "bản nháp</span>" not in designer.get("/procedures").text


def test_a_broken_draft_is_told_where_and_its_form_is_still_shown(designer: Visitor, definition: str) -> None:
    designer.send(EDIT, {"text": definition.replace("sector:", "sectr:", 1), "act": "keep"})
    read = designer.read(PAGE)
    assert "`sectr` is not a key of the language" in read
    assert 'name="/' in designer.get(f"{PAGE}/form").text


def test_a_procedure_is_drawn_and_told_drafts_included(designer: Visitor, definition: str) -> None:
    designer.send(EDIT, {"text": definition.replace("vi: Giải quyết", "vi: Thử giải quyết", 1), "act": "keep"})
    picture = designer.get(f"{PAGE}/shown/svg?on=2025-08-01")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "Thử giải quyết" in picture.text
    assert "Thử giải quyết" in designer.get(f"{PAGE}/shown/prose?on=2025-08-01").text
    assert "http://www.omg.org/spec/BPMN/20100524/MODEL" in designer.get(f"{PAGE}/shown/bpmn?on=2025-08-01").text
    designer.send(EDIT, {"text": "steps: [", "act": "keep"})
    assert designer.get(f"{PAGE}/shown/svg").status_code == 422


def test_a_broken_form_cannot_be_previewed_and_says_so(designer: Visitor) -> None:
    designer.send(f"{PAGE}/edit/form.schema.json", {"text": "{", "act": "keep"})
    assert "Tờ khai chưa đọc được" in designer.read(f"{PAGE}/form")


@pytest.mark.parametrize(
    "name", ["../secrets.yaml", "%2e%2e/organisation.yaml", ".hidden.yaml", "a/b/c.yaml", "notes.txt"]
)
def test_only_files_of_the_procedure_are_opened_or_written(designer: Visitor, procedures: Path, name: str) -> None:
    assert designer.get(f"{PAGE}/edit/{name}").status_code in (404, 422)
    assert designer.send(f"{PAGE}/edit/{name}", {"text": "x", "act": "keep"}).status_code in (404, 422, 405)
    assert not (procedures.parent / "drafts").exists()


def test_who_is_no_designer_sees_no_drafts(as_officer: AsOfficer, visitor: Visitor) -> None:
    assert as_officer("dir").get("/procedures").status_code == 403
    assert "/procedures" not in as_officer("dir").get("/queue").text
    assert visitor.get("/procedures").status_code == 303


def test_a_procedure_that_is_not_there_is_not_found(designer: Visitor) -> None:
    assert designer.get("/procedures/nothing").status_code == 404
