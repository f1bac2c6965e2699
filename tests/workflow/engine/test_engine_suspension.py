"""Suspension: time stands still and nothing new begins; what is under way is finished and its outcome kept."""

from collections.abc import Callable

import pytest

from tests.workflow.engine.walk import Walk
from tests.workflow.toy import DIRECTOR, HEAD_OF_BEN, RECEIVER, SPECIALIST, at, officer
from workflow.engine import Conflict, NotPermitted
from workflow.engine.case import ClockState, Wait

Begin = Callable[..., Walk]


def at_check(begin: Begin) -> Walk:
    return begin().submit().accept()


def test_the_clock_stands_still_and_the_rest_runs_after_the_resumption(walk: Begin) -> None:
    dossier = at_check(walk).until("03-03 09:00").suspend()
    assert dossier.case.clock.state is ClockState.PAUSED
    dossier.until("03-05 15:00").resume()
    # left on Tue 3 March 09:00: 4 days of 8 h; from Thu 5 March 15:00 they end Wed 11 March 15:00
    assert dossier.case.clock.due_at == at("03-11 15:00")
    assert dossier.heard == [1, 2, 8, 4]


def test_nobody_decides_and_nothing_is_asked_for_while_a_dossier_is_suspended(walk: Begin) -> None:
    dossier = at_check(walk).suspend()
    with pytest.raises(Conflict, match="suspended"):
        dossier.decide("check", "grant")
    with pytest.raises(Conflict, match="suspended"):
        dossier.ask("check")


def test_officers_are_not_reminded_meanwhile_and_have_the_time_of_their_step_anew(walk: Begin) -> None:
    dossier = at_check(walk).until("03-03 09:00").suspend().until("03-09 09:00")
    assert dossier.told("step-overdue") == []
    dossier.resume()
    assert dossier.at("check").due_at == at("03-11 09:00")
    dossier.until("03-11 09:00")
    assert dossier.told("step-overdue") == ["specialist"]


WITH_MONEY = """
steps:
  receive: { review: receiver, unit: ONE_STOP }
  receipt: { produce: receipt, result: false, clock: start }
  decision: { produce: decision }
  money: { pay: form.payments }
  back: { return: chosen }
  settled: { end: settled }
"""


def test_work_under_way_is_finished_and_what_follows_waits_for_the_resumption(walk: Begin) -> None:
    dossier = walk(WITH_MONEY).submit({"payments": [{"amount": 1}]}).decide("receive", "done").issue("receipt")
    dossier.suspend().issue("decision")
    assert dossier.at("money").waits_for is Wait.RESUMPTION
    assert not dossier.case.money_ordered
    dossier.resume()
    assert dossier.case.money_ordered
    dossier.work("money", "paid").shipped("back", "delivered")
    assert dossier.heard == [1, 2, 8, 4, 9, 10]


WAITING = """
steps:
  receive: { review: receiver, unit: ONE_STOP }
  receipt: { produce: receipt, result: false, clock: start }
  pause: { wait: 1 working days, event: answered, then: { arrived: hello, elapsed: hello } }
  hello: { notify: hello }
  settled: { end: settled }
"""


@pytest.mark.parametrize(
    "over", [lambda dossier: dossier.until("03-03 09:00"), lambda dossier: dossier.signal("answered")]
)
def test_a_wait_that_is_over_while_suspended_goes_on_at_the_resumption(
    walk: Begin, over: Callable[[Walk], Walk]
) -> None:
    dossier = over(walk(WAITING).submit().decide("receive", "done").issue("receipt").suspend())
    assert dossier.stands == ["hello"]
    assert dossier.told("hello") == []
    dossier.resume()
    assert dossier.told("hello") == ["applicant"]
    assert dossier.case.ending == "settled"


def test_a_suspended_dossier_may_be_withdrawn(walk: Begin) -> None:
    dossier = at_check(walk).suspend().withdraw()
    assert dossier.case.ending == "withdrawn"
    assert dossier.heard == [1, 2, 8, 4, 7]  # the portal knows no way from 8 to 7


def test_only_a_running_clock_can_be_stopped(walk: Begin) -> None:
    for dossier in (walk().submit(), at_check(walk).suspend()):
        with pytest.raises(Conflict) as refusal:
            dossier.suspend()
        assert refusal.value.code == "not-running"
    with pytest.raises(Conflict):
        at_check(walk).resume()


def test_heads_of_units_that_take_part_suspend_and_others_do_not(walk: Begin) -> None:
    at_check(walk).suspend(HEAD_OF_BEN).resume(officer("Oanh", ("ONE_STOP", "head")))
    for somebody in (SPECIALIST, RECEIVER, officer("Lý", ("FIN", "head"))):
        with pytest.raises(NotPermitted):
            at_check(walk).suspend(somebody)
        with pytest.raises(NotPermitted):
            at_check(walk).suspend().resume(somebody)


def test_assignments_may_change_hands_while_suspended(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST).suspend().release("check", SPECIALIST)
    dossier.resume(DIRECTOR).decide("check", "grant")
