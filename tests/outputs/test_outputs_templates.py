"""What each paper says, and that none says more than it should."""

from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
from paper_reading import ISSUED_ON, Builder, text_of

from outputs import catalogue
from outputs.rendering import Renderer

ALL = [template.id for template in catalogue.Catalogue()]
FORMS = {
    "receipt",
    "supplement-request",
    "refusal",
    "apology",
    "stop-notice",
    "decline-letter",
    "health-card",
    "health-card-sheet",
    "insurance-book-cover",
    "settled-list",
    "lump-sum-decision",
    "contribution-history",
    "decision",
    "copayment-certificate",
    "care-contract",
    "joint-minutes",
    "notice",
    "half-year-report",
    "shipment-label",
}


def words_of(renderer: Renderer, template_id: str, data: dict[str, Any]) -> str:
    return " ".join(text_of(renderer.render(template_id, data, issued_on=ISSUED_ON).pdf))


def test_all_papers_are_there() -> None:
    assert set(ALL) == FORMS


@pytest.mark.parametrize("template_id", ALL)
def test_every_template_stands_in_the_readme(template_id: str) -> None:
    readme = (Path(catalogue.__file__).parent / "README.md").read_text("utf-8")
    assert f"| `{template_id}` |" in readme


@pytest.mark.parametrize("template_id", ALL)
def test_every_page_is_xml_too(renderer: Renderer, sample: Builder, template_id: str) -> None:
    page = renderer.html(template_id, sample(template_id), issued_on=ISSUED_ON, preview=True)
    assert ElementTree.fromstring(page).tag == "html"
    assert not [table for table in ElementTree.fromstring(page).iter("table") if table.find("tr") is not None]


@pytest.mark.parametrize("template_id", ALL)
def test_every_sample_is_laid_out_in_fonts_with_all_its_letters(
    renderer: Renderer, sample: Builder, template_id: str
) -> None:
    paper = renderer.render(template_id, sample(template_id), issued_on=ISSUED_ON)
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        fonts = {str(font.BaseFont)[8:] for page in document.pages for font in page.Resources.Font.values()}
    assert fonts
    assert {name.split("-")[0] for name in fonts} <= {"Tinos", "Arimo"}


@pytest.mark.parametrize("template_id", ALL)
def test_every_paper_with_a_page_number_has_none_on_its_first_page(
    renderer: Renderer, sample: Builder, template_id: str
) -> None:
    pages = text_of(renderer.render(template_id, sample(template_id), issued_on=ISSUED_ON).pdf)
    assert not pages[0].startswith("1 ")


def test_the_header_has_the_parts_the_decree_asks_for(renderer: Renderer, sample: Builder) -> None:
    words = words_of(renderer, "decline-letter", sample("decline-letter", document={"number": 5, "symbol": "BHXH-CĐ"}))
    for part in (
        "BẢO HIỂM XÃ HỘI VIỆT NAM",
        "BẢO HIỂM XÃ HỘI KHU VỰC VIII",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/BHXH-CĐ",
        "Quảng Ninh, ngày 09 tháng 3 năm 2026",
        "Nơi nhận:",
    ):
        assert part in words


@pytest.mark.parametrize(
    ("signer", "lines"),
    [
        ({"name": "A", "title": "Giám đốc"}, ["GIÁM ĐỐC"]),
        (
            {"name": "A", "title": "Phó Giám đốc", "capacity": "KT.", "on_behalf_of": "Giám đốc"},
            ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"],
        ),
        (
            {"name": "A", "title": "Trưởng phòng Chế độ BHXH", "capacity": "TL.", "on_behalf_of": "Giám đốc"},
            ["TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG CHẾ ĐỘ BHXH"],
        ),
        ({"name": "A", "title": "Giám đốc", "capacity": "Q."}, ["Q. GIÁM ĐỐC"]),
    ],
)
def test_the_signers_capacity_is_spelled_out(
    renderer: Renderer, sample: Builder, signer: dict[str, str], lines: list[str]
) -> None:
    html = renderer.html("apology", sample("apology", signer=signer))
    assert f'<p class="capacity">{"<br/>".join(lines)}</p>' in html


def test_a_receipt_without_appointment_says_so(renderer: Renderer, sample: Builder) -> None:
    data = sample("receipt")
    assert "09 giờ 05 phút, ngày 09 tháng 3 năm 2026" in words_of(renderer, "receipt", data)
    data["dossier"]["due_at"] = None
    assert "không ấn định ngày hẹn" in words_of(renderer, "receipt", data)


def test_a_supplement_request_names_every_paper_and_field_with_its_reason(renderer: Renderer, sample: Builder) -> None:
    data = sample("supplement-request")
    words = words_of(renderer, "supplement-request", data)
    for paper in data["papers"]:
        assert paper["name"] in words
        assert paper["reason"] in words
    for field in data["fields"]:
        assert field["label"] in words
        assert field["reason"] in words
    assert "không tính vào thời hạn" in words


def test_a_supplement_request_may_be_about_fields_alone(renderer: Renderer, sample: Builder) -> None:
    data = sample("supplement-request", clock="restart")
    del data["papers"]
    words = words_of(renderer, "supplement-request", data)
    assert "Giấy tờ cần bổ sung" not in words
    assert "tính lại từ đầu" in words


