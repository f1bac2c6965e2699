"""Numbers, money and dates as official papers write them."""

from datetime import UTC, date, datetime

import pytest

from outputs import wording


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),  # mốt only from twenty on
        (14, "Mười bốn đồng"),  # tư only from twenty on
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (55, "Năm mươi lăm đồng"),
        (101, "Một trăm linh một đồng"),
        (104, "Một trăm linh bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (115, "Một trăm mười lăm đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_050, "Một nghìn không trăm năm mươi đồng"),
        (10_021, "Mười nghìn không trăm hai mươi mốt đồng"),
        (1_000_000, "Một triệu đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (1_001_000, "Một triệu không trăm linh một nghìn đồng"),
        (2_340_000, "Hai triệu ba trăm bốn mươi nghìn đồng"),
        (11_531_338, "Mười một triệu năm trăm ba mươi mốt nghìn ba trăm ba mươi tám đồng"),
        (125_000_000, "Một trăm hai mươi lăm triệu đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (1_000_000_024, "Một tỷ không trăm hai mươi tư đồng"),
        (2_005_000_000_000, "Hai nghìn không trăm linh năm tỷ đồng"),
        (1_000_000_000_000_000, "Một triệu tỷ đồng"),
        (-15_000, "Âm mười lăm nghìn đồng"),
    ],
)
def test_money_is_read_aloud(amount: int, words: str) -> None:
    assert wording.money_in_words(amount) == words


def test_every_amount_is_read_differently() -> None:
    readings = {wording.money_in_words(amount) for amount in range(12_000)}
    assert len(readings) == 12_000


def test_money_is_grouped_by_dots() -> None:
    assert wording.money(1_234_567) == "1.234.567 đồng"
    assert wording.money(0) == "0 đồng"


@pytest.mark.parametrize(
    ("number", "text"), [("1.36", "1,36"), (5, "5"), ("6.5", "6,5"), ("1.00", "1,00"), ("2662.5", "2.662,5")]
)
def test_decimals_have_a_comma(number: str | int, text: str) -> None:
    assert wording.with_comma(number) == text


@pytest.mark.parametrize(("number", "text"), [(5, "05"), (10, "10"), (128, "128"), ("7", "07"), ("12a", "12a")])
def test_document_numbers_below_ten_have_a_zero(number: int | str, text: str) -> None:
    assert wording.padded(number) == text


def test_a_missing_document_number_leaves_room() -> None:
    assert wording.padded(None).strip() == ""
    assert len(wording.padded(None)) >= 6


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-01-02", "ngày 02 tháng 01 năm 2026"),
        ("2026-02-10", "ngày 10 tháng 02 năm 2026"),
        ("2026-03-02", "ngày 02 tháng 3 năm 2026"),  # only January and February carry a zero
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        ("2026-03-31T23:30:00+00:00", "ngày 01 tháng 4 năm 2026"),  # half past six next morning in Hà Nội
    ],
)
def test_long_dates_are_padded_as_the_decree_says(day: str | date, text: str) -> None:
    assert wording.long_date(day) == text


@pytest.mark.parametrize(("day", "text"), [("1985-06-14", "14/06/1985"), ("1985-06", "06/1985"), ("1985", "1985")])
def test_a_date_of_birth_may_be_a_month_or_a_year(day: str, text: str) -> None:
    assert wording.short_date(day) == text


def test_moments_are_told_in_hanoi_time() -> None:
    moment = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
    assert wording.long_moment(moment) == "09 giờ 05 phút, ngày 02 tháng 3 năm 2026"
    assert wording.short_moment("2026-03-02T09:05:00+07:00") == "09:05 02/03/2026"


@pytest.mark.parametrize(("months", "text"), [(0, "0 tháng"), (9, "9 tháng"), (12, "1 năm"), (37, "3 năm 1 tháng")])
def test_months_are_told_in_years(months: int, text: str) -> None:
    assert wording.years_and_months(months) == text
