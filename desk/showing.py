"""How moments, spans of time and sums are written for people, in both languages. All times are Vietnamese."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.words import Language, Words

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | datetime | None, language: Language) -> str:
    """05/03/2026, or 5 Mar 2026."""
    if value is None:
        return "—"
    local = value.astimezone(VIETNAM) if isinstance(value, datetime) else value
    if language == "en":
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"
    return f"{local.day:02}/{local.month:02}/{local.year}"


def moment(value: datetime | None, language: Language) -> str:
    """17:30 05/03/2026, or 17:30, 5 Mar 2026."""
    if value is None:
        return "—"
    between = ", " if language == "en" else " "
    return f"{value.astimezone(VIETNAM):%H:%M}{between}{day(value, language)}"


def near(value: datetime | None, now: datetime, words: Words) -> str:
    """The hour with 'today', 'tomorrow', 'yesterday', or the whole moment when it is farther off."""
    if value is None:
        return "—"
    local = value.astimezone(VIETNAM)
    apart = (local.date() - now.astimezone(VIETNAM).date()).days
    name = {-1: "time.yesterday", 0: "time.today", 1: "time.tomorrow"}.get(apart)
    return words(name, hour=f"{local:%H:%M}") if name else moment(value, words.language)


def left(due: datetime, now: datetime, words: Words) -> str:
    """'3 hours left', 'late by 2 days': plain time, not working time."""
    late = now > due
    return words("time.late_by" if late else "time.left", span=span(abs(due - now), words))


def span(value: timedelta, words: Words) -> str:
    """A length of time in its largest whole unit: days, hours or minutes."""
    minutes = int(value.total_seconds() // 60)
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if number := minutes // length:
            return words(f"time.{unit}" if number == 1 else f"time.{unit}s", number=number)
    return words("time.minutes", number=minutes)


def number(value: float, language: Language) -> str:
    """1.234.567,5 or 1,234,567.5; years and other short numbers are left alone."""
    grouped = f"{value:,}" if abs(value) >= 10_000 else str(value)
    return grouped if language == "en" else grouped.translate(str.maketrans(",.", ".,"))


def money(value: int, language: Language) -> str:
    """1.234.567 đồng, or VND 1,234,567."""
    grouped = f"{value:,}"
    return f"VND {grouped}" if language == "en" else f"{grouped.replace(',', '.')} đồng"


def size(value: int) -> str:
    """A file size in kB or MB."""
    return f"{value / 1_000_000:.1f} MB" if value >= 1_000_000 else f"{max(1, round(value / 1000))} kB"
