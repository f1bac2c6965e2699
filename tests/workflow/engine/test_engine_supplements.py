"""Supplements: one full request, the clock stands still or starts anew, silence ends the dossier."""

from collections.abc import Callable

import pytest

from tests.workflow.engine.walk import Walk, paper
from tests.workflow.toy import COLLEAGUE, DIRECTOR, HEAD_OF_BEN, RECEIVER, SPECIALIST, at, officer
from workflow.engine import Conflict, NotPermitted
from workflow.engine.case import ClockState
from workflow.engine.errors import Invalid
from workflow.engine.events import SupplementItem

Begin = Callable[..., Walk]

# Sessions are 07:30–11:30 and 13:30–17:30; the limit is 5 working days of 8 hours. Received Mon 2 March 09:00.
# Asked Wed 4 March 10:00: used 6.5 h Monday + 8 h Tuesday + 2.5 h Wednesday = 17 h, left 23 h. Supplied Tue 10 March 15:00.


def asked(begin: Begin, **how: str | int) -> Walk:
    walk = begin(**how).submit().accept().claim("check", SPECIALIST)
    assert walk.case.clock.due_at == at("03-09 09:00")
    walk.until("03-04 10:00")
    return walk.ask("check", SPECIALIST)


def test_a_supplement_request_pauses_the_clock_and_the_rest_of_the_time_runs_after_the_answer(walk: Begin) -> None:
    dossier = asked(walk)
    assert dossier.case.clock.state is ClockState.PAUSED
    assert dossier.case.clock.promised_at is None
    dossier.until("03-10 15:00").supply()
    # 23 h after Tue 15:00: 2.5 Tuesday, 8 Wednesday, 8 Thursday, 4.5 Friday = Fri 07:30 + 4 h + 0.5 h after lunch = 14:00
    assert dossier.case.clock.due_at == at("03-13 14:00")


def test_under_a_law_that_restarts_the_whole_time_runs_after_the_answer(walk: Begin) -> None:
    dossier = asked(walk, clock="restart").until("03-10 15:00").supply()
    # 40 h after Tue 15:00: 2.5 + 4 × 8 = 34.5 until Mon 17:30, 5.5 h on Tuesday = 11:30 is 4 h, 1.5 h after 13:30
    assert dossier.case.clock.due_at == at("03-17 15:00")


def test_the_dossier_goes_back_to_the_officer_who_asked_with_the_time_of_the_step_anew(walk: Begin) -> None:
    dossier = asked(walk)
    assert dossier.at("check").due_at is None
    dossier.until("03-10 15:00").supply({"name": "Hoa"}, paper("proof"))
    token = dossier.at("check")
    assert token.holder == SPECIALIST
    assert token.due_at == at("03-12 15:00")
    assert dossier.case.form == {"name": "Hoa"}
    assert dossier.heard == [1, 2, 4, 5, 4]


def test_nobody_reminds_the_officer_while_the_applicant_has_the_dossier(walk: Begin) -> None:
    dossier = walk().submit().accept().until("03-03 09:00").ask("check", SPECIALIST)
    dossier.until("03-10 15:00")
    assert dossier.told("step-overdue") == []
    dossier.supply().until("03-12 15:00")  # the two working days of the step, anew
    assert dossier.told("step-overdue") == ["officer:an"]


def test_a_paper_handed_in_again_takes_the_place_of_the_first_and_others_stay(walk: Begin) -> None:
    dossier = walk().submit(papers=(paper("form_paper"), paper("proof", "bad.pdf"))).accept().ask("check")
    dossier.supply(None, paper("proof", "good.pdf"), paper("proof", "good-2.pdf"))
    assert [kept.name for kept in dossier.case.papers] == ["a.pdf", "good.pdf", "good-2.pdf"]


def test_before_acceptance_there_is_no_clock_and_the_portal_keeps_showing_the_request(walk: Begin) -> None:
    dossier = walk().submit().ask("intake/receive")
    assert dossier.case.clock.state is ClockState.NOT_STARTED
    dossier.until("03-05 09:00").supply()
    assert dossier.heard == [1, 5]
    dossier.accept()
    assert dossier.case.clock.due_at == at("03-12 09:00")  # five working days from Thu 5 March 09:00
    assert dossier.heard == [1, 5, 2]


def test_a_dossier_may_be_refused_at_the_counter_after_a_supplement_that_does_not_help(walk: Begin) -> None:
    dossier = walk().submit().ask("intake/receive").supply()
    dossier.decide("intake/receive", "refuse", reason="không đúng thẩm quyền").issue("intake/slip")
    assert dossier.heard == [1, 5, 3]


