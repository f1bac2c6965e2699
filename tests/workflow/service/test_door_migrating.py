"""Running dossiers are moved to a corrected version, or held with the reason; the journal still gives the case; undo."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from walking import case, decided, perform_all, settled, submitted, visit_of

from tests.conftest import TEMPLATES, TOY
from workflow.service.assignments import claim
from workflow.service.audit import verify
from workflow.service.errors import Invalid, NotFound
from workflow.service.migrating import Move, Planned, Verdict, apply, plan, undo
from workflow.service.office import Office
from workflow.service.procedures import Procedures, Version
from workflow.service.queueing import queue
from workflow.service.viewing import dossier
from workflow.store.tables import ASSIGNMENTS, DOSSIERS

NEEDS = {name: frozenset[str]() for name in TEMPLATES}
DEFINITION, FORM = "si/toy/procedure.yaml", "si/toy/form.schema.json"
Corrected = Callable[..., Version]


@pytest.fixture
def corrected(tmp_path: Path) -> Corrected:
    """The toy's version of 2025 after a designer replaced some words of a file."""

    def correct(*lines: tuple[str, str], file: str = DEFINITION) -> Version:
        root = tmp_path / f"procedures-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(TOY, root)
        text = (root / file).read_text(encoding="utf-8")
        for before, after in lines:
            assert before in text
            text = text.replace(before, after)
        (root / file).write_text(text, encoding="utf-8")
        return Procedures.load(root, templates=NEEDS).on("toy", date(2025, 8, 4))

    return correct


@pytest.fixture
def assessing(office: Office) -> str:
    """A dossier that waits for its assessment."""
    code = submitted(office)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    return code


RENAMED = (("assess", "examine"),)  # wherever it is spoken of
LONGER = ("within: 4 working hours", "within: 8 working hours")


def moved(office: Office, to: Version, **more: str) -> tuple[str, list[Planned]]:
    run, found = apply(office, Move("toy", to, renames=more, reason="sửa lỗi"), "an")
    return run, list(found)


def planned(office: Office, to: Version, **more: str) -> Planned:
    (found,) = plan(office, Move("toy", to, renames=more))
    return found


def test_a_plan_changes_nothing(office: Office, assessing: str, corrected: Corrected) -> None:
    before = case(office, assessing)
    assert planned(office, corrected(LONGER)).verdict is Verdict.MOVE
    assert case(office, assessing) == before


def test_a_moved_dossier_goes_on_by_the_other_version_to_its_end_and_its_journal_is_whole(
    office: Office, assessing: str, corrected: Corrected
) -> None:
    to = corrected(LONGER)
    _, found = moved(office, to)
    assert [(one.code, one.verdict) for one in found] == [(assessing, Verdict.MOVED)]
    assert verify(office, assessing).faults == ()
    decided(office, assessing, "assess", "spec", "grant", fields={"granted": 5})
    decided(office, assessing, "sign", "dir", "sign")
    perform_all(office)
    assert (case(office, assessing).ending, case(office, assessing).digest) == ("settled", to.digest)
    with office.store.read() as db:
        assert db.scalar(select(DOSSIERS.c.digest).where(DOSSIERS.c.code == assessing)) == to.digest
    assert verify(office, assessing).faults == ()


def test_a_step_that_is_gone_holds_the_dossier_until_its_new_name_is_said(
    office: Office, assessing: str, corrected: Corrected
) -> None:
    to = corrected(*RENAMED)
    held = planned(office, to)
    assert held.verdict is Verdict.HOLD
    assert "step 'assess' is gone" in held.reasons[0]
    claim(office, assessing, visit_of(office, assessing, "assess"), "spec")
    _, found = moved(office, to, assess="examine")
    assert found[0].verdict is Verdict.MOVED
    assert [row.step for row in queue(office, "spec")] == ["examine"]
    assert [token.holder.id for token in case(office, assessing).tokens.values() if token.holder] == ["spec"]
    history = dossier(office, assessing, "spec").history
    assert "Moved to another version of the procedure" in [entry.text.en for entry in history]
    decided(office, assessing, "examine", "spec", "grant", fields={"granted": 5})
    assert case(office, assessing).variables()["examine"]["granted"] == 5
    assert verify(office, assessing).faults == ()


def test_four_eyes_and_values_follow_a_step_that_was_passed_under_its_old_name(
    office: Office, assessing: str, corrected: Corrected
) -> None:
    decided(office, assessing, "assess", "both", "grant", fields={"granted": 7})
    _, found = moved(office, corrected(*RENAMED), assess="examine")
    assert found[0].verdict is Verdict.MOVED
    with pytest.raises(Exception, match="took part in step 'examine'"):
        decided(office, assessing, "sign", "both", "sign")
    decided(office, assessing, "sign", "dir", "sign")
    perform_all(office)
    assert case(office, assessing).ending == "settled"
    assert verify(office, assessing).faults == ()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("review: specialist\n    unit: BEN", "review: head\n    unit: BEN", "for the role 'head' now"),
        ("review: specialist\n    unit: BEN", "review: specialist\n    unit: LEAD", "transfer it first"),
        ("when: form.amount > 1000000", "when: form.amount > 1", "paper 'certificate' is needed"),
    ],
)
def test_what_the_other_version_cannot_carry_on_is_held_with_the_reason(
    office: Office, assessing: str, corrected: Corrected, before: str, after: str, reason: str
) -> None:
    to = corrected((before, after))
    found = planned(office, to)
    assert found.verdict is Verdict.HOLD
    assert reason in "\n".join(found.reasons)
    assert [one.verdict for one in moved(office, to)[1]] == [Verdict.HOLD]
    assert case(office, assessing).digest != to.digest


