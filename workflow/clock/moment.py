"""Moments in Vietnamese time: every datetime that enters the clock is aware and is read in Hanoi time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_MIDNIGHT = time()


class NaiveTime(ValueError):
    """A moment without a time zone was given to the legal clock; say which zone it is in (Asia/Ho_Chi_Minh)."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(
            f"{moment.isoformat()} has no time zone: the legal clock takes aware datetimes only (Asia/Ho_Chi_Minh)"
        )


def in_hanoi(moment: datetime) -> datetime:
    """The same moment on a Hanoi clock, whole seconds. Raises `NaiveTime`."""
    if moment.tzinfo is None:
        raise NaiveTime(moment)
    local = moment if moment.tzinfo is HANOI else moment.astimezone(HANOI)
    return local.replace(microsecond=0) if local.microsecond else local


def at_second(day: date, second: int) -> datetime:
    """The moment `second` seconds after midnight of `day`, Hanoi time. Viet Nam has had no clock changes since 1975."""
    return datetime.combine(day, _MIDNIGHT, HANOI) + timedelta(seconds=second)
