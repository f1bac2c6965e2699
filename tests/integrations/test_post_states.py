"""Where a parcel is, whatever order its events come in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.post.states import follow, standing_after, state_of
from integrations.post.values import ParcelState, TrackingEvent, dossier_code_of, order_number

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def event(status_id: int, hour: int) -> TrackingEvent:
    at = MONDAY + timedelta(hours=hour)
    return TrackingEvent("X-R1", "EL491610889VN", status_id, state_of(status_id), at)


def state_after(*told: tuple[int, int]) -> ParcelState:
    standing = standing_after(event(status_id, hour) for status_id, hour in told)
    assert standing is not None
    return standing.state


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([(20, 0), (70, 1), (100, 2)], ParcelState.DELIVERED),
        ([(100, 2), (70, 1)], ParcelState.DELIVERED),
        ([(70, 1), (20, 0)], ParcelState.ACCEPTED),
        ([(70, 1), (20, 9)], ParcelState.ACCEPTED),  # the order's own row was touched later
        ([(91, 5), (70, 1)], ParcelState.ATTEMPT_FAILED),
        ([(91, 1), (70, 1)], ParcelState.ATTEMPT_FAILED),  # same time: the higher rank
        ([(91, 5), (70, 6)], ParcelState.ACCEPTED),  # back at the office after an attempt
        ([(100, 2), (170, 9)], ParcelState.DELIVERED),  # final stays
        ([(170, 9), (100, 2)], ParcelState.RETURNED),
        ([(20, 0), (61, 1), (60, 2), (70, 3)], ParcelState.CANCELLED),
        ([(20, 0), (61, 1), (70, 3)], ParcelState.ACCEPTED),  # too late to cancel
        ([(70, 1), (999, 5)], ParcelState.ACCEPTED),
        ([(100, 2), (110, 3), (120, 4)], ParcelState.DELIVERED),
    ],
)
def test_where_a_parcel_is(told, state):
    assert state_after(*told) is state


def test_an_unknown_status_says_nothing_about_a_new_parcel():
    assert follow(None, event(999, 0)) is None


@given(st.permutations([(20, 0), (70, 1), (91, 5), (91, 7), (999, 8), (100, 9), (110, 10)]), st.integers(0, 6))
def test_any_order_and_any_repeats_lead_to_the_same_place(told, again):
    assert state_after(*told, told[again]) is ParcelState.DELIVERED


@given(st.permutations([(20, 0), (70, 1), (91, 5), (161, 7)]))
def test_before_the_end_the_latest_counts(told):
    assert state_after(*told) is ParcelState.RETURNING


def test_the_order_number_holds_the_dossier_and_the_attempt():
    number = order_number("000.00.12.H56-260302-0007", 2)
    assert number == "000.00.12.H56-260302-0007-R2"
    assert dossier_code_of(number) == "000.00.12.H56-260302-0007"
    with pytest.raises(ValueError, match="count from 1"):
        order_number("X", 0)
