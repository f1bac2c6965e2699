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


def test_the_supplement_example_pauses_and_restarts_as_published() -> None:
    received, asked, supplied = at("2026-03-02 09:00"), at("2026-03-04 10:00"), at("2026-03-10 15:00")
    allowed = limit("5 working days")
    assert FIXTURE.due(received, allowed) == at("2026-03-09 09:00")
    left = FIXTURE.remaining(allowed, received, asked)
    assert left == limit("23 working hours")  # 40 h allowed, 17 h used: Mon 7, Tue 8, Wed 2
    assert FIXTURE.due(supplied, left) == at("2026-03-13 14:00")
    assert FIXTURE.due(supplied, allowed) == at("2026-03-17 15:00")


# ---- the calendar in force ----

SHIPPED = load_calendar(Path(__file__).parents[2] / "procedures" / "calendar.yaml")
KNOWN_2026 = at("2026-12-01")


def days(text: str) -> list[date]:
    year, *rest = text.split()
    return [date.fromisoformat(f"{year}-{day}") for day in rest]


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        ("2025 01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02", "2025 04-26"),
        (
            "2026 01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
            "2026 01-10 08-22",
        ),
        ("2027 01-01 02-05 02-08 02-09 02-10 02-11 04-16 04-30 05-03 09-01 09-02 11-24", "2027"),
    ],
)
def test_the_year_has_the_days_off_of_the_official_plan(off: str, worked: str) -> None:
    year = int(off[:4])
    every_day = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [d for d in every_day if d.weekday() < 5 and not SHIPPED.is_working_day(d, KNOWN_2026)] == days(off)
    assert [d for d in every_day if d.weekday() >= 5 and SHIPPED.is_working_day(d, KNOWN_2026)] == days(worked)


@pytest.mark.parametrize(
    ("complete_on", "words", "last_day"),
    [
        # 13 Feb is day 1, Tết to 22 Feb, 23–27 Feb days 2–6, Mon 2 Mar day 7
        ("2026-02-12", "7 working days", "2026-03-02"),
        # 28, 29 Apr days 1, 2; 4–8 May days 3–7; 27 and 30 Apr and 1 May off
        ("2026-04-24", "7 working days", "2026-05-08"),
        # the Lunar New Year holidays do not count: 10 Feb + 20 days, 16–20 Feb skipped = 7 Mar, a Saturday
        ("2026-02-10", "20 calendar days without public holidays", "2026-03-09"),
        ("2026-02-10", "20 calendar days", "2026-03-02"),
        # months end on the corresponding day, or the last of the month; 28 Feb 2026 is a Saturday
        ("2026-01-31", "1 month", "2026-03-02"),
        ("2026-03-10", "3 months", "2026-06-10"),
        # Culture Day, Tue 24 Nov 2026
        ("2026-11-23", "1 calendar day", "2026-11-25"),
        # 1 May 2027 is a Saturday: Mon 3 May in lieu
        ("2027-04-29", "1 calendar day", "2027-05-04"),
    ],
)
def test_a_deadline_ends_on_the_day_the_law_gives(complete_on: str, words: str, last_day: str) -> None:
    assert SHIPPED.due(at(complete_on), limit(words)).date() == date.fromisoformat(last_day)


def test_days_end_at_the_last_closing_time() -> None:
    assert SHIPPED.due(at("2026-03-02"), limit("15 calendar days")) == at("2026-03-17 17:00")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-02 09:00", "2026-03-02 17:00"),
        ("2026-03-02 17:00", "2026-03-03 17:00"),  # nothing is left of that day
        ("2026-03-07 09:00", "2026-03-09 17:00"),
    ],
)
def test_same_day_means_by_closing_time_of_the_day_it_can_start(start: str, due: str) -> None:
    assert SHIPPED.due(at(start), limit("same day")) == at(due)


def test_hours_of_the_civil_code_run_through_the_night() -> None:
    assert SHIPPED.due(at("2026-03-06 16:00"), limit("24 hours")) == at("2026-03-07 16:00")
    assert SHIPPED.due(at("2026-03-06 16:00"), limit("90 minutes")) == at("2026-03-06 17:30")


def test_a_limit_that_starts_at_lunch_starts_in_the_afternoon() -> None:
    assert SHIPPED.clamp(at("2026-03-02 12:30")) == at("2026-03-02 13:30")
    assert SHIPPED.clamp(at("2026-03-02 12:00")) == at("2026-03-02 13:30")
    assert SHIPPED.clamp(at("2026-03-06 17:00")) == at("2026-03-09 07:30")
    assert SHIPPED.clamp(at("2026-03-02 09:00")) == at("2026-03-02 09:00")


# ---- knowledge ----


