"""Item numbers: the published examples, the edges of the check digit, and what people type."""

import pytest

from integrations.post.s10 import check_digit, is_s10, is_valid, item_code, normalised

VALID = [
    "EE123456785VN",
    "CV749233795VN",
    "EL491610889VN",
    "EN340902457VN",
    "EE471108151FR",
    "RR473124829GB",
    "EB000717595HK",
]


@pytest.mark.parametrize("code", VALID)
def test_published_numbers_are_valid(code):
    assert is_valid(code)


@pytest.mark.parametrize("code", ["EB000717594HK", "EE123456784VN", "EE12345678VN", "123", "", "EÉ123456785VN"])
def test_a_wrong_digit_or_shape_is_not_valid(code):
    assert not is_valid(code)


@pytest.mark.parametrize(
    ("serial", "digit"),
    [
        ("00071758", 1), ("00000000", 5), ("96633102", 0), ("00000001", 4), ("76129403", 8), ("00000008", 0),
        ("12345678", 5), ("00000010", 2), ("99999999", 5), ("00000012", 0), ("00000015", 5), ("00000021", 8),
    ],
)  # fmt: skip
def test_the_check_digit_of(serial, digit):
    assert check_digit(serial) == digit


def test_a_made_number_is_valid():
    assert item_code("EL", 49161088) == "EL491610889VN"


def test_people_type_blanks_and_small_letters():
    assert normalised(" ee 123 456 785 vn") == "EE123456785VN"
    assert is_valid("ee 123 456 785 vn")


def test_carriers_have_numbers_of_their_own():
    assert not is_s10("VNP-2026-0001")


@pytest.mark.parametrize("serial", ["1234567", "123456789", "1234567a", "²3456789"])
def test_a_serial_has_eight_digits(serial):
    with pytest.raises(ValueError, match="eight digits"):
        check_digit(serial)
