"""Numbers, money and dates as Vietnamese official papers write them; every function is a filter in the templates."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
THOUSANDS = ("", "nghìn", "triệu")  # within one group of nine digits; above it "tỷ" is repeated


def grouped(number: int) -> str:
    """1234567 → `1.234.567`."""
    return f"{number:,}".replace(",", ".")


def money(amount: int) -> str:
    """Whole đồng: 1234567 → `1.234.567 đồng`."""
    return f"{grouped(amount)} đồng"


def with_comma(number: str | int | float | Decimal) -> str:
    """A decimal with the Vietnamese comma: `"1.36"` → `1,36`; thousands are grouped with dots."""
    text = f"{Decimal(str(number)):,}"
    return text.translate(str.maketrans(",.", ".,"))


def money_in_words(amount: int) -> str:
    """Whole đồng in words, first letter capital: 21 → `Hai mươi mốt đồng`."""
    words = f"{number_in_words(amount)} đồng"
    return words[0].upper() + words[1:]


def number_in_words(number: int) -> str:
    """An integer read aloud, with mốt, tư, lăm, mười and linh where the ear expects them: 1005 → `một nghìn không trăm
    linh năm`. An empty group of three is passed over; from one billion on, "tỷ" is counted in its turn."""
    if number < 0:
        return f"âm {number_in_words(-number)}"
    if number == 0:
        return DIGITS[0]
    return " ".join(_words(number, heard_before=False))


def _words(number: int, *, heard_before: bool) -> list[str]:
    """`heard_before`: something higher has been said, so hundreds are named even when they are zero."""
    billions, rest = divmod(number, 1_000_000_000)
    words = []
    if billions:
        words += [*_words(billions, heard_before=heard_before), "tỷ"]
        heard_before = True
    for power in (2, 1, 0):
        group, rest = divmod(rest, 1000**power)
        if group:
            words += _three_digits(group, heard_before=heard_before)
            words += [THOUSANDS[power]] if power else []
            heard_before = True
    return words


def _three_digits(group: int, *, heard_before: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or heard_before else []
    if tens > 1:
        words += [DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_ones(ones, tens))
    return words


def _ones(ones: int, tens: int) -> str:
    if ones == 5 and tens > 0:
        return "lăm"
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return "tư"
    return DIGITS[ones]


def padded(number: int | str | None) -> str:
    """A document's number: below 10 with a leading zero (Decree 30/2020, annex I); not yet given: room to write."""
    if number is None or number == "":
        return "\N{NO-BREAK SPACE}" * 8
    text = str(number)
    return text.zfill(2) if text.isdecimal() else text


def long_date(day: str | date | None) -> str:
    """`ngày 02 tháng 01 năm 2026`: days below 10 and the months 1 and 2 carry a zero (Decree 30/2020, annex I)."""
    if day is None:
        return "ngày …… tháng …… năm ………"
    moment = _day(day)
    month = f"{moment.month:02d}" if moment.month < 3 else str(moment.month)
    return f"ngày {moment.day:02d} tháng {month} năm {moment.year}"


def short_date(day: str | date) -> str:
    """`02/01/2026`; a month (`2026-01`) gives `01/2026`, a year alone stays as it is (dates of birth)."""
    if isinstance(day, str) and len(day) < 10:
        return "/".join(reversed(day.split("-")))
    return f"{_day(day):%d/%m/%Y}"


def long_moment(moment: str | datetime) -> str:
    """`08 giờ 30 phút, ngày 02 tháng 01 năm 2026`, in Hà Nội time."""
    local = _moment(moment)
    return f"{local:%H} giờ {local:%M} phút, {long_date(local.date())}"


def short_moment(moment: str | datetime) -> str:
    """`08:30 02/01/2026`, in Hà Nội time."""
    return f"{_moment(moment):%H:%M %d/%m/%Y}"


def years_and_months(months: int) -> str:
    """37 → `3 năm 1 tháng`."""
    years, odd = divmod(months, 12)
    parts = ([f"{years} năm"] if years else []) + ([f"{odd} tháng"] if odd or not years else [])
    return " ".join(parts)


def _day(day: str | date) -> date:
    if isinstance(day, datetime) or (isinstance(day, str) and "T" in day):
        return _moment(day).date()
    return date.fromisoformat(day) if isinstance(day, str) else day


def _moment(moment: str | datetime) -> datetime:
    value = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return value.astimezone(HANOI)


FILTERS = {
    function.__name__: function
    for function in (
        grouped,
        money,
        with_comma,
        money_in_words,
        number_in_words,
        padded,
        long_date,
        short_date,
        long_moment,
        short_moment,
        years_and_months,
    )
}
