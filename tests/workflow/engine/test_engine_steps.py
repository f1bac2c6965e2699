"""What each kind of step does when it is entered and when something comes back for it."""

from collections.abc import Callable
from textwrap import dedent, indent
from typing import Any

import pytest

from tests.workflow.engine.walk import Walk, paper
from tests.workflow.toy import HEAD_OF_BEN, SPECIALIST, at, officer
from workflow.engine import Conflict, NotPermitted
from workflow.engine.errors import Invalid
from workflow.engine.events import CalledDossierEnded, FormFault, WorkCompleted

Begin = Callable[..., Walk]

FRAME = """
steps:
  receive: { review: receiver, unit: ONE_STOP, then: receipt }
  receipt: { produce: receipt, result: false, clock: start }
STEPS
  settled: { end: settled }
"""


def after_acceptance(begin: Begin, steps: str, answers: dict[str, Any] | None = None, **more: Any) -> Walk:
    """Walk to the first of these steps, with the dossier accepted."""
    text = indent(dedent(steps).strip(), "  ")
    return begin(FRAME.replace("STEPS", text)).submit(answers, **more).decide("receive", "done").issue("receipt")


# --- validate ---


def check_at_the_door(begin: Begin, what: str) -> Walk:
    return begin(
        f"""
        steps:
          formal: {{ validate: {what}, then: {{ valid: fine, invalid: look }} }}
          look: {{ review: receiver, unit: ONE_STOP }}
          fine: {{ review: specialist, unit: BEN, clock: start }}
          settled: {{ end: settled }}
        """
    )


FAULT = FormFault(pointer="/name", code="missing", vi="Thiếu họ tên", en="The name is missing")


def test_a_complete_form_is_valid(walk: Begin) -> None:
    assert check_at_the_door(walk, "all").submit().stands == ["fine"]


@pytest.mark.parametrize(
    ("what", "wrong", "found"),
    [
        ("form", {"faults": (FAULT,)}, {"faults": [FAULT.model_dump()], "missing": [], "duplicates": []}),
        ("papers", {"papers": ()}, {"faults": [], "missing": ["form_paper"], "duplicates": []}),
        ("all", {"duplicates": ("other",)}, {"faults": [], "missing": [], "duplicates": ["other"]}),
    ],
)
def test_validation_looks_at_what_it_is_told_to_and_says_what_is_wrong(
    walk: Begin, what: str, wrong: dict[str, Any], found: dict[str, Any]
) -> None:
    dossier = check_at_the_door(walk, what).submit(**wrong)
    assert dossier.stands == ["look"]
    assert dossier.value("formal") == {**found, "outcome": "invalid"}


def test_validation_of_the_form_does_not_look_at_papers_nor_the_other_way_round(walk: Begin) -> None:
    assert check_at_the_door(walk, "form").submit(papers=(), duplicates=("other",)).stands == ["fine"]
    assert check_at_the_door(walk, "papers").submit(faults=(FAULT,), duplicates=("other",)).stands == ["fine"]


def test_a_paper_is_missed_only_when_its_condition_asks_for_it(walk: Begin) -> None:
    assert check_at_the_door(walk, "papers").submit({"proof": False}).stands == ["fine"]
    dossier = check_at_the_door(walk, "papers").submit({"proof": True})
    assert dossier.value("formal.missing") == ["proof"]
    both = (paper("form_paper"), paper("proof"))
    assert check_at_the_door(walk, "papers").submit({"proof": True}, papers=both).stands == ["fine"]


# --- decide ---

CHOOSE = """
choose:
  decide:
    - { when: form.amount > 100, then: much }
    - { when: form.amount > 10, then: some }
    - { otherwise: settled }
some: { review: specialist, unit: BEN, then: settled }
much: { review: head, unit: BEN, then: settled }
"""


@pytest.mark.parametrize(("amount", "stands"), [(101, ["much"]), (100, ["some"]), (10, [])])
def test_the_first_condition_that_holds_decides(walk: Begin, amount: int, stands: list[str]) -> None:
    assert after_acceptance(walk, CHOOSE, {"amount": amount}).stands == stands


def test_a_condition_on_a_value_that_is_not_there_refuses_the_event_and_says_where(walk: Begin) -> None:
    with pytest.raises(Invalid, match=r"choose.*form\.amount > 100.*not there"):
        after_acceptance(walk, CHOOSE)


def test_a_condition_on_the_wrong_kind_of_value_refuses_the_event(walk: Begin) -> None:
    with pytest.raises(Invalid, match="choose"):
        after_acceptance(walk, CHOOSE, {"amount": "much"})


# --- compute ---


