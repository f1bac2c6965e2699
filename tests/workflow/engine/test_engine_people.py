"""Work with people: claims, hand-overs, delegation with its trace, and four eyes wherever they could be lost."""

from collections.abc import Callable

import pytest

from tests.workflow.engine.walk import Walk
from tests.workflow.toy import COLLEAGUE, DIRECTOR, HEAD_OF_BEN, RECEIVER, SPECIALIST, at, officer
from workflow.engine import Conflict, NotPermitted
from workflow.engine.commands import OpenAssignment
from workflow.engine.errors import Invalid
from workflow.engine.events import Actor, DossierTransferred

Begin = Callable[..., Walk]

DELEGATE = officer("Giang", ("BEN", "specialist"), behalf="an")
"""Giang acts for An: holds An's post for the time of the delegation."""
DELEGATE_AS_HEAD = officer("Giang", ("BEN", "head"), behalf="hà")
BOTH = officer("Kiêm", ("BEN", "specialist"), ("BEN", "head"))


def at_check(begin: Begin) -> Walk:
    return begin().submit().accept()


def test_one_officer_holds_a_step_at_a_time(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST)
    with pytest.raises(Conflict) as refusal:
        dossier.claim("check", COLLEAGUE)
    assert refusal.value.code == "held-by-other"
    with pytest.raises(Conflict):
        dossier.decide("check", "grant", COLLEAGUE)


def test_claiming_twice_changes_nothing(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST)
    before = dossier.case
    assert dossier.claim("check", SPECIALIST).case is before


def test_the_first_claim_of_an_accepted_dossier_begins_its_processing(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST)
    assert dossier.heard == [1, 2, 4]
    assert dossier.world.reports[-1].by == "An"


def test_a_step_may_be_decided_without_being_claimed(walk: Begin) -> None:
    assert at_check(walk).decide("check", "grant", SPECIALIST).stands == ["approve"]


def test_the_role_must_be_held_in_the_unit_the_step_lies_with(walk: Begin) -> None:
    elsewhere = officer("Phúc", ("FIN", "specialist"))
    for somebody in (RECEIVER, elsewhere):
        with pytest.raises(NotPermitted) as refusal:
            at_check(walk).claim("check", somebody)
        assert refusal.value.code == "wrong-role"


def test_a_released_step_is_open_to_all_again(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST).release("check", SPECIALIST)
    assert dossier.claim("check", COLLEAGUE).at("check").holder == COLLEAGUE


def test_only_who_holds_a_step_releases_it(walk: Begin) -> None:
    with pytest.raises(Conflict):
        at_check(walk).release("check", SPECIALIST)
    with pytest.raises(Conflict):
        at_check(walk).claim("check", SPECIALIST).release("check", COLLEAGUE)


def test_a_decided_step_cannot_be_decided_again(walk: Begin) -> None:
    dossier = at_check(walk)
    visit = dossier.at("check").visit
    dossier.decide("check", "grant")
    event = dossier.journal[-1]
    with pytest.raises(Conflict) as refusal:
        dossier.apply(event)
    assert refusal.value.code == "already-decided"
    assert visit not in dossier.case.tokens


def test_an_unknown_outcome_and_a_missing_reason_are_refused(walk: Begin) -> None:
    with pytest.raises(Invalid, match="grant, decline"):
        at_check(walk).decide("check", "maybe")
    with pytest.raises(Invalid) as refusal:
        at_check(walk).decide("check", "decline", reason="  ")
    assert refusal.value.code == "reason-missing"


def test_a_reworked_step_is_kept_for_who_decided_it_before(walk: Begin) -> None:
    dossier = at_check(walk).decide("check", "grant", COLLEAGUE).decide("approve", "rework")
    (opened,) = (command for command in dossier.caused if isinstance(command, OpenAssignment))
    assert opened.officer == "bình"
    dossier.decide("check", "grant", SPECIALIST)  # kept for, not reserved: a colleague may step in


# --- Supervisors ---