def test_a_swap_counts_only_for_limits_that_begin_after_it_was_announced() -> None:
    # The swap of Fri 2 Jan and Sat 10 Jan 2026 was announced on 25 Dec 2025.
    allowed = limit("10 working days")
    # 24 Dec knows nothing: 25, 26, 29, 30, 31 Dec, 2, 5, 6, 7, 8 Jan
    assert SHIPPED.due(at("2025-12-24"), allowed) == at("2026-01-08")
    # 25 Dec knows: 26, 29, 30, 31 Dec, 5, 6, 7, 8, 9, 10 Jan
    assert SHIPPED.due(at("2025-12-25"), allowed) == at("2026-01-10")
    # the same start, looked at again later
    assert SHIPPED.due(at("2025-12-24"), allowed, known_at=at("2025-12-26")) == at("2026-01-09")


def test_an_old_dossier_keeps_its_date_when_the_file_grows() -> None:
    later = AnnouncedDay(date(2026, 3, 4), False, date(2026, 3, 3))
    grown = Calendar(SHIPPED.sessions, SHIPPED.holidays, (*SHIPPED.announced, later))
    allowed = limit("5 working days")
    assert grown.due(at("2026-03-02"), allowed) == SHIPPED.due(at("2026-03-02"), allowed)
    assert grown.due(at("2026-03-03"), allowed) > SHIPPED.due(at("2026-03-03"), allowed)
    assert grown.digest != SHIPPED.digest


def test_new_office_hours_hold_from_their_day() -> None:
    calendar = Calendar(
        (
            *hours("07:30-11:30", "13:30-17:30"),
            Sessions(date(2026, 3, 9), week("08:00-12:00", "13:00-17:00", saturday=["08:00-12:00"]), date(2026, 3, 1)),
        )
    )
    assert calendar.due(at("2026-03-06 09:00"), limit("1 working day")) == at("2026-03-09 09:30")
    # Fri 13 Mar 16:00: one hour to 17:00, four on Saturday morning, three from Monday 08:00
    assert calendar.due(at("2026-03-13 16:00"), limit("1 working day")) == at("2026-03-16 11:00")


def test_the_later_announcement_on_a_day_wins() -> None:
    first = AnnouncedDay(date(2026, 3, 4), False, date(2026, 1, 1))
    second = AnnouncedDay(date(2026, 3, 4), True, date(2026, 2, 1))
    calendar = Calendar(hours("07:30-11:30", "13:30-17:30"), announced=(second, first))
    assert not calendar.is_working_day(date(2026, 3, 4), known_at=at("2026-01-15"))
    assert calendar.is_working_day(date(2026, 3, 4), known_at=at("2026-02-15"))


def test_a_swapped_day_off_is_no_public_holiday_but_a_day_in_lieu_is() -> None:
    assert not SHIPPED.is_public_holiday(date(2026, 1, 2))
    assert SHIPPED.is_public_holiday(date(2026, 4, 27))
    assert SHIPPED.is_public_holiday(date(2025, 1, 27))
    assert not SHIPPED.is_public_holiday(date(2025, 2, 3))


def test_the_holidays_include_culture_day_only_from_2026() -> None:
    assert date(2026, 11, 24) in public_holidays()
    assert date(2025, 11, 24) not in public_holidays()


def test_a_year_without_known_holidays_is_refused() -> None:
    with pytest.raises(ValueError, match="1995 to 2099"):
        SHIPPED.due(at("2100-03-02"), limit("1 working day"))


# ---- pausing, measuring, warning ----

MOMENTS = st.integers(0, 3 * 365 * 86_400).map(lambda second: at("2025-01-01 00:00") + timedelta(seconds=second))
WORDS = st.sampled_from(
    [
        "1 working day",
        "7.5 working days",
        "30 working days",
        "3 working hours",
        "45 minutes",
        "20 hours",
        "0 calendar days",
        "10 calendar days",
        "20 calendar days without public holidays",
    ]
)
MINUTES = st.integers(0, 60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes))


@given(start=MOMENTS, words=WORDS, wait=MINUTES)
def test_a_pause_of_no_length_changes_nothing(start: datetime, words: str, wait: timedelta) -> None:
    allowed = limit(words)
    paused_at = start + wait
    left = SHIPPED.remaining(allowed, start, paused_at)
    resumed = SHIPPED.due(paused_at, left, known_at=start)
    assert resumed == SHIPPED.due(start, allowed) if left.value else resumed >= paused_at


@given(start=MOMENTS, words=WORDS, first=MINUTES, second=MINUTES)
def test_two_pauses_leave_what_one_leaves(start: datetime, words: str, first: timedelta, second: timedelta) -> None:
    allowed = limit(words)
    once = SHIPPED.remaining(allowed, start, start + first + second)
    halfway = SHIPPED.remaining(allowed, start, start + first)
    assert SHIPPED.remaining(halfway, start + first, start + first + second, known_at=start) == once