def test_a_rule_gives_its_values_and_its_outcome_leads_on(walk: Begin) -> None:
    steps = """
    add: { compute: sums.total, with: { numbers: form.numbers, bonus: form.bonus }, then: { fine: settled, too_much: look } }
    look: { review: head, unit: BEN, then: settled }
    """
    assert after_acceptance(walk, steps, {"numbers": [1, 2]}).case.ending == "settled"
    dossier = after_acceptance(walk, steps, {"numbers": [99, 2]})
    assert (dossier.stands, dossier.value("add.total")) == (["look"], 101)


# --- request ---

ASK = """
ask:
  request: population
  with: { person: form.person, born: form.born_on }
  within: 1 working days
  then: { found: settled, not_found: look, otherwise: look }
look: { review: specialist, unit: BEN, then: settled }
"""


def test_a_register_is_asked_with_the_values_that_are_there(walk: Begin) -> None:
    dossier = after_acceptance(walk, ASK, {"person": "001"})
    order = dossier.world.orders[dossier.at("ask").visit]
    assert (order.source, order.parameters) == ("population", {"person": "001"})


def test_what_the_register_says_is_kept_and_leads_on(walk: Begin) -> None:
    dossier = after_acceptance(walk, ASK).work("ask", "mismatch", born_on="1980-01-01")
    assert dossier.stands == ["look"]
    assert dossier.value("ask") == {"born_on": "1980-01-01", "outcome": "mismatch"}
    assert dossier.case.timers.keys() == {"warn", "due"}


def test_without_an_answer_in_time_the_dossier_goes_on_and_a_late_answer_changes_nothing(walk: Begin) -> None:
    dossier = after_acceptance(walk, ASK)
    visit = dossier.at("ask").visit
    dossier.until("03-03 09:00")
    assert (dossier.stands, dossier.value("ask.outcome")) == (["look"], "no_answer")
    before = dossier.case
    late = WorkCompleted(at=dossier.now, visit=visit, kind="request", outcome="found")
    assert dossier.apply(late).case is before


def test_an_answer_the_step_does_not_know_is_refused_so_that_it_becomes_an_incident(walk: Begin) -> None:
    with pytest.raises(Invalid) as refusal:
        after_acceptance(walk, ASK).work("ask", "perhaps")
    assert refusal.value.code == "unknown-outcome"


# --- parallel ---


def checks(begin: Begin, until: str) -> Walk:
    steps = f"""
    checks:
      parallel:
        law:
          read: {{ review: specialist, unit: BEN, then: {{ agree: good, object: bad }} }}
          good: {{ end: good }}
          bad: {{ end: bad }}
        money: {{ tally: {{ review: specialist, unit: BEN }}, good: {{ end: good }} }}
        place: {{ visit_it: {{ review: specialist, unit: BEN }}, good: {{ end: good }} }}
      until: {until}
      then: settled
    """
    return after_acceptance(begin, steps)


def test_branches_are_joined_when_all_have_ended(walk: Begin) -> None:
    dossier = checks(walk, "all").decide("checks.place/visit_it", "done").decide("checks.law/read", "object")
    assert dossier.stands == ["checks.money/tally"]
    dossier.decide("checks.money/tally", "done")
    ends = {branch: dossier.value(f"checks.branches.{branch}.outcome") for branch in ("law", "money", "place")}
    assert ends == {"law": "bad", "money": "good", "place": "good"}
    assert dossier.case.ending == "settled"


@pytest.mark.parametrize(("until", "needed"), [("any", 1), ("1", 1), ("2", 2), ("count >= 2", 2)])
def test_when_enough_branches_have_ended_the_rest_is_cancelled(walk: Begin, until: str, needed: int) -> None:
    dossier = checks(walk, until)
    for number, path in enumerate(["checks.law/read", "checks.money/tally"], 1):
        dossier.decide(path, "agree" if path.endswith("read") else "done")
        if number == needed:
            break
        assert dossier.case.ending is None
    assert dossier.case.ending == "settled"
    assert dossier.world.assignments == {}
    assert len(dossier.value("checks.branches")) == needed


def test_a_branch_that_is_enough_at_once_keeps_the_others_from_beginning(walk: Begin) -> None:
    steps = """
    checks:
      parallel:
        simple: { sort: { decide: [{ when: form.simple, then: ok }, { otherwise: look }] }, look: { review: head }, ok: { end: ok } }
        register: { ask: { request: population, then: ok }, ok: { end: ok } }
      until: any
      then: settled
    """
    assert "population" not in str(after_acceptance(walk, steps, {"simple": True}).world.orders)
    assert "population" in str(after_acceptance(walk, steps, {"simple": False}).world.orders)


