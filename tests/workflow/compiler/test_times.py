"""The times of steps fit the legal limit: along the longest way, case by case, in the worst week."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.workflow.toy import context_of, head, library_of
from workflow.clock import HANOI, Calendar, Duration, Sessions, week
from workflow.compiler import check, remarks
from workflow.compiler.spans import Span, span_of, working_days_in

OFFICE = Calendar((Sessions(date(2020, 1, 1), week("07:30-11:30", "13:30-17:30"), date(2020, 1, 1)),))
"""An office that never has a holiday."""

# --- Spans ---


@pytest.mark.parametrize(
    ("days", "fewest", "most"),
    [
        (0, 0, 0),
        (1, 1, 1),  # Friday and one day is Saturday, so Monday
        (3, 1, 3),  # from Friday until Monday; from Monday until Thursday
        (5, 3, 5),  # from Friday until Wednesday; from Monday until Saturday, so the Monday after
        (7, 5, 5),
        (10, 6, 8),  # from Friday until Monday week
        (45, 31, 33),  # six weeks and three days
    ],
)
def test_calendar_days_hold_fewer_working_days_when_they_begin_on_a_friday(days: int, fewest: int, most: int) -> None:
    assert (working_days_in(days, most=False), working_days_in(days, most=True)) == (fewest, most)


@pytest.mark.parametrize(
    ("steps", "limit", "fits"),
    [
        (["2 working days", "3 working days"], "5 working days", True),
        (["2 working days", "25 working hours"], "5 working days", False),
        (["1 working day"], "same day", True),
        (["9 working hours"], "same day", False),
        (["6 working days"], "10 calendar days", True),
        (["7 working days"], "10 calendar days", False),
        (["10 calendar days"], "10 calendar days", True),
        (["30 calendar days", "6 working days"], "45 calendar days", True),
        (["40 calendar days", "1.5 working days"], "45 calendar days", False),  # weekends may lie at either end
        (["3 calendar days"], "4 working days", True),  # from Monday morning until Thursday evening
        (["3 calendar days"], "3 working days", False),
        (["20 working days"], "2 months", True),
        (["29 calendar days"], "1 month", False),  # February
        (["6 hours"], "same day", True),
        (["30 hours"], "1 calendar day", False),
    ],
)
def test_steps_fit_a_limit_on_whatever_day_it_begins(steps: list[str], limit: str, fits: bool) -> None:
    assert spanned(steps).fits(Duration.parse(limit)) is fits


WORK = st.integers(1, 60).map("{} working hours".format)
DAYS = st.integers(1, 20).map("{} calendar days".format)


@given(
    st.lists(st.one_of(WORK, DAYS), min_size=1, max_size=4),
    st.one_of(st.integers(1, 40).map("{} calendar days".format), st.integers(1, 30).map("{} working days".format)),
    st.integers(0, 4),
    st.sampled_from(["07:30", "09:15", "11:30", "13:30", "17:29"]),
)
def test_what_fits_is_in_time_when_every_step_takes_all_its_time(
    steps: list[str], limit: str, weekday: int, hour: str
) -> None:
    assume(spanned(steps).fits(Duration.parse(limit)))
    begun = datetime.fromisoformat(f"2026-06-{8 + weekday:02} {hour}").replace(tzinfo=HANOI)  # the 8th is a Monday
    moment = begun
    for step in steps:
        moment = OFFICE.due(moment, Duration.parse(step))
    assert moment <= OFFICE.due(begun, Duration.parse(limit))


def spanned(steps: list[str]) -> Span:
    return sum((span_of(Duration.parse(step)) for step in steps), Span())


# --- Ways ---

INTAKE = """
steps:
  intake: { call: common/intake, then: { accepted: begin, refused: refused } }
  refused: { end: refused }
  settled: { end: settled }
  back: { return: chosen, then: settled }
"""

LIMIT = "3 working days"
FIT = {
    "what is done after the results are ready is not counted": """
  begin: { review: specialist, within: 3 working days, then: ready }
  ready: { notify: hello, clock: stop, then: after }
  after: { review: specialist, within: 9 working days, then: back }
""",
    "work is done again": """
  begin: { review: specialist, within: 1.5 working days, then: { go: look, again: begin } }
  look: { review: head, within: 1.5 working days, then: { go: back, again: begin } }