@given(start=MOMENTS, words=WORDS, later=MINUTES)
def test_who_comes_later_is_never_due_earlier(start: datetime, words: str, later: timedelta) -> None:
    first = SHIPPED.due(start, limit(words), known_at=KNOWN_2026)
    assert first >= start
    assert SHIPPED.due(start + later, limit(words), known_at=KNOWN_2026) >= first


@given(start=MOMENTS, minutes=st.integers(1, 9600))
def test_working_minutes_measure_what_due_consumed(start: datetime, minutes: int) -> None:
    due = SHIPPED.due(start, limit(f"{minutes} working minutes"))
    assert SHIPPED.working_minutes(start, due) == minutes
    assert SHIPPED.working_minutes(due, start, known_at=start) == -minutes


@given(start=MOMENTS, words=st.sampled_from(["1 working day", "3.25 working days", "5 working hours"]))
def test_going_back_from_due_leads_to_the_opening_it_started_from(start: datetime, words: str) -> None:
    due = SHIPPED.due(start, limit(words))
    assert SHIPPED.subtract(due, limit(words), known_at=start) == SHIPPED.clamp(start)


def test_a_warning_comes_one_working_day_before_due() -> None:
    assert SHIPPED.subtract(at("2026-03-09 09:00"), limit("1 working day")) == at("2026-03-06 09:00")
    assert SHIPPED.subtract(at("2026-03-09 17:00"), limit("1 working day")) == at("2026-03-09 07:30")
    assert SHIPPED.subtract(at("2026-03-09 17:00"), limit("3 calendar days")) == at("2026-03-06 17:00")
    assert SHIPPED.subtract(at("2026-03-31 17:00"), limit("1 month")) == at("2026-02-28 17:00")
    assert SHIPPED.subtract(at("2026-03-09 17:00"), limit("same day")) == at("2026-03-09 07:30")
    assert SHIPPED.subtract(at("2026-03-09 17:00"), limit("2 hours")) == at("2026-03-09 15:00")


def test_nothing_is_left_of_a_limit_that_has_run_out() -> None:
    for words in ("1 working day", "2 hours", "3 calendar days", "1 month", "same day"):
        left = SHIPPED.remaining(limit(words), at("2026-03-02"), at("2026-06-02"))
        assert left.value == 0
        assert SHIPPED.due(at("2026-06-03 10:00"), left) >= at("2026-06-03 10:00")


def test_months_pause_as_the_days_that_are_left() -> None:
    left = SHIPPED.remaining(limit("1 month"), at("2026-03-02"), at("2026-03-12"))
    assert left == limit("21 calendar days")  # to 2 April
    assert SHIPPED.remaining(limit("same day"), at("2026-03-02"), at("2026-03-02 11:00")) == limit("same day")


def test_the_clock_cannot_pause_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        SHIPPED.remaining(limit("1 working day"), at("2026-03-02 10:00"), at("2026-03-02 09:00"))


# ---- what goes in and out ----


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = at("2026-03-02 09:00").replace(tzinfo=None)
    for call in (
        lambda: SHIPPED.due(naive, limit("1 working day")),
        lambda: SHIPPED.clamp(naive),
        lambda: SHIPPED.working_minutes(at("2026-03-02"), naive),
        lambda: SHIPPED.remaining(limit("1 hour"), at("2026-03-02"), naive),
        lambda: SHIPPED.subtract(naive, limit("1 hour")),
        lambda: SHIPPED.due(at("2026-03-02"), limit("1 hour"), known_at=naive),
    ):
        with pytest.raises(NaiveTime, match="no time zone"):
            call()


def test_moments_of_other_zones_are_read_in_hanoi() -> None:
    assert SHIPPED.due(datetime(2026, 3, 2, 2, 0, tzinfo=UTC), limit("1 working day")) == at("2026-03-03 09:00")


def test_a_calendar_can_be_copied_and_sent() -> None:
    SHIPPED.due(at("2026-03-02"), limit("1 working day"))
    for other in (copy.deepcopy(SHIPPED), pickle.loads(pickle.dumps(SHIPPED))):
        assert other == SHIPPED
        assert other.digest == SHIPPED.digest


@pytest.mark.parametrize(
    ("sessions", "message"),
    [
        (["7:30-11:30"], "is not a session"),
        (["11:30-07:30"], "must end after it starts"),
        (["07:30-12:00", "11:30-17:00"], "start after the session before"),
    ],
)
def test_malformed_sessions_are_refused(sessions: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        week(*sessions)