def test_silence_ends_the_dossier_with_a_stop_notice(walk: Begin) -> None:
    dossier = asked(walk)
    assert dossier.case.supplement is not None
    assert dossier.case.supplement.until == at(
        "03-16 17:30"
    )  # ten days from 4 March are Sat 14th: next working day's close
    dossier.until("03-16 17:30")
    assert dossier.case.ending == "expired"
    assert dossier.heard == [1, 2, 4, 5, 8]
    assert dossier.document("stop-notice").errand


def test_papers_under_way_when_the_dossier_ends_still_arrive(walk: Begin) -> None:
    dossier = asked(walk).until("03-16 17:30")
    for template in ("supplement-request", "stop-notice"):
        visit = dossier.document(template).visit
        dossier.done(visit).done(visit)
        assert dossier.document(template).signed


def test_an_answer_after_the_window_is_too_late_even_when_no_timer_has_fired_yet(walk: Begin) -> None:
    dossier = asked(walk)
    dossier.now = at("03-16 17:31")
    with pytest.raises(Conflict) as refusal:
        dossier.supply()
    assert refusal.value.code == "supplement-late"


def test_the_request_names_what_is_missing_to_applicant_and_portal(walk: Begin) -> None:
    dossier = walk().submit().accept()
    items = (SupplementItem(field="/name", reason="viết sai"), SupplementItem(component="proof", reason="bản mờ"))
    dossier.ask("check", SPECIALIST, *items)
    assert dossier.world.reports[-1].items == items
    order = dossier.world.orders[dossier.document("supplement-request").visit]
    assert order.values["items"] == [item.model_dump() for item in items]
    assert order.series == "supplement"
    assert order.signer == "an"


@pytest.mark.parametrize(
    "item",
    [
        SupplementItem(reason="thiếu"),
        SupplementItem(field="/name", component="proof", reason="thiếu"),
        SupplementItem(field="/name", reason="  "),
    ],
)
def test_each_item_names_a_field_or_a_paper_and_a_reason(walk: Begin, item: SupplementItem) -> None:
    with pytest.raises(Invalid) as refusal:
        walk().submit().accept().ask("check", SPECIALIST, item)
    assert refusal.value.code == "supplement-items"


def test_a_paper_the_procedure_does_not_know_cannot_be_asked_for(walk: Begin) -> None:
    with pytest.raises(Invalid, match="birth"):
        walk().submit().accept().ask("check", SPECIALIST, SupplementItem(component="birth", reason="thiếu"))


def test_a_second_round_needs_a_law_that_allows_it(walk: Begin) -> None:
    dossier = asked(walk).supply()
    with pytest.raises(NotPermitted) as refusal:
        dossier.ask("check", SPECIALIST)
    assert refusal.value.code == "supplement-rounds"


def test_two_rounds_add_up_their_pauses(walk: Begin) -> None:
    dossier = asked(walk, rounds=2).until("03-10 15:00").supply()  # due Fri 13 March 14:00, see above
    dossier.until("03-12 08:30").ask("check").until("03-16 08:30").supply()
    # On Thu 12 March 08:30 there are left: 7 h Thursday + 4.5 h Friday = 11.5 h. From Mon 16 March 08:30: 7 h, then 4.5 h.
    assert dossier.case.clock.due_at == at("03-17 14:00")
    assert dossier.case.supplement_rounds == 2


def test_one_request_at_a_time(walk: Begin) -> None:
    dossier = asked(walk, rounds=2)
    with pytest.raises(Conflict) as refusal:
        dossier.ask("check", SPECIALIST)
    assert refusal.value.code == "supplement-open"


def test_a_step_that_waits_for_the_applicant_is_not_decided(walk: Begin) -> None:
    with pytest.raises(Conflict) as refusal:
        asked(walk).decide("check", "grant", SPECIALIST)
    assert refusal.value.code == "waits-for-applicant"


def test_only_who_may_decide_the_step_may_ask(walk: Begin) -> None:
    dossier = walk().submit().accept()
    with pytest.raises(NotPermitted):
        dossier.ask("check", RECEIVER)
    with pytest.raises(Conflict):
        dossier.claim("check", SPECIALIST).ask("check", COLLEAGUE)


def test_four_eyes_hold_for_asking_too(walk: Begin) -> None:
    both = officer("Kiêm", ("BEN", "specialist"), ("BEN", "head"))
    dossier = walk().submit().accept().decide("check", "grant", both)
    with pytest.raises(NotPermitted) as refusal:
        dossier.ask("approve", both)
    assert refusal.value.code == "four-eyes"


