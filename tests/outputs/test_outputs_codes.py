"""Bar codes, QR codes and postal check digits."""

import re
from xml.etree import ElementTree

import pytest

from outputs import codes


@pytest.mark.parametrize(
    ("serial", "digit"),
    [
        ("00071759", 5),
        ("00071758", 1),
        ("00000000", 5),  # remainder 0
        ("96633102", 0),
        ("00000001", 4),
        ("76129403", 8),
        ("00000008", 0),
        ("12345678", 5),
        ("00000010", 2),
        ("99999999", 5),
        ("00000012", 0),  # remainder 1
        ("00000015", 5),
        ("00000021", 8),
    ],
)
def test_check_digits_follow_s10(serial: str, digit: int) -> None:
    assert codes.s10_check_digit(serial) == digit


@pytest.mark.parametrize(
    "number",
    [
        "EE123456785VN",
        "CV749233795VN",
        "EL491610889VN",
        "EN340902457VN",
        "EE471108151FR",
        "RR473124829GB",
        "EB000717595HK",
    ],
)
def test_real_item_numbers_are_valid(number: str) -> None:
    assert codes.is_s10(number)


@pytest.mark.parametrize("number", ["EB000717594HK", "EE123456786VN", "EE12345678VN", "ee123456785vn", ""])
def test_wrong_item_numbers_are_not(number: str) -> None:
    assert not codes.is_s10(number)


def test_item_numbers_are_printed_in_groups() -> None:
    assert codes.spaced_s10("EE123456785VN") == "EE 123 456 785 VN"
    assert codes.spaced_s10("VTP0012345") == "VTP0012345"


def test_bars_are_as_tall_and_wide_as_the_post_asks() -> None:
    drawing = ElementTree.fromstring(codes.code128("EE123456785VN"))
    bars = [bar for bar in drawing.iter("{http://www.w3.org/2000/svg}rect") if bar.get("width") != "100%"]
    heights = {float(bar.get("height", "").removesuffix("mm")) for bar in bars}
    widths = {float(bar.get("width", "").removesuffix("mm")) for bar in bars}
    assert min(heights) >= 12.5
    assert 0.25 <= min(widths) <= 0.51
    assert drawing.findtext("{http://www.w3.org/2000/svg}title") == "Mã vạch EE123456785VN"


def test_a_qr_code_is_a_drawing_with_a_title_and_no_markup_from_outside() -> None:
    drawing = codes.qr("https://example.vn/?a=1&b=2", 'Mã <b> & "QR"')
    title = ElementTree.fromstring(drawing).findtext("{http://www.w3.org/2000/svg}title")
    assert title == 'Mã <b> & "QR"'
    assert not re.search(r"<(script|image|a)\b", drawing)
