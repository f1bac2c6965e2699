"""The code lists of addresses: provinces before and after the merger of 1 July 2025, and every unit of Quảng Ninh."""

from collections import Counter
from datetime import date

import pytest
from form_samples import COMMON

from forms.codes import load_codes
from forms.formats import FORMATS

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
PROVINCES, WARDS = (load_codes(COMMON / "codes", name) for name in ("provinces", "wards"))


def test_sixty_three_provinces_became_thirty_four():
    assert [len(list(PROVINCES.in_force(day))) for day in (date(2020, 1, 1), BEFORE, AFTER)] == [63, 63, 34]
    assert all(FORMATS["province_code"](each.code) for each in PROVINCES.in_force(AFTER))


# Codes that went on may mean another province: never decode an old paper with the new table.
@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("22", BEFORE, "Tỉnh Quảng Ninh"),
        ("22", AFTER, "Tỉnh Quảng Ninh"),
        ("15", BEFORE, "Tỉnh Yên Bái"),
        ("15", AFTER, "Tỉnh Lào Cai"),
        ("24", BEFORE, "Tỉnh Bắc Giang"),
        ("24", AFTER, "Tỉnh Bắc Ninh"),
        ("44", BEFORE, "Tỉnh Quảng Bình"),
        ("44", AFTER, "Tỉnh Quảng Trị"),
        ("52", BEFORE, "Tỉnh Bình Định"),
        ("52", AFTER, "Tỉnh Gia Lai"),
        ("80", BEFORE, "Tỉnh Long An"),
        ("80", AFTER, "Tỉnh Tây Ninh"),
        ("82", BEFORE, "Tỉnh Tiền Giang"),
        ("82", AFTER, "Tỉnh Đồng Tháp"),
        ("91", BEFORE, "Tỉnh Kiên Giang"),
        ("91", AFTER, "Tỉnh An Giang"),
        ("75", date(2026, 4, 29), "Tỉnh Đồng Nai"),
        ("75", date(2026, 4, 30), "Thành phố Đồng Nai"),
    ],
)
def test_a_province_has_the_name_of_the_day(code, day, name):
    assert PROVINCES.entry(code, day).vi == name


def test_quang_ninh_has_thirty_wards_twenty_two_communes_and_two_special_zones():
    units = list(WARDS.in_force(AFTER))
    kinds = Counter("Đặc khu" if each.vi.startswith("Đặc khu") else each.vi.split()[0] for each in units)
    assert kinds == {"Phường": 30, "Xã": 22, "Đặc khu": 2}
    assert {each.parent for each in units} == {"22"}
    assert len({each.code for each in units}) == len({each.vi for each in units}) == 54
    assert all(FORMATS["ward_code"](each.code) for each in units)
    assert WARDS.must_list("22", AFTER)
    assert not WARDS.must_list("01", AFTER)
