"""C70a-HD with as many rows as a big mine sends in."""

from typing import Any

import pytest
from paper_reading import ISSUED_ON, text_of

from outputs.rendering import Renderer

HEADS = ("Mã số BHXH", "Tiền lương làm căn cứ", "Trong kỳ", "Số tiền (đồng)")


@pytest.fixture(scope="module")
def data(renderer: Renderer) -> dict[str, Any]:
    """300 rows in two kinds of leave, one name too long for its column, 40 refused."""
    sample: dict[str, Any] = dict(renderer.catalogue["settled-list"].sample)
    first = sample["rows"][0]
    sample["rows"] = [
        {
            **first,
            "group": "Ốm đau thông thường" if number % 2 else "Con ốm",
            "name": f"Người Thứ {number:03d}",
            "days": "0.5" if number % 3 == 0 else 5,
            "amount": 1_000 + number,
        }
        for number in range(300)
    ]
    sample["rows"][150]["name"] = "Công Huyền Tôn Nữ Nguyễn Thị Phương Khánh Linh Đan Thùy Dương 150"
    sample["refused"] = [{**sample["refused"][0], "name": f"Bị Từ Chối {number:02d}"} for number in range(40)]
    return sample


@pytest.fixture(scope="module")
def pages(renderer: Renderer, data: dict[str, Any]) -> list[str]:
    return text_of(renderer.render("settled-list", data, issued_on=ISSUED_ON).pdf)


def test_every_page_of_a_long_list_repeats_the_heads(pages: list[str]) -> None:
    approved = [page for page in pages if "Người Thứ" in page]
    assert len(approved) > 8
    for page in approved:
        for head in HEADS:
            assert head in page


def test_every_page_after_the_first_names_the_list_and_its_number(pages: list[str]) -> None:
    for number, page in enumerate(pages[1:], start=2):
        assert "C70a-HD, số 312/DS-BHXH – Công ty cổ phần Than Hà Tu" in page
        assert f" {number} " in f" {page} "


def test_every_row_stands_once(pages: list[str]) -> None:
    text = " ".join(pages)
    for number in range(300):
        if number != 150:
            assert text.count(f"Người Thứ {number:03d}") == 1
    for number in range(40):
        assert text.count(f"Bị Từ Chối {number:02d}") == 1


def test_totals_are_summed_by_group_and_over_all(pages: list[str]) -> None:
    # amounts 1,000 … 1,299: sum = 300 × 1,149.5 = 344,850; even ones 172,350 (Con ốm), odd ones 172,500
    # days: 100 rows of half a day and 200 of five = 50 + 1,000 = 1,050
    text = " ".join(pages)
    assert "I. Con ốm (150 lượt)" in text
    assert "172.350" in text
    assert "II. Ốm đau thông thường (150 lượt)" in text
    assert "172.500" in text
    assert "TỔNG CỘNG (300 lượt) 1.050" in text
    assert "344.850" in text
    assert "Ba trăm bốn mươi tư nghìn tám trăm năm mươi đồng." in text


def test_the_total_is_never_alone_on_its_page(pages: list[str]) -> None:
    (page,) = [page for page in pages if "TỔNG CỘNG" in page]
    assert "Người Thứ" in page


def test_refused_rows_come_with_their_reason(pages: list[str], data: dict[str, Any]) -> None:
    assert " ".join(pages).count(data["refused"][0]["reason"]) == 40


def test_the_three_who_answer_for_it_stand_at_the_end(pages: list[str]) -> None:
    for words in ("NGƯỜI LẬP", "Đỗ Thu Trang", "TRƯỞNG PHÒNG CHẾ ĐỘ BHXH", "Ngô Văn Hải", "KT. GIÁM ĐỐC"):
        assert words in pages[-1]


def test_a_list_where_nobody_is_settled_says_so(renderer: Renderer, data: dict[str, Any]) -> None:
    text = " ".join(text_of(renderer.render("settled-list", {**data, "rows": []}, issued_on=ISSUED_ON).pdf))
    assert "Không có lượt nào." in text
    assert "Bị Từ Chối 39" in text