def test_a_condition_on_a_branch_that_is_still_open_does_not_hold_yet(walk: Begin) -> None:
    until = "branches.law.outcome == 'good'"
    dossier = checks(walk, f'"{until}"').decide("checks.money/tally", "done")
    assert dossier.case.ending is None
    assert dossier.decide("checks.law/read", "agree").case.ending == "settled"


def test_a_condition_that_never_holds_ends_with_the_last_branch(walk: Begin) -> None:
    dossier = checks(walk, "\"branches.law.outcome == 'good'\"").decide("checks.law/read", "object")
    dossier.decide("checks.money/tally", "done").decide("checks.place/visit_it", "done")
    assert dossier.case.ending == "settled"


def test_work_of_a_cancelled_branch_that_ends_late_changes_nothing(walk: Begin) -> None:
    steps = """
    checks:
      parallel:
        law: { read: { review: specialist, unit: BEN }, ok: { end: ok } }
        register: { ask: { request: population, within: 2 working days }, ok: { end: ok } }
      until: any
      then: look
    look: { review: specialist, unit: BEN, then: settled }
    """
    dossier = after_acceptance(walk, steps)
    visit = dossier.at("checks.register/ask").visit
    before = dossier.decide("checks.law/read", "done").case
    assert not [timer for timer in before.timers if timer.startswith("step:")]
    late = WorkCompleted(at=dossier.now, visit=visit, kind="request", outcome="found")
    assert dossier.apply(late).case is before


def test_branches_begin_afresh_when_the_dossier_comes_round_again(walk: Begin) -> None:
    steps = """
    checks:
      parallel:
        law: { read: { review: specialist, unit: BEN }, ok: { end: ok } }
        people: { one: { each: form.people, steps: { see: { review: specialist, unit: BEN }, ok: { end: ok } } }, ok: { end: ok } }
      until: any
    look: { review: head, unit: BEN, then: { again: checks, enough: settled } }
    """
    dossier = after_acceptance(walk, steps, {"people": [{}, {}, {}]}).decide("checks.law/read", "done")
    dossier.decide("look", "again").ask("checks.law/read")
    dossier.supply({"people": [{}]}).decide("checks.law/read", "done").decide("look", "again")
    assert dossier.stands == ["checks.law/read", "checks.people/one[0]/see"]
    dossier.decide("checks.people/one[0]/see", "done")
    assert len(dossier.value("checks.branches.people.one.rows")) == 1


# --- each ---

PEOPLE = """
people:
  each: form.people
  steps:
    kind: { decide: [{ when: row.simple, then: fine }, { otherwise: see }] }
    see: { review: specialist, unit: BEN, then: { grant: fine, refuse: out } }
    fine: { end: granted }
    out: { end: refused }
  then: look
look: { review: head, unit: BEN, then: settled }
"""


def test_every_element_ends_in_its_own_way_and_is_read_by_its_number(walk: Begin) -> None:
    dossier = after_acceptance(walk, PEOPLE, {"people": [{"simple": True}, {"simple": False}, {"simple": False}]})
    assert dossier.stands == ["people[1]/see", "people[2]/see"]
    dossier.decide("people[2]/see", "refuse", fields={"why": "trùng"}).decide("people[1]/see", "grant")
    rows = dossier.value("people.rows")
    assert [row["outcome"] for row in rows] == ["granted", "granted", "refused"]
    assert [row["index"] for row in rows] == [0, 1, 2]
    assert rows[2]["see"]["why"] == "trùng"
    assert [scope for scope in dossier.case.scopes if scope.startswith("people[")] == []


@pytest.mark.parametrize("answers", [{"people": []}, {}])
def test_an_empty_or_missing_list_is_over_at_once(walk: Begin, answers: dict[str, Any]) -> None:
    dossier = after_acceptance(walk, PEOPLE, answers)
    assert (dossier.stands, dossier.value("people.rows")) == (["look"], [])


def test_something_that_is_not_a_list_is_refused(walk: Begin) -> None:
    with pytest.raises(Invalid) as refusal:
        after_acceptance(walk, PEOPLE, {"people": {"an": 1}})
    assert refusal.value.code == "not-a-list"


def test_a_list_of_thousands_that_nobody_looks_at_passes_in_one_turn(walk: Begin) -> None:
    dossier = after_acceptance(walk, PEOPLE, {"people": [{"simple": True}] * 2000})
    assert len(dossier.value("people.rows")) == 2000


