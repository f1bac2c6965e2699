"""The legal clock: limits, warnings, lateness, one apology, and limits that change on the way."""

from collections.abc import Callable

import pytest

from tests.workflow.engine.walk import Walk
from tests.workflow.toy import HEAD_OF_BEN, PLAIN, SPECIALIST, at
from workflow.engine import Conflict, NotPermitted
from workflow.engine.errors import Invalid

Begin = Callable[..., Walk]


def at_check(begin: Begin, **how: str) -> Walk:
    return begin(**how).submit().accept()


def test_time_is_counted_from_acceptance_not_from_filing(walk: Begin) -> None:
    dossier = walk().submit().until("03-04 09:00").accept()
    assert dossier.case.clock.due_at == at("03-11 09:00")


def test_officer_and_heads_are_warned_a_working_day_before(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST).until("03-06 08:59")
    assert dossier.told("deadline-near") == []
    dossier.until("03-06 09:00")
    assert dossier.told("deadline-near") == ["officer:an", "head"]
    assert dossier.world.notices[-1].values["units"] == ["BEN"]


def test_what_is_not_settled_on_the_day_is_late_for_good(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST).until("03-09 09:00")
    assert dossier.case.clock.overdue
    assert dossier.told("deadline-passed") == ["officer:an", "head"]
    dossier.decide("check", "grant").decide("approve", "agree").issue("decision")
    assert dossier.case.clock.overdue


def test_what_is_settled_on_the_very_minute_is_in_time(walk: Begin) -> None:
    dossier = at_check(walk).decide("check", "grant").decide("approve", "agree")
    dossier.now = at("03-09 09:00")
    dossier.issue("decision")
    assert not dossier.case.clock.overdue


def test_lateness_counts_even_when_no_timer_told(walk: Begin) -> None:
    dossier = at_check(walk).decide("check", "grant").decide("approve", "agree")
    dossier.now = at("03-09 09:01")
    dossier.issue("decision")
    assert dossier.case.clock.overdue


def test_a_late_dossier_that_pauses_stays_late_and_is_due_at_once(walk: Begin) -> None:
    dossier = at_check(walk).until("03-10 09:00").ask("check").until("03-12 09:00").supply()
    assert dossier.case.clock.overdue
    assert dossier.case.clock.due_at == at("03-12 09:00")


def test_lateness_is_told_once_whatever_pauses_after_it(walk: Begin) -> None:
    dossier = at_check(walk).until("03-10 09:00").ask("check").until("03-12 09:00").supply().until("03-20 09:00")
    assert dossier.told("deadline-passed") == ["head"]


def test_a_limit_shorter_than_the_warning_is_not_warned_of(walk: Begin) -> None:
    for time in ("1 working days", "same day"):
        quick = PLAIN.replace("within: 2 working days", "within: 4 working hours")
        assert at_check(walk, steps=quick, time=time).until("03-02 17:00").told("deadline-near") == []


# --- Apology ---


def test_an_apology_moves_the_promised_day_once_and_leaves_the_legal_one(walk: Begin) -> None:
    dossier = at_check(walk).until("03-05 09:00").apologise(at("03-16 17:30"))
    clock = dossier.case.clock
    assert (clock.due_at, clock.promised_at) == (at("03-09 09:00"), at("03-16 17:30"))
    assert dossier.world.reports[-1].due_at == at("03-16 17:30")
    assert not dossier.world.reports[-1].changed
    order = dossier.world.orders[dossier.document("apology").visit]
    assert order.values["new_due_at"] == "2026-03-16T17:30:00+07:00"
    with pytest.raises(NotPermitted) as refusal:
        dossier.apologise(at("03-20 17:30"))
    assert refusal.value.code == "second-apology"


def test_the_legal_day_passes_in_spite_of_an_apology(walk: Begin) -> None:
    assert at_check(walk).apologise(at("03-16 17:30")).until("03-09 09:00").case.clock.overdue


def test_an_apology_may_come_when_the_day_has_passed(walk: Begin) -> None:
    dossier = at_check(walk).until("03-10 09:00").apologise(at("03-16 17:30"), HEAD_OF_BEN)
    assert dossier.case.clock.promised_at == at("03-16 17:30")


def test_a_new_appointment_lies_after_the_old_one_and_in_the_future(walk: Begin) -> None:
    for now, until in (("03-05 09:00", "03-09 09:00"), ("03-11 09:00", "03-10 09:00")):
        with pytest.raises(Invalid):
            at_check(walk).until(now).apologise(at(until))


def test_an_apology_needs_a_supervisor_and_a_running_clock(walk: Begin) -> None:
    with pytest.raises(NotPermitted):
        at_check(walk).apologise(at("03-16 17:30"), SPECIALIST)
    for dossier in (walk().submit(), at_check(walk).ask("check"), at_check(walk).suspend()):
        with pytest.raises(Conflict):
            dossier.apologise(at("03-16 17:30"))