def test_what_only_a_step_already_passed_by_would_give_is_lacking(office: Office, corrected: Corrected) -> None:
    code = submitted(office)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    field = "{ title: Số, x-title-en: Number, type: integer }"
    early = f"review: specialist\n    unit: BEN\n    fields: {{ n: {field} }}\n    required: [n]\n    then: assess\n"
    to = corrected(
        ("accepted: assess", "accepted: early"),
        ("  assess:\n", f"  early:\n    {early}  assess:\n"),
        ("amount: assess.granted }", "amount: early.n }"),
    )
    found = planned(office, to)
    assert (found.code, found.verdict) == (code, Verdict.HOLD)
    assert "reads `early.n`" in "\n".join(found.reasons)


def test_an_answer_the_new_form_does_not_take_holds_the_dossier(
    office: Office, assessing: str, corrected: Corrected
) -> None:
    to = corrected(('"minLength": 1, "maxLength": 200', '"minLength": 1, "maxLength": 3'), file=FORM)
    found = planned(office, to)
    assert (found.verdict, found.reasons[0].split(":")[0]) == (Verdict.HOLD, "form /reason")


def test_work_that_was_ordered_otherwise_holds_the_dossier_until_it_is_done(
    office: Office, assessing: str, corrected: Corrected
) -> None:
    decided(office, assessing, "assess", "spec", "grant", fields={"granted": 5})
    decided(office, assessing, "sign", "dir", "sign")
    to = corrected(("with: { amount: assess.granted }", "with: { amount: assess.granted * 2 }"))
    assert planned(office, to).reasons == (
        "step 'decision' has begun as the old version says, and says something else now",
    )
    perform_all(office, ("produce", "sign"))
    assert planned(office, to).verdict is Verdict.MOVE


def test_a_dossier_keeps_the_law_of_its_day_unless_its_version_is_named(office: Office, corrected: Corrected) -> None:
    code = submitted(office)
    old_law = office.library.on("toy", date(2025, 6, 30))
    found = planned(office, old_law)
    assert found.verdict is Verdict.KEEP
    assert "keeps the law of its day" in found.reasons[0]
    named = Move("toy", old_law, only_from=case(office, code).digest)
    assert [one.verdict for one in plan(office, named)] == [Verdict.MOVE]


def test_moving_twice_keeps_what_was_moved_and_ended_dossiers_are_left_alone(
    office: Office, assessing: str, corrected: Corrected
) -> None:
    done = submitted(office, "P-2", answers={"person_id": "001000000009"})
    settled(office, done)
    to = corrected(LONGER)
    moved(office, to)
    again = moved(office, to)[1]
    assert [(one.code, one.verdict) for one in again] == [(assessing, Verdict.KEEP)]


def test_a_run_is_taken_back_and_the_case_is_what_it_was(office: Office, assessing: str, corrected: Corrected) -> None:
    before = case(office, assessing)
    run, _ = moved(office, corrected(*RENAMED), assess="examine")
    assert [one.verdict for one in undo(office, run, "an")] == [Verdict.UNDONE]
    after = case(office, assessing)
    assert after.but(sequence=before.sequence) == before
    assert [row.step for row in queue(office, "spec")] == ["assess"]
    assert verify(office, assessing).faults == ()
    assert list(undo(office, run, "an")) == []


def test_a_dossier_that_has_moved_on_is_not_taken_back(office: Office, assessing: str, corrected: Corrected) -> None:
    to = corrected(LONGER)
    run, _ = moved(office, to)
    decided(office, assessing, "assess", "spec", "grant", fields={"granted": 5})
    (held,) = undo(office, run, "an")
    assert (held.verdict, held.reasons) == (Verdict.HOLD, ("the dossier has moved on since",))
    assert case(office, assessing).digest == to.digest
    with pytest.raises(NotFound):
        list(undo(office, "never", "an"))


def test_a_renaming_must_name_steps_that_are_there_and_stay_in_their_graph(
    office: Office, assessing: str, corrected: Corrected
) -> None:
    to = corrected(*RENAMED)
    for old, new in (("nothing", "examine"), ("assess", "nothing"), ("assess", "intake/receive"), ("assess", "sign")):
        with pytest.raises(Invalid):
            planned(office, to, **{old: new})
    with pytest.raises(Invalid):
        apply(office, Move("toy", to), "an")  # without a reason


def test_every_token_still_has_one_open_assignment_after_the_move(
    office: Office, assessing: str, corrected: Corrected
) -> None:
    moved(office, corrected(*RENAMED), assess="examine")
    a = ASSIGNMENTS.c
    with office.store.read() as db:
        rows = db.execute(select(a.visit, a.step).where(a.dossier == assessing, a.closed_at.is_(None))).all()
    assert [(row.visit, row.step) for row in rows] == [
        (token.visit, token.path) for token in case(office, assessing).tokens.values()
    ]
