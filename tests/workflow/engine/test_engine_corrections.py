"""A wrong result is replaced at the agency's cost: produced again, signed by who may sign it, returned again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflow.engine.walk import Walk
from tests.workflow.toy import DIRECTOR, HEAD_OF_BEN, SPECIALIST, compiled, officer
from workflow.engine import Conflict, NotPermitted
from workflow.engine.errors import Invalid
from workflow.engine.events import ResultCorrected

Begin = Callable[..., Walk]


def settled(begin: Begin, return_way: str = "post") -> Walk:
    dossier = begin().submit({"name": "Hoa"}, return_way=return_way).accept().decide("check", "grant")
    dossier.decide("approve", "agree").issue("decision")
    return dossier.shipped("back", "delivered") if return_way == "post" else dossier.decide("back", "handed_over")


FIRST = "correction[1].decision"


def test_a_corrected_document_replaces_the_wrong_one_and_is_returned(walk: Begin) -> None:
    dossier = settled(walk)
    wrong = dossier.document("decision").visit
    dossier.correct(wrong, name="Hòa")
    order = dossier.world.orders[dossier.at(f"{FIRST}/document").visit]
    assert (order.values, order.replaces, order.series) == ({"name": "Hòa"}, wrong, "decision")
    dossier.issue(f"{FIRST}/document")
    right = dossier.document("decision").visit
    assert dossier.world.orders[dossier.at(f"{FIRST}/deliver").visit].documents == (right,)
    dossier.shipped(f"{FIRST}/deliver", "delivered")
    assert dossier.case.tokens == {}
    assert dossier.case.ending == "settled"


def test_the_dossier_stays_ended_and_the_portal_hears_of_the_new_result(walk: Begin) -> None:
    dossier = settled(walk)
    stopped_at = dossier.case.clock.stopped_at
    dossier.now = dossier.now.replace(day=20)
    dossier.correct(dossier.document("decision").visit)
    assert dossier.case.ended
    dossier.issue(f"{FIRST}/document").shipped(f"{FIRST}/deliver", "delivered")
    assert dossier.heard == [1, 2, 4, 9, 10]
    assert dossier.world.reports[-1].note == "Kết quả giải quyết đã được đính chính và trả lại"
    assert dossier.case.clock.stopped_at == stopped_at


def test_a_replacement_may_be_wrong_too(walk: Begin) -> None:
    dossier = settled(walk)
    first = dossier.document("decision").visit
    dossier.correct(first, name="Hòa").issue(f"{FIRST}/document").shipped(f"{FIRST}/deliver", "delivered")
    second = dossier.document("decision").visit
    with pytest.raises(Conflict) as refusal:
        dossier.correct(first)
    assert refusal.value.code == "already-corrected"
    dossier.correct(second, name="Hoà").issue("correction[2].decision/document")
    third = dossier.document("decision")
    assert third.replaces == second
    assert dossier.world.orders[dossier.at("correction[2].decision/deliver").visit].documents == (third.visit,)
    dossier.shipped("correction[2].decision/deliver", "delivered")


def test_a_corrected_result_whose_parcel_comes_back_waits_at_the_counter(walk: Begin) -> None:
    dossier = settled(walk)
    dossier.correct(dossier.document("decision").visit)
    dossier.issue(f"{FIRST}/document").shipped(f"{FIRST}/deliver", "undelivered")
    dossier.decide(f"{FIRST}/deliver", "keep_at_counter").decide(f"{FIRST}/deliver", "handed_over")
    assert dossier.case.tokens == {}


def test_who_may_sign_the_document_or_a_director_corrects_it_and_signs(walk: Begin) -> None:
    for who in (HEAD_OF_BEN, DIRECTOR, officer("Sơn", ("BEN", "head"))):
        dossier = settled(walk)
        dossier.correct(dossier.document("decision").visit, who)
        assert dossier.document("decision").signer == who.id
    for who in (SPECIALIST, officer("Lý", ("FIN", "head"))):
        with pytest.raises(NotPermitted) as refusal:
            settled(walk).correct(settled(walk).document("decision").visit, who)
        assert refusal.value.code == "not-signer"


def test_a_correction_needs_a_reason(walk: Begin) -> None:
    dossier = settled(walk)
    document = dossier.document("decision").visit
    with pytest.raises(Invalid):
        dossier.apply(ResultCorrected(at=dossier.now, document=document, by=DIRECTOR, reason=""))


def test_only_issued_results_of_an_ended_dossier_are_corrected_one_at_a_time(walk: Begin) -> None:
    dossier = walk().submit().accept().decide("check", "grant").decide("approve", "agree").issue("decision")
    decision = dossier.document("decision").visit
    with pytest.raises(Conflict) as refusal:
        dossier.correct(decision)
    assert refusal.value.code == "not-ended"
    dossier.shipped("back", "delivered")
    for other in (dossier.document("receipt").visit, 999):
        with pytest.raises(Conflict) as refusal:
            dossier.correct(other)
        assert refusal.value.code == "no-such-result"
    dossier.correct(decision)
    with pytest.raises(Conflict) as refusal:
        dossier.correct(decision)
    assert refusal.value.code == "correction-open"


def test_a_dossier_that_ended_without_a_result_has_nothing_to_correct(walk: Begin) -> None:
    with pytest.raises(Conflict):
        walk().submit().withdraw().correct(1)


def test_while_a_correction_is_under_way_the_dossier_can_neither_be_withdrawn_nor_suspended(walk: Begin) -> None:
    dossier = settled(walk)
    dossier.correct(dossier.document("decision").visit)
    for act in (Walk.withdraw, Walk.suspend):
        with pytest.raises(Conflict):
            act(dossier)


def test_a_correction_whose_work_fails_may_be_skipped_and_tried_anew(walk: Begin) -> None:
    dossier = settled(walk, "counter")
    wrong = dossier.document("decision").visit
    dossier.correct(wrong).skip(f"{FIRST}/document", "produced")
    assert dossier.case.tokens == {}
    dossier.correct(wrong).issue("correction[2].decision/document")


ROWS = """
steps:
  receive: { review: receiver, unit: ONE_STOP }
  receipt: { produce: receipt, result: false, clock: start }
  people:
    each: form.people
    steps:
      inner: { call: common/one, then: { ok: ok } }
      ok: { end: ok }
  checks:
    parallel:
      a: { see: { review: specialist, unit: BEN }, paper: { produce: letter, with: { seen: see.by, who: form.who } }, ok: { end: ok } }
  back: { return: chosen }
  settled: { end: settled }