""",
    "branches go side by side": """
  begin:
    parallel:
      one: { look: { review: specialist, within: 3 working days, then: done }, done: { end: done } }
      two: { look: { review: specialist, within: 2 working days, then: done }, done: { end: done } }
    then: back
""",
    "the quickest branch is enough": """
  begin:
    parallel:
      one: { look: { review: specialist, within: 3 working days, then: done }, done: { end: done } }
      two: { look: { review: specialist, within: 9 working days, then: done }, done: { end: done } }
    until: any
    then: back
""",
    "many elements are looked at side by side": """
  begin:
    each: form.people
    steps: { look: { review: specialist, within: 3 working days, then: done }, done: { end: done } }
    then: back
""",
    "two choices by the same answer go the same way": """
  begin: { decide: [{ when: form.kind == "lost", then: long }, { otherwise: short }] }
  long: { review: specialist, within: 3 working days, then: join }
  short: { review: specialist, within: 1 working days, then: join }
  join: { decide: [{ when: form.kind == "lost", then: back }, { otherwise: more }] }
  more: { review: specialist, within: 2 working days, then: back }
""",
    "a longer limit is announced": """
  begin: { decide: [{ when: form.far, then: tell }, { otherwise: short }] }
  tell: { notify: longer, deadline: 20 working days }
  long: { review: specialist, within: 19 working days, then: back }
  short: { review: specialist, within: 3 working days, then: back }
""",
}
TOO_LONG = {
    "one after the other": (
        "takes 3.5 working days: begin 3 working days, look 4 working hours",
        """
  begin: { review: specialist, within: 3 working days, then: { go: look, again: begin } }
  look: { review: head, within: 4 working hours, then: back }
""",
    ),
    "a loop that is left where it was entered": (
        "takes 4 working days: mend 1 working day, look 3 working days",
        """
  begin: { request: population, then: { found: look, otherwise: mend } }
  mend: { review: specialist, within: 1 working days, then: begin }
  look: { review: head, within: 3 working days, then: back }
""",
    ),
    "an inner graph": (
        "takes 4 working days: begin.one/people/look 3 working days, wait 1 working day",
        """
  begin:
    parallel:
      one:
        people:
          each: form.people
          steps: { look: { review: specialist, within: 3 working days, then: done }, done: { end: done } }
        done: { end: done }
    then: wait
  wait: { wait: 1 working days, event: answered, then: back }
""",
    ),
    "an announced limit is too short as well": (
        "the limit is 4 working days, but the longest way takes 5 working days: long 5 working days",
        """
  begin: { notify: longer, deadline: 4 working days }
  long: { review: specialist, within: 5 working days, then: back }
""",
    ),
}


def faults_and_remarks(root: Path, steps: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    library = library_of(root, {"toy": head(time=LIMIT) + INTAKE + steps.lstrip("\n")})
    context, source = context_of(library), library.sources["toy"]
    return (
        [(fault.code, fault.reason) for fault in check(source, context)],
        [(remark.code, remark.reason) for remark in remarks(source, context)],
    )


@pytest.mark.parametrize("steps", FIT.values(), ids=FIT)
def test_times_fit_when(steps: str, tmp_path: Path) -> None:
    assert faults_and_remarks(tmp_path, steps)[0] == []


@pytest.mark.parametrize(("words", "steps"), TOO_LONG.values(), ids=TOO_LONG)
def test_times_are_added_up_over(words: str, steps: str, tmp_path: Path) -> None:
    faults, _ = faults_and_remarks(tmp_path, steps)
    assert [code for code, _ in faults] == ["too-long"]
    assert words in faults[0][1]


def test_what_is_not_counted_is_remarked(tmp_path: Path) -> None:
    steps = """
  begin: { review: specialist, within: 1 working days, then: { go: look, again: begin } }
  look: { review: head, then: pay }
  pay: { pay: form.payments, then: { paid: back, rejected: begin } }
"""
    faults, found = faults_and_remarks(tmp_path, steps)
    assert faults == []
    assert [(code, reason.split(":")[0].split(";")[0]) for code, reason in found] == [
        ("done-again", "step 'begin' may be done again, after begin, pay"),
        ("no-time", "step 'look'"),
        ("no-time", "step 'pay'"),
    ]
