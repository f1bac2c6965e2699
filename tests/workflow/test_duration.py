"""Durations as words: what may be written, what it says to people, and how it travels through pydantic."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from workflow.clock import Duration, Unit


@pytest.mark.parametrize(
    ("words", "text", "vi"),
    [
        ("5 working days", "5 working days", "5 ngày làm việc"),
        ("1 working day", "1 working day", "1 ngày làm việc"),
        ("1 working days", "1 working day", "1 ngày làm việc"),
        ("1.50 working days", "1.5 working days", "1,5 ngày làm việc"),
        ("4 working hours", "4 working hours", "4 giờ làm việc"),
        ("2 hours", "2 hours", "2 giờ"),
        ("30 minutes", "30 minutes", "30 phút"),
        ("15 calendar days", "15 calendar days", "15 ngày"),
        (
            "20 calendar days without public holidays",
            "20 calendar days without public holidays",
            "20 ngày (không tính ngày nghỉ lễ, tết)",
        ),
        ("3 months", "3 months", "3 tháng"),
        ("100 months", "100 months", "100 tháng"),
        ("  Same   day ", "same day", "trong ngày"),
    ],
)
def test_a_duration_is_read_and_worded(words: str, text: str, vi: str) -> None:
    duration = Duration.parse(words)
    assert str(duration) == duration.text("en") == text
    assert duration.text("vi") == vi


DURATIONS = st.one_of(
    st.builds(Duration, st.integers(0, 400).map(Decimal), st.sampled_from([u for u in Unit if u is not Unit.SAME_DAY])),
    st.builds(
        lambda quarters: Duration(Decimal(quarters) / 4, Unit.WORKING_DAYS),
        st.integers(0, 400),
    ),
    st.just(Duration.parse("same day")),
)


@given(DURATIONS)
def test_every_duration_reads_back_from_its_words(duration: Duration) -> None:
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    "words",
    [
        "",
        "5",
        "days",
        "5 days",
        "-1 working days",
        "1,5 working days",
        "1.5 calendar days",
        "0.5 months",
        "0.00001 working days",
        "five working days",
        "same days",
        "1e3 hours",
        "5 weeks",
    ],
)
def test_what_is_not_a_duration_is_refused_with_a_hint(words: str) -> None:
    with pytest.raises(ValueError, match="write a number and a unit"):
        Duration.parse(words)


def test_equal_lengths_of_working_time_have_one_form() -> None:
    assert str(Duration.of_working_seconds(5 * 28_800)) == "5 working days"
    assert str(Duration.of_working_seconds(82_800)) == "23 working hours"
    assert str(Duration.of_working_seconds(90)) == "90 working seconds"
    assert str(Duration.of_working_seconds(0)) == "0 working seconds"
    assert str(Duration.of_seconds(5400)) == "90 minutes"


class Limits(BaseModel):
    allowed: Duration


def test_a_model_takes_words_and_gives_words() -> None:
    limits = Limits.model_validate({"allowed": "5 working days"})
    assert limits.allowed == Duration.parse("5 working days")
    assert limits.model_dump() == {"allowed": "5 working days"}
    assert Limits.model_validate_json(limits.model_dump_json()) == limits
    assert Limits(allowed=limits.allowed) == limits


def test_a_model_refuses_other_words() -> None:
    with pytest.raises(ValidationError, match="write a number and a unit"):
        Limits.model_validate({"allowed": "5 days"})
    with pytest.raises(ValidationError):
        Limits.model_validate({"allowed": 5})


def test_editors_are_told_the_pattern() -> None:
    schema = Limits.model_json_schema()["properties"]["allowed"]
    assert schema["type"] == "string"
    assert "working days" in schema["pattern"]