def test_a_refusal_gives_reasons_and_their_legal_basis(renderer: Renderer, sample: Builder) -> None:
    words = words_of(renderer, "refusal", sample("refusal", reasons=[{"text": "Sai cơ quan.", "basis": "Điều 17"}]))
    assert "Sai cơ quan. (theo Điều 17)" in words


def test_an_apology_names_the_old_and_the_new_appointment(renderer: Renderer, sample: Builder) -> None:
    words = words_of(renderer, "apology", sample("apology"))
    assert "hẹn trả kết quả: 09 giờ 05 phút, ngày 09 tháng 3 năm 2026" in words
    assert "vào 09 giờ 00 phút, ngày 16 tháng 3 năm 2026" in words
    assert "chân thành xin lỗi" in words


def test_the_lump_sum_working_shows_each_figure(renderer: Renderer, sample: Builder) -> None:
    # a published example: 12 × 1,200,000 × 1.08 = 15,552,000; the sum over 37 months is 65,639,950; ÷ 37 = 1,774,052
    # (cut); 1 year before 2014 × 1.5 and 2.5 years after × 2 averages = 2,661,078 + 8,870,260 = 11,531,338
    words = words_of(renderer, "lump-sum-decision", sample("lump-sum-decision"))
    assert "1 01/2013 12/2013 12 1.200.000 1,08 15.552.000" in words
    assert "65.639.950 ÷ 37 tháng = 1.774.052 đồng" in words
    assert "1.774.052 × 1,5 × 1 + 1.774.052 × 2 × 2,5 = 11.531.338 đồng" in words
    assert "Mười một triệu năm trăm ba mươi mốt nghìn ba trăm ba mươi tám đồng" in words


def test_state_support_is_taken_off_in_the_working(renderer: Renderer, sample: Builder) -> None:
    data = sample("lump-sum-decision", amount=11_431_338)
    data["calculation"]["state_support"] = 100_000
    assert "− 100.000 = 11.431.338 đồng" in words_of(renderer, "lump-sum-decision", data)


def test_a_health_card_has_the_size_of_a_bank_card(renderer: Renderer, sample: Builder) -> None:
    pdf = renderer.render("health-card", sample("health-card"), issued_on=ISSUED_ON).pdf
    sizes = {
        (round(width / 72 * 25.4, 1), round(height / 72 * 25.4, 1))
        for width, height in (page.get_size() for page in pypdfium2.PdfDocument(pdf))
    }
    assert sizes == {(85.6, 54.0)}
    front, back = text_of(pdf)
    assert "NGUYỄN THỊ HƯỜNG" in front
    assert "GD4 K1" in front
    assert "LƯU Ý" in back


def test_a_print_sheet_has_a_back_for_every_eight_fronts(renderer: Renderer, sample: Builder) -> None:
    data = sample("health-card-sheet")
    pages = text_of(renderer.render("health-card-sheet", data, issued_on=ISSUED_ON).pdf)
    assert len(data["cards"]) == 12
    assert [page.count("THẺ BẢO HIỂM Y TẾ") for page in pages] == [8, 0, 4, 0]
    assert [page.count("NHỮNG ĐIỀU CẦN LƯU Ý") for page in pages] == [0, 8, 0, 4]
    for card in data["cards"]:
        assert card["name"].upper() in " ".join(pages)


def test_a_label_shows_and_carries_nothing_of_the_matter(renderer: Renderer, sample: Builder) -> None:
    offered = sample(
        "shipment-label",
        applicant={"name": "Nguyễn Thị Hường", "personal_id": "022185004321"},
        verify_url="https://motcua.example.vn/kiem-tra/1",
    )
    offered["dossier"]["procedure"] = "Giải quyết hưởng bảo hiểm xã hội một lần"
    paper = renderer.render("shipment-label", offered, issued_on=ISSUED_ON)
    words = " ".join(text_of(paper.pdf))
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        attached = document.attachments["data.json"].get_file().read_bytes().decode()
    for secret in ("022185004321", "một lần"):
        assert secret not in words
        assert secret not in paper.html
        assert secret not in attached
    assert "EE 123 456 785 VN" in words
    assert "0912345678" in words


def test_a_label_of_a_far_address_stays_one_page(renderer: Renderer, sample: Builder) -> None:
    data = sample("shipment-label")
    data["receiver"]["name"] = "Công Huyền Tôn Nữ Nguyễn Thị Phương Khánh Linh Đan Thùy Dương"
    data["receiver"]["address"] = (
        "Số nhà 127B, ngách 12/4, tổ dân phố số 15, khu phố Vĩnh Thông, phường Mạo Khê, Quảng Ninh"
    )
    assert renderer.render("shipment-label", data, issued_on=ISSUED_ON).pages == 1


def test_a_name_no_xml_may_hold_is_laid_out(renderer: Renderer, sample: Builder) -> None:
    data = sample("refusal")
    data["applicant"]["name"] = "Nguyễn\x0bVăn A"
    assert "Văn A" in words_of(renderer, "refusal", data)


def test_names_are_shown_as_text_whatever_they_contain(renderer: Renderer, sample: Builder) -> None:
    data = sample("apology")
    data["applicant"]["name"] = "<img src=x> & Con"
    assert "Kính gửi: <img src=x> & Con" in words_of(renderer, "apology", data)
