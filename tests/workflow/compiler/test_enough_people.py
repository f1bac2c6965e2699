"""There is somebody for every review, and people enough where the law wants several."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.workflow.toy import context_of, head, library_of
from workflow.compiler import check
from workflow.definition.organisation import Staff, load_organisation
from workflow.definition.places import DefinitionError, Fault

STEPS = """
steps:
  intake: { call: common/intake, then: { accepted: check, refused: refused } }
  check: { review: specialist, unit: BEN, then: { grant: second, again: check } }
  second: { review: specialist, unit: BEN, not_by: [check], then: { agree: third } }
  third: { review: specialist, unit: BEN, not_by: [check, second], then: { agree: sign } }
  sign: { review: head, unit: BEN, not_by: [check], then: { agree: settled } }
  settled: { end: settled }
  refused: { end: refused }
"""
RECEIVERS = Staff(posts=("ONE_STOP:receiver",), count=1)


def faults(root: Path, *staff: Staff, steps: str = STEPS) -> list[Fault]:
    library = library_of(root, {"toy": head() + steps})
    organisation = library.organisation.model_copy(update={"staff": staff})
    return check(library.sources["toy"], replace(context_of(library), organisation=organisation))


def test_without_a_word_of_staff_nothing_is_proved_of_people(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


def test_a_post_that_nobody_holds_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    found = faults(tmp_path, RECEIVERS, Staff(posts=("BEN:specialist",), count=3), Staff(posts=("FIN:head",), count=1))
    assert [(fault.code, fault.reason) for fault in found] == [
        ("nobody", "step 'sign' is for BEN:head, and nobody holds that post")
    ]


def test_three_steps_by_three_people_need_three(tmp_path: Path) -> None:
    heads = Staff(posts=("BEN:head",), count=1)
    found = faults(tmp_path, RECEIVERS, Staff(posts=("BEN:specialist",), count=2), heads)
    assert [fault.code for fault in found] == ["not-enough-people"]
    assert (
        "check (BEN:specialist), second (BEN:specialist), third (BEN:specialist) need different people"
        in found[0].reason
    )
    assert "only 2 may decide" in found[0].reason
    assert faults(tmp_path / "more", RECEIVERS, Staff(posts=("BEN:specialist",), count=3), heads) == []


def test_one_person_of_two_posts_is_one_person(tmp_path: Path) -> None:
    both = Staff(posts=("BEN:specialist", "BEN:head"), count=1)
    found = faults(tmp_path, RECEIVERS, Staff(posts=("BEN:specialist",), count=2), both)
    assert found == []  # the head checks third or second, and signs: only who checked first may not
    alone = Staff(posts=("BEN:specialist", "BEN:head"), count=3)
    assert faults(tmp_path / "alone", RECEIVERS, alone) == []
    steps = STEPS.replace(
        "sign: { review: head, unit: BEN, not_by: [check]",
        "sign: { review: head, unit: BEN, not_by: [check, second, third]",
    )
    assert [fault.code for fault in faults(tmp_path / "all", RECEIVERS, alone, steps=steps)] == ["not-enough-people"]


def test_other_peoples_posts_do_not_help(tmp_path: Path) -> None:
    elsewhere = Staff(posts=("FIN:specialist",), count=9)
    found = faults(
        tmp_path, RECEIVERS, Staff(posts=("BEN:specialist",), count=2), elsewhere, Staff(posts=("BEN:head",), count=1)
    )
    assert [fault.code for fault in found] == ["not-enough-people"]


def test_staff_holds_posts_there_are(tmp_path: Path) -> None:
    library_of(tmp_path, {"toy": head() + STEPS})
    file = tmp_path / "organisation.yaml"
    file.write_text(file.read_text(encoding="utf-8") + 'staff: [{ posts: ["BEN:cook"], count: 1 }]\n', encoding="utf-8")
    with pytest.raises(DefinitionError, match="there is no post 'BEN:cook'"):
        load_organisation(file)