"""
ONE = """
graph: common/one
steps:
  see: { review: specialist, unit: BEN }
  paper: { produce: decision, signed_by: see, with: { name: row.name, seen: see.by, number: index } }
  ok: { end: ok }
"""


def test_a_result_of_one_element_is_corrected_with_that_elements_values(tmp_path: Path) -> None:
    dossier = Walk(compiled(tmp_path, ROWS, shared={"one": ONE}))
    dossier.submit({"people": [{"name": "A"}, {"name": "B"}], "who": "C"}).decide("receive", "done").issue("receipt")
    for number in (0, 1):
        dossier.decide(f"people[{number}]/inner/see", "done").issue(f"people[{number}]/inner/paper")
    dossier.decide("checks.a/see", "done").issue("checks.a/paper").shipped("back", "delivered")
    second = [document.visit for document in dossier.case.documents.values() if document.template == "decision"][1]
    dossier.correct(second, seen="Bình")
    path = "correction[1].people[1]:inner:paper"
    order = dossier.world.orders[dossier.at(f"{path}/document").visit]
    assert order.values == {"name": "B", "seen": "Bình", "number": 1}
    dossier.issue(f"{path}/document").shipped(f"{path}/deliver", "delivered")
    dossier.correct(dossier.document("letter").visit)
    order = dossier.world.orders[dossier.at("correction[2].checks.a:paper/document").visit]
    assert order.signer is None  # sealed by the agency alone, as it was
    assert order.values == {"seen": "An", "who": "C"}