def test_a_head_hands_a_step_of_the_unit_to_another_officer(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST).reassign("check", COLLEAGUE, HEAD_OF_BEN)
    dossier.decide("check", "grant", COLLEAGUE)


def test_nobody_is_given_a_step_they_may_not_decide(walk: Begin) -> None:
    with pytest.raises(NotPermitted):
        at_check(walk).reassign("check", RECEIVER)
    with pytest.raises(NotPermitted) as refusal:
        at_check(walk).decide("check", "grant", BOTH).reassign("approve", BOTH)
    assert refusal.value.code == "four-eyes"


def test_the_head_of_another_unit_and_an_officer_do_not_supervise(walk: Begin) -> None:
    for somebody in (officer("Lý", ("FIN", "head")), SPECIALIST):
        with pytest.raises(NotPermitted) as refusal:
            at_check(walk).reassign("check", COLLEAGUE, somebody)
        assert refusal.value.code == "not-supervisor"


def test_a_supervisors_act_needs_a_reason(walk: Begin) -> None:
    with pytest.raises(Invalid):
        at_check(walk).reassign("check", COLLEAGUE, HEAD_OF_BEN, reason=" ")


def test_a_transferred_step_waits_in_the_queue_of_the_other_unit(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST)
    move = {"at": dossier.now, "visit": dossier.at("check").visit, "by": HEAD_OF_BEN, "reason": "sai phòng"}
    dossier.apply(DossierTransferred(**move, unit="FIN"))
    with pytest.raises(NotPermitted):
        dossier.decide("check", "grant", SPECIALIST)
    with pytest.raises(Conflict):
        dossier.apply(DossierTransferred(**{**move, "by": DIRECTOR}, unit="FIN"))
    dossier.decide("check", "grant", officer("Phúc", ("FIN", "specialist")))


def test_handing_over_to_the_applicant_cannot_be_transferred(walk: Begin) -> None:
    dossier = at_check(walk)
    dossier.case = dossier.case.model_copy(update={"return_way": "counter"})
    dossier.decide("check", "grant").decide("approve", "agree").issue("decision")
    move = {"at": dossier.now, "visit": dossier.at("back").visit, "by": DIRECTOR, "reason": "sai phòng"}
    with pytest.raises(Conflict):
        dossier.apply(DossierTransferred(**move, unit="FIN"))


# --- Delegation ---


def test_a_delegates_act_shows_who_acted_for_whom(walk: Begin) -> None:
    dossier = at_check(walk).decide("check", "grant", DELEGATE)
    (decider,) = dossier.case.deciders["check"]
    assert (decider.id, decider.on_behalf_of) == ("giang", "an")


def test_a_delegate_goes_on_with_what_the_absent_officer_holds_and_the_other_way_round(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST).claim("check", DELEGATE)
    assert dossier.at("check").holder == DELEGATE
    dossier.claim("check", SPECIALIST).decide("check", "grant", DELEGATE)


def test_somebody_elses_delegate_does_not_take_over(walk: Begin) -> None:
    dossier = at_check(walk).claim("check", SPECIALIST)
    with pytest.raises(Conflict):
        dossier.claim("check", officer("Giang", ("BEN", "specialist"), behalf="bình"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BOTH, BOTH),  # the same person
        (DELEGATE, DELEGATE_AS_HEAD),  # the same delegate for two people
        (officer("Giang", ("BEN", "specialist"), behalf="hà"), HEAD_OF_BEN),  # who was acted for decides herself
        (officer("Hà", ("BEN", "specialist")), DELEGATE_AS_HEAD),  # somebody decides for who decided before
        (officer("Minh", ("BEN", "specialist"), behalf="hà"), DELEGATE_AS_HEAD),  # two delegates of one person
    ],
)
def test_four_eyes_count_who_acts_and_who_is_acted_for(walk: Begin, first: Actor, second: Actor) -> None:
    dossier = at_check(walk).decide("check", "grant", first)
    for act in (dossier.claim, lambda path, by: dossier.decide(path, "agree", by)):
        with pytest.raises(NotPermitted) as refusal:
            act("approve", second)
        assert refusal.value.code == "four-eyes"
    dossier.decide("approve", "agree", officer("Sơn", ("BEN", "head")))


