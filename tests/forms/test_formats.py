"""Every format of the vocabulary, with what it takes and what it refuses."""

import pytest

from forms.formats import FORMATS, checker

TEXTS = {
    "personal_id": (
        ["022178100419", "001099000001", "079201012345", "022300000001"],
        ["22178100419", "0221781004190", "000178100419", "022978100419", "02217810041a", "０２２178100419"],
    ),
    "old_identity_number": (["012345678", "022178100419"], ["0123456789", "01234567a"]),
    "passport": (["B1234567", "C98765432", "L01X00T47"], ["b1234567", "B12", "B123456789012"]),
    "si_number": (["2298100419", "022178100419"], ["229810041", "22981004190", "0000000000", "229810041a"]),
    "hi_card": (["DN4222298100419", "TE1220122041901"], ["DN6222298100419", "dn4222298100419", "2298100419"]),
    "hi_card_number": (["DN4222298100419", "2298100419", "022178100419"], ["DN422229810041", "229810041"]),
    # Real company numbers; the last one differs from the first in its check digit.
    "tax_code": (
        ["0100109106", "0101243150", "0300588569", "5700100256", "0100109106-001", "022178100419"],
        ["0100109107", "0100109106-000", "0100109106001", "010010910", "0000000000"],
    ),
    "employer_code": (
        ["QN0027E", "TA1234", "0123456789", "0123456789DNA03", "1234567HC"],
        ["qn0027e", "QN27E", "0123456789D", "QN 0027E"],
    ),
    "agency_code": (["02200"], ["2200", "022000"]),
    "facility_code": (["22003", "2200300000001"], ["2203", "22003A"]),
    "hi_group": (["DN", "TE"], ["dn", "D", "DN4"]),
    "paper_number": (["N10JU4BC30F050W", "12/GRV-2025"], ["a", "số 12", "-12", "X" * 31]),
    "icd10": (["J06.9", "A09", "C50.91"], ["j06.9", "J6.9", "J06,9", "J06.", "J06.9;A09"]),
    "bank_account": (["288010889521", "123456"], ["12345", "1" * 21, "1234 567"]),
    "bank_code": (["01203001"], ["1203001", "012030011"]),
    "phone": (["0912345678", "0367890123", "02033123456"], ["+84912345678", "0112345678", "091234567", "0203312345"]),
    "email_address": (["a.b+c@example.vn", "x@sub.example.com.vn"], ["a@b", "a@", "@b.vn", "a b@c.vn", "a@b..vn"]),
    "province_code": (["22", "01"], ["2", "022"]),
    "ward_code": (["06685"], ["6685", "066850"]),
    "country_code": (["VN", "NO"], ["vn", "VNM"]),
    "person_name": (
        ["NGUYỄN VĂN AN", "Y’ Khương Niê", "J.-P. O'Neil", "Đỗ Á"],
        ["A", "AN 2", "NGUYỄN  <b>", " AN", "AN\n", "..", "NGUYỄN\u202eAN"],
    ),
    "line": (["Số 62 Cái Dăm – tổ 3", ""], ["hai\ndòng", "a\0b", "a\u202eb", "a\tb", "a\u2028b"]),
    "text": (["dòng một\ndòng hai"], ["a\0b", "a\rb", "a\u202eb", "\x1b[31m"]),
    "partial_date": (
        ["1985", "1985-03", "1985-03-31", "2024-02-29"],
        ["85", "1985-13", "2023-02-29", "1985/03", "0000"],
    ),
    "period": (["2025-07"], ["2025", "2025-13", "2025-07-01", "07/2025"]),
    "date": (["2025-11-20", "2024-02-29"], ["2025-02-29", "20/11/2025", "2025-11", "20251120"]),
}


def test_every_format_has_texts_it_takes_and_texts_it_refuses():
    assert set(TEXTS) == {*FORMATS, "date"}
    assert all(taken and refused for taken, refused in TEXTS.values())


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (taken, _) in TEXTS.items() for text in taken])
def test_it_takes(name, text):
    assert checker().conforms(text, name)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_, refused) in TEXTS.items() for text in refused])
def test_it_refuses(name, text):
    assert not checker().conforms(text, name)


def test_money_is_whole_and_not_negative():
    formats = checker()
    assert formats.conforms(0, "money")
    assert formats.conforms(15_200_000, "money")
    assert not formats.conforms(-1, "money")
    assert not formats.conforms(10**16, "money")


@pytest.mark.parametrize("name", sorted({*FORMATS, "money"}))
def test_a_format_says_nothing_about_values_of_another_type(name):
    assert checker().conforms(None, name)
    assert checker().conforms([], name)