def test_elements_within_elements_read_their_own_row_and_the_outer_steps(walk: Begin) -> None:
    steps = """
    units:
      each: form.units
      steps:
        head_count: { compute: sums.total, with: { numbers: row.numbers }, then: people }
        people:
          each: row.people
          steps:
            see: { review: specialist, unit: BEN, title: { vi: Xem, en: See } }
            word: { notify: hello, with: { name: row.name, total: head_count.total } }
            ok: { end: ok }
        ok: { end: ok }
      then: settled
    """
    units = [{"numbers": [1, 2], "people": [{"name": "A"}, {"name": "B"}]}, {"numbers": [5], "people": []}]
    dossier = after_acceptance(walk, steps, {"units": units})
    dossier.decide("units[0]/people[1]/see", "done").decide("units[0]/people[0]/see", "done")
    said = [(notice.values["name"], notice.values["total"]) for notice in dossier.world.notices]
    assert said == [("B", 3), ("A", 3)]
    assert dossier.value("units.rows.0.people.rows.1.row.name") == "B"
    assert dossier.case.ending == "settled"


# --- call ---


def test_a_shared_graph_ends_as_one_of_its_ends_and_its_steps_can_be_read_by_path(walk: Begin) -> None:
    dossier = walk().submit().decide("intake/receive", "accept", fields={"sets": 1})
    dossier.issue("intake/receipt")
    assert dossier.value("intake.outcome") == "accepted"
    assert dossier.value("intake.receive.sets") == 1


CALL = """
book: { call: toy, with: { name: form.name, nothing: form.nothing }, then: { settled: settled, otherwise: look } }
look: { review: specialist, unit: BEN, then: settled }
"""


def test_another_procedure_gets_a_dossier_of_its_own_and_its_end_leads_on(walk: Begin) -> None:
    dossier = after_acceptance(walk, CALL, {"name": "Hoa"})
    token = dossier.at("book")
    order = dossier.world.orders[token.visit]
    assert (order.procedure, order.answers) == ("toy", {"name": "Hoa"})
    ended = CalledDossierEnded(at=dossier.now, visit=token.visit, dossier="B", ending="declined")
    dossier.apply(ended)
    assert (dossier.stands, dossier.value("book.dossier")) == (["look"], "B")
    before = dossier.case
    assert dossier.apply(ended).case is before


# --- produce ---


def test_a_document_is_produced_then_signed_by_who_decided_and_returned(walk: Begin) -> None:
    dossier = walk().submit({"name": "Hoa"}).accept().decide("check", "grant").decide("approve", "agree", HEAD_OF_BEN)
    order = dossier.world.orders[dossier.at("decision").visit]
    assert (order.values, order.signer, order.series) == ({"name": "Hoa"}, "hà", "decision")
    dossier.work("decision", number="12", sha256="unsigned")
    assert dossier.world.orders[dossier.at("decision").visit].signer == "hà"
    visit = dossier.at("decision").visit
    dossier.work("decision", sha256="signed")
    assert dossier.value("decision") == {"document": visit, "number": "12", "sha256": "signed", "outcome": "produced"}


def test_the_delegate_who_decided_signs(walk: Begin) -> None:
    delegate = officer("Giang", ("BEN", "head"), behalf="hà")
    dossier = walk().submit().accept().decide("check", "grant").decide("approve", "agree", delegate)
    assert dossier.document("decision").signer == "giang"


def test_work_on_a_document_said_twice_or_late_changes_nothing(walk: Begin) -> None:
    dossier = walk().submit().decide("intake/receive", "accept")
    visit = dossier.at("intake/receipt").visit
    for _ in range(2):
        before = dossier.work("intake/receipt").case
        assert dossier.apply(dossier.journal[-1]).case is before
    first = WorkCompleted(at=dossier.now, visit=visit, kind="produce", outcome="done", output={"sha256": "other"})
    assert dossier.apply(first).case is before


def test_a_signature_before_the_document_changes_nothing(walk: Begin) -> None:
    dossier = walk().submit().decide("intake/receive", "accept")
    before = dossier.case
    early = WorkCompleted(at=dossier.now, visit=dossier.at("intake/receipt").visit, kind="sign", outcome="done")
    assert dossier.apply(early).case is before


def test_work_that_does_not_name_its_file_is_refused(walk: Begin) -> None:
    dossier = walk().submit().decide("intake/receive", "accept")
    with pytest.raises(Invalid) as refusal:
        dossier.work("intake/receipt", sha256=None)
    assert refusal.value.code == "no-file"


# --- pay ---

PAY = """
money: { pay: form.payments, then: { paid: settled, rejected: mend } }
mend: { review: specialist, unit: BEN, then: money }
"""