def test_a_pause_after_an_apology_moves_the_appointment_by_its_working_time(walk: Begin) -> None:
    dossier = at_check(walk).apologise(at("03-12 09:00")).until("03-04 09:00").ask("check")
    assert dossier.case.clock.promised_at is None
    dossier.until("03-06 09:00").supply()
    # Two working days of pause: the legal day goes from Mon 9th to Wed 11th, the appointment from Thu 12th to Mon 16th.
    assert dossier.case.clock.due_at == at("03-11 09:00")
    assert dossier.case.clock.promised_at == at("03-16 09:00")
    with pytest.raises(NotPermitted):
        dossier.apologise(at("03-20 09:00"))


def test_the_promise_is_never_before_the_law(walk: Begin) -> None:
    dossier = at_check(walk, clock="restart").apologise(at("03-10 09:00")).until("03-06 09:00").ask("check")
    dossier.until("03-09 09:00").supply()
    # Everything anew: due Mon 16th 09:00; the appointment, two working days off on Friday, would be Wed 11th.
    assert dossier.case.clock.promised_at == dossier.case.clock.due_at == at("03-16 09:00")


# --- Limits by case, and limits that change ---

LONGER = """
steps:
  receive: { review: receiver, unit: ONE_STOP }
  receipt: { produce: receipt, result: false, clock: start }
  check: { review: specialist, unit: BEN }
  tell: { notify: longer, deadline: 10 working days }
  verify: { review: specialist, unit: BEN }
  settled: { end: settled }
"""


def accepted(begin: Begin) -> Walk:
    return begin(LONGER).submit().decide("receive", "done").issue("receipt")


def test_a_notice_may_announce_the_longer_limit_the_law_gives_counted_from_acceptance(walk: Begin) -> None:
    dossier = accepted(walk).until("03-05 09:00").decide("check", "done")
    assert dossier.case.clock.due_at == at("03-16 09:00")  # ten working days from Mon 2 March 09:00
    assert dossier.world.reports[-1].note == "Thời hạn giải quyết: 10 ngày làm việc"
    assert dossier.world.notices[-1].values["due_at"] == "2026-03-16T09:00:00+07:00"


def test_a_longer_limit_leaves_out_the_pauses_before_it_exactly(walk: Begin) -> None:
    dossier = accepted(walk).until("03-04 10:00").ask("check").until("03-10 15:00").supply().decide("check", "done")
    # Used until Wed 4 March 10:00: 17 h; left of 80 h: 63 h, from Tue 10 March 15:00: 2.5 h Tuesday, 7 × 8 h to Thu 19th,
    # 4.5 h on Fri 20th: 4 h to 11:30, half an hour after 13:30.
    assert dossier.case.clock.due_at == at("03-20 14:00")


def test_after_a_restart_a_longer_limit_is_counted_from_the_restart(walk: Begin) -> None:
    dossier = walk(LONGER, clock="restart").submit().decide("receive", "done").issue("receipt").until("03-04 10:00")
    dossier.ask("check").until("03-10 15:00").supply().decide("check", "done")
    assert dossier.case.clock.due_at == at("03-24 15:00")  # ten working days from Tue 10 March 15:00


def test_a_longer_limit_makes_a_dossier_that_was_late_by_the_shorter_one_in_time(walk: Begin) -> None:
    dossier = accepted(walk).until("03-10 09:00")
    assert dossier.case.clock.overdue
    dossier.decide("check", "done")
    assert not dossier.case.clock.overdue
    assert dossier.until("03-16 09:00").case.clock.overdue


SIDE_BY_SIDE = """
steps:
  receive: { review: receiver, unit: ONE_STOP }
  receipt: { produce: receipt, result: false, clock: start }
  both:
    parallel:
      law: { check: { review: specialist, unit: BEN }, ok: { end: ok } }
      elsewhere: { ask: { review: head, unit: BEN }, tell: { notify: longer, deadline: 10 working days }, ok: { end: ok } }
  settled: { end: settled }
"""


def test_a_limit_announced_during_a_pause_counts_when_time_runs_again(walk: Begin) -> None:
    dossier = walk(SIDE_BY_SIDE).submit().decide("receive", "done").issue("receipt").until("03-04 10:00")
    dossier.ask("both.law/check").until("03-09 09:00").decide("both.elsewhere/ask", "done")
    assert dossier.case.clock.due_at is None
    assert dossier.until("03-10 15:00").supply().case.clock.due_at == at("03-20 14:00")  # as above


def test_a_limit_of_calendar_days_pauses_too(walk: Begin) -> None:
    dossier = at_check(walk, time="15 calendar days")
    assert dossier.case.clock.due_at == at("03-17 17:30")
    dossier.until("03-07 10:00").ask("check").until("03-12 16:00").supply()
    # On Sat 7 March ten of the fifteen days are left; ten days from Thu 12 March end Sun 22nd, due Monday at closing.
    assert dossier.case.clock.due_at == at("03-23 17:30")
