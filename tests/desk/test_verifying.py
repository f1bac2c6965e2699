"""The verification pages: by the code on a paper, and by the file."""

from sqlalchemy import select

from tests.desk.visiting import Visitor, words_of
from tests.workflow.service.walking import settled, submitted
from workflow.service.office import Office
from workflow.store.tables import DOCUMENTS


def a_result(office: Office) -> tuple[str, bytes]:
    """The token and the file of a signed result."""
    code = submitted(office)
    settled(office, code)
    d = DOCUMENTS.c
    with office.store.read() as db:
        row = db.execute(select(d.token, d.sha256).where(d.dossier == code, d.result)).one()
    return row.token, office.blobs.get(row.sha256)


def test_a_genuine_document_is_recognised_by_its_code(office: Office, visitor: Visitor) -> None:
    token, _ = a_result(office)
    page = visitor.read(f"/v/{token}")
    assert "Văn bản có thật" in page
    assert "01/QĐ-BHXH" in page
    assert "Đ. T. Á. N." in page
    assert "Đặng Thị Ánh Nguyệt" not in page


def test_an_invented_code_is_said_to_be_none(visitor: Visitor) -> None:
    answer = visitor.get("/v/made-up")
    assert answer.status_code == 404
    assert "Không tìm thấy văn bản" in words_of(answer.text)


def test_an_uploaded_file_is_checked_and_compared_with_what_was_issued(office: Office, visitor: Visitor) -> None:
    _, content = a_result(office)
    answer = visitor.send("/verify", files={"file": ("ket-qua.pdf", content, "application/pdf")})
    page = words_of(answer.text)
    assert answer.status_code == 200
    assert "Chữ ký hợp lệ" in page
    assert "Do hệ thống này ban hành" in page
    assert "01/QĐ-BHXH" in page


def test_a_changed_file_is_not_to_be_trusted(office: Office, visitor: Visitor) -> None:
    answer = visitor.send("/verify", files={"file": ("gia.pdf", b"%PDF forged", "application/pdf")})
    page = words_of(answer.text)
    assert "Không thể tin tệp này" in page
    assert "Tệp không có chữ ký số." in page
    assert "Không có trong kho văn bản của cơ quan" in page
