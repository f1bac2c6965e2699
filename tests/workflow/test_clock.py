"""The legal clock against the vectors of the domain sheets: one-stop-shop.md 7.3, rules.md 0.6 and 13."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.clock import HANOI, AnnouncedDay, Calendar, Duration, NaiveTime, Sessions, week
from workflow.definition.calendar import load_calendar, public_holidays

LONG_AGO = date(2000, 1, 1)


def hours(*sessions: str, **by_day: list[str]) -> tuple[Sessions, ...]:
    return (Sessions(LONG_AGO, week(*sessions, **by_day), LONG_AGO),)


OFF_2026 = "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02"
FIXTURE = Calendar(
    sessions=hours("07:30-11:30", "13:30-17:30"),
    announced=tuple(
        [AnnouncedDay(date.fromisoformat(f"2026-{day}"), False, LONG_AGO) for day in OFF_2026.split()]
        + [AnnouncedDay(date(2027, 1, 1), False, LONG_AGO)]
        + [AnnouncedDay(date(2026, 1, 10), True, LONG_AGO), AnnouncedDay(date(2026, 8, 22), True, LONG_AGO)]
    ),
)


def at(text: str) -> datetime:
    """`2026-03-02 09:00` in Hanoi; a bare day is 10:00 that day."""
    return datetime.fromisoformat(text if " " in text else f"{text} 10:00").replace(tzinfo=HANOI)


def limit(words: str) -> Duration:
    return Duration.parse(words)


# received | limit | due; arithmetic where the way is not plain
VECTORS = """
2026-03-02 09:00 | 3 working days     | 2026-03-05 09:00
2026-03-06 16:45 | 1 working day      | 2026-03-09 16:45
2026-03-06 17:30 | 1 working day      | 2026-03-09 17:30
2026-03-07 10:00 | 5 working days     | 2026-03-13 17:30
2026-03-02 11:45 | 4 working hours    | 2026-03-02 17:30
2026-03-02 10:30 | 2 working hours    | 2026-03-02 14:30
2026-03-02 07:00 | 1.5 working days   | 2026-03-03 11:30
2026-03-02 13:30 | 7.5 working days   | 2026-03-11 17:30
2026-02-12 10:00 | 5 working days     | 2026-02-26 10:00
2026-02-13 17:00 | 1 working hour     | 2026-02-23 08:00
2026-04-24 14:00 | 3 working days     | 2026-05-04 14:00
2026-08-21 16:00 | 2 working days     | 2026-08-24 16:00
2026-08-28 09:00 | 3 working days     | 2026-09-07 09:00
2026-01-09 15:30 | 3.5 working days   | 2026-01-14 09:30
2026-12-31 16:00 | 1 working day      | 2027-01-04 16:00
2026-03-02       | 15 calendar days   | 2026-03-17 17:30
2026-03-06       | 8 calendar days    | 2026-03-16 17:30
2026-02-10       | 7 calendar days    | 2026-02-23 17:30
""".strip().splitlines()


@pytest.mark.parametrize("vector", VECTORS)
def test_a_limit_is_due_as_the_published_vector_says(vector: str) -> None:
    received, words, due = (part.strip() for part in vector.split("|"))
    assert FIXTURE.due(at(received), limit(words)) == at(due)