def test_a_rejected_payment_is_mended_and_ordered_again(walk: Begin) -> None:
    dossier = after_acceptance(walk, PAY, {"payments": [{"account": "1", "amount": 5}]})
    first = dossier.at("money").visit
    dossier.work("money", "rejected", lines=[{"state": "rejected"}]).decide("mend", "done")
    assert dossier.at("money").visit != first
    assert dossier.work("money", "paid").case.ending == "settled"


def test_nothing_to_pay_is_paid_but_no_list_at_all_is_a_slip(walk: Begin) -> None:
    assert after_acceptance(walk, PAY, {"payments": []}).case.ending == "settled"
    with pytest.raises(Invalid) as refusal:
        after_acceptance(walk, PAY)
    assert refusal.value.code == "not-a-list"


def test_payments_that_are_not_lines_are_refused(walk: Begin) -> None:
    with pytest.raises(Invalid, match="money"):
        after_acceptance(walk, PAY, {"payments": ["5"]})


# --- wait ---


@pytest.mark.parametrize(
    ("what", "due"),
    [
        ("wait: 1 working days", "03-03 09:00"),
        ("until: form.day", "03-05 00:00"),
        ("until: form.moment", "03-05 14:30"),
        ("wait: 1 working days, event: answered", "03-03 09:00"),
    ],
)
def test_a_wait_is_over_at_its_time(walk: Begin, what: str, due: str) -> None:
    steps = f"""
    rest: {{ {what}, then: settled }}
    """
    dossier = after_acceptance(walk, steps, {"day": "2026-03-05", "moment": "2026-03-05T14:30:00"})
    assert dossier.case.timers[f"step:{dossier.at('rest').visit}"] == at(due)
    assert dossier.until(due).case.ending == "settled"
    assert dossier.value("rest.outcome") == "elapsed"


SIGNAL = """
rest: { wait: 1 working days, event: answered, then: { arrived: settled, elapsed: look } }
look: { review: specialist, unit: BEN, then: settled }
"""


def test_the_named_signal_ends_the_wait_and_another_does_not(walk: Begin) -> None:
    dossier = after_acceptance(walk, SIGNAL)
    before = dossier.case
    assert dossier.signal("asked").case is before
    dossier.signal("answered", by="Quảng Ninh")
    assert dossier.case.ending == "settled"
    assert dossier.value("rest") == {"by": "Quảng Ninh", "outcome": "arrived"}


def test_a_signal_after_the_time_is_too_late(walk: Begin) -> None:
    dossier = after_acceptance(walk, SIGNAL).until("03-03 09:00")
    before = dossier.case
    assert dossier.signal("answered").case is before
    assert dossier.stands == ["look"]


@pytest.mark.parametrize("day", ["soon", 5, None])
def test_a_wait_until_something_that_is_no_moment_is_refused(walk: Begin, day: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        after_acceptance(walk, "rest: { until: form.day, then: settled }", {"day": day} if day else {})
    assert refusal.value.code == "not-a-moment"


# --- notify ---


def test_a_notice_goes_out_with_its_values_and_nobody_waits_for_it(walk: Begin) -> None:
    dossier = after_acceptance(
        walk, "tell: { notify: hello, to: head, with: { name: form.name }, then: settled }", {"name": "Hoa"}
    )
    notice = dossier.world.notices[-1]
    assert (notice.template, notice.to) == ("hello", "head")
    assert notice.values == {"name": "Hoa", "due_at": "2026-03-09T09:00:00+07:00"}
    assert dossier.case.ending == "settled"


# --- incidents ---


def test_a_supervisor_settles_by_hand_what_automatic_work_could_not(walk: Begin) -> None:
    dossier = after_acceptance(walk, ASK).skip("ask", "found", HEAD_OF_BEN, born_on="1980-01-01")
    assert dossier.case.ending == "settled"
    assert dossier.value("ask") == {
        "born_on": "1980-01-01", "skipped_by": "Hà", "reason": "sự cố", "outcome": "found",
    }  # fmt: skip
    assert dossier.world.works == {}


def test_skipping_needs_a_supervisor_and_an_outcome_of_the_step(walk: Begin) -> None:
    with pytest.raises(NotPermitted):
        after_acceptance(walk, ASK).skip("ask", "found", SPECIALIST)
    with pytest.raises(Invalid):
        after_acceptance(walk, ASK).skip("ask", "settled")


def test_what_a_person_decides_cannot_be_skipped(walk: Begin) -> None:
    with pytest.raises(Conflict) as refusal:
        walk().submit().accept().skip("check", "grant")
    assert refusal.value.code == "not-waiting"