def test_four_eyes_remember_every_round(walk: Begin) -> None:
    dossier = at_check(walk).decide("check", "grant", BOTH).decide("approve", "rework", HEAD_OF_BEN)
    dossier.decide("check", "grant", SPECIALIST)
    with pytest.raises(NotPermitted):
        dossier.decide("approve", "agree", BOTH)


# --- Four eyes across branches and elements ---

BRANCHES = """
steps:
  checks:
    parallel:
      law: { verify: { review: specialist, unit: BEN, not_by: [checks.money/verify] }, ok: { end: ok } }
      money: { verify: { review: specialist, unit: BEN, not_by: [checks.law/verify] }, ok: { end: ok } }
  sign: { review: head, unit: BEN, not_by: [checks.law/verify], clock: start }
  settled: { end: settled }
"""


def test_who_verified_one_branch_does_not_verify_the_other_whichever_comes_first(walk: Begin) -> None:
    for first, second in (("law", "money"), ("money", "law")):
        dossier = (
            walk(BRANCHES).submit().claim("checks.law/verify", SPECIALIST).claim("checks.money/verify", SPECIALIST)
        )
        dossier.decide(f"checks.{first}/verify", "done", SPECIALIST)
        with pytest.raises(NotPermitted) as refusal:
            dossier.decide(f"checks.{second}/verify", "done", SPECIALIST)
        assert refusal.value.code == "four-eyes"


def test_four_eyes_reach_into_a_branch_that_is_over(walk: Begin) -> None:
    dossier = walk(BRANCHES).submit().decide("checks.law/verify", "done", BOTH)
    dossier.decide("checks.money/verify", "done", SPECIALIST)
    with pytest.raises(NotPermitted):
        dossier.decide("sign", "done", BOTH)


ROWS = """
steps:
  people:
    each: form.people
    steps:
      verify: { review: specialist, unit: BEN }
      confirm: { review: head, unit: BEN, not_by: [verify] }
      ok: { end: ok }
  sign: { review: head, unit: BEN, not_by: [people/verify], clock: start }
  settled: { end: settled }
"""


def test_each_element_has_its_own_four_eyes(walk: Begin) -> None:
    dossier = walk(ROWS).submit({"people": [{}, {}]}).decide("people[0]/verify", "done", BOTH)
    dossier.decide("people[1]/verify", "done", SPECIALIST).decide("people[1]/confirm", "done", BOTH)
    with pytest.raises(NotPermitted):
        dossier.decide("people[0]/confirm", "done", BOTH)


def test_any_elements_decider_counts_afterwards(walk: Begin) -> None:
    dossier = walk(ROWS).submit({"people": [{}, {}]}).decide("people[0]/verify", "done", SPECIALIST)
    dossier.decide("people[1]/verify", "done", BOTH)
    for number in (0, 1):
        dossier.decide(f"people[{number}]/confirm", "done", HEAD_OF_BEN)
    with pytest.raises(NotPermitted):
        dossier.decide("sign", "done", BOTH)
    dossier.decide("sign", "done", HEAD_OF_BEN)


# --- Time of a step ---


def test_an_officer_is_reminded_when_the_time_of_the_step_is_over_and_else_the_role(walk: Begin) -> None:
    dossier = at_check(walk)
    assert dossier.at("check").due_at == at("03-04 09:00")
    dossier.until("03-04 09:00")
    assert dossier.told("step-overdue") == ["specialist"]
    claimed = at_check(walk).claim("check", COLLEAGUE).until("03-04 09:00")
    assert claimed.told("step-overdue") == ["officer:bình"]


def test_a_step_without_a_time_of_its_own_has_none_and_the_dossiers_day_counts(walk: Begin) -> None:
    dossier = at_check(walk).decide("check", "grant")
    assert dossier.at("approve").due_at is None
