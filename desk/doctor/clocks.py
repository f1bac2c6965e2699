"""Vietnamese time, and the office's clock where it is not the wall clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desk.doctor.findings import Caution
from outputs.health import Finding
from workflow.settings import Settings

ZONE = "Asia/Ho_Chi_Minh"
OFFSET = timedelta(hours=7)


def zone(settings: Settings) -> Iterator[Finding]:
    """Time zone data."""
    name, remedy = f"Time zone {ZONE}", "apt-get install tzdata"
    try:
        now = datetime.now(ZoneInfo(ZONE))
    except ZoneInfoNotFoundError as error:
        yield Finding(name, False, str(error), remedy)
        return
    yield Finding(name, now.utcoffset() == OFFSET, f"{now:%d/%m/%Y %H:%M:%S %z}", remedy)


def office_clock(settings: Settings) -> Iterator[Finding]:
    """What deadlines, signatures and journal are dated by."""
    name = "The office's clock"
    if settings.clock is None:
        yield Finding(name, True, "is the wall clock")
        return
    remedy = "unset MOTCUA_CLOCK: a moved clock is for demonstrations and trials only"
    try:
        shift = shift_of(settings)
    except (OSError, ValueError, OverflowError) as error:
        yield Finding(name, False, f"MOTCUA_CLOCK cannot be read: {error}", remedy)
        return
    now = datetime.now(ZoneInfo(ZONE)) + shift
    yield Caution(name, not shift, f"{now:%d/%m/%Y %H:%M:%S}, the wall clock {in_words(shift)}", remedy)


def shift_of(settings: Settings) -> timedelta:
    """How far the office's time is from the wall clock; raises OSError or ValueError for an unreadable file."""
    return timedelta(seconds=float(settings.clock.read_text())) if settings.clock else timedelta()


def office_now(settings: Settings) -> datetime:
    """The office's time, or the wall clock's where that cannot be read."""
    now = datetime.now(ZoneInfo(ZONE))
    try:
        return now + shift_of(settings)
    except (OSError, ValueError, OverflowError):
        return now


def in_words(shift: timedelta) -> str:
    """`+3 days, 2:00:00`, to the second."""
    sign = "-" if shift < timedelta() else "+"
    return f"{sign}{timedelta(seconds=round(abs(shift).total_seconds()))}"