def test_once_decided_nothing_more_can_be_asked_for(walk: Begin) -> None:
    dossier = walk().submit(return_way="counter").accept().decide("check", "grant").decide("approve", "agree")
    dossier.issue("decision")
    with pytest.raises(Conflict) as refusal:
        dossier.ask("back")
    assert refusal.value.code == "already-decided"


def test_the_officer_may_give_the_step_away_while_waiting_and_the_answer_then_goes_to_the_unit(walk: Begin) -> None:
    dossier = asked(walk).release("check", SPECIALIST)
    assert dossier.at("check").parked
    dossier.supply()
    assert dossier.at("check").holder is None
    dossier.decide("check", "grant", COLLEAGUE)


def test_a_colleague_who_takes_over_meanwhile_gets_the_answer(walk: Begin) -> None:
    dossier = asked(walk).reassign("check", COLLEAGUE, HEAD_OF_BEN).supply()
    assert dossier.at("check").holder == COLLEAGUE


def test_a_supplement_that_is_not_asked_for_is_refused(walk: Begin) -> None:
    with pytest.raises(Conflict) as refusal:
        walk().submit().accept().supply()
    assert refusal.value.code == "no-supplement"


# --- Side by side ---

TWO_BRANCHES = """
steps:
  intake: { call: common/intake, then: { accepted: checks, refused: refused } }
  checks:
    parallel:
      law: { verify: { review: specialist, unit: BEN }, ok: { end: ok } }
      money: { tally: { review: specialist, unit: FIN }, ok: { end: ok } }
    until: UNTIL
    then: decision
  decision: { produce: decision }
  back: { return: chosen }
  settled: { end: settled }
  refused: { end: refused }
"""
TREASURER = officer("Tài", ("FIN", "specialist"))


def test_other_branches_go_on_while_one_waits_for_the_applicant(walk: Begin) -> None:
    dossier = walk(TWO_BRANCHES.replace("UNTIL", "all")).submit().accept().ask("checks.law/verify")
    dossier.decide("checks.money/tally", "done", TREASURER)
    assert dossier.case.clock.state is ClockState.PAUSED
    dossier.supply().decide("checks.law/verify", "done")
    assert dossier.stands == ["decision"]


def test_a_request_ends_with_the_branch_that_asked_when_another_branch_settles_the_matter(walk: Begin) -> None:
    dossier = walk(TWO_BRANCHES.replace("UNTIL", "any")).submit().accept().ask("checks.law/verify")
    dossier.until("03-04 09:00").decide("checks.money/tally", "done", TREASURER)
    assert dossier.case.supplement is None
    assert dossier.case.clock.due_at == at("03-11 09:00")  # Mon 2 March 09:00 + 5 days + 2 days of pause
    assert dossier.heard == [1, 2, 5, 4]
    dossier.issue("decision").shipped("back", "delivered")
    assert dossier.heard == [1, 2, 5, 4, 9, 10]


def test_a_supplement_asked_before_acceptance_holds_the_clock_that_another_branch_starts(walk: Begin) -> None:
    steps = """
    steps:
      side_by_side:
        parallel:
          desk: { receive: { review: receiver, unit: ONE_STOP }, note: { produce: receipt, result: false, clock: start }, ok: { end: ok } }
          law: { verify: { review: specialist, unit: BEN }, ok: { end: ok } }
        then: settled
      settled: { end: settled }
    """
    dossier = walk(steps).submit().ask("side_by_side.law/verify").decide("side_by_side.desk/receive", "done")
    assert dossier.case.clock.state is ClockState.PAUSED
    dossier.until("03-04 09:00").supply()
    assert dossier.case.clock.due_at == at("03-11 09:00")
    assert dossier.heard == [1, 5, 4]


def test_withdrawing_while_a_supplement_is_asked_for_ends_both(walk: Begin) -> None:
    dossier = asked(walk).withdraw()
    assert dossier.case.ending == "withdrawn"
    assert dossier.heard == [1, 2, 4, 5, 7]
    assert dossier.case.timers == {}
    with pytest.raises(Conflict):
        dossier.supply()


def test_a_director_may_not_suspend_what_waits_for_the_applicant(walk: Begin) -> None:
    with pytest.raises(Conflict) as refusal:
        asked(walk).suspend(DIRECTOR)
    assert refusal.value.code == "not-running"
