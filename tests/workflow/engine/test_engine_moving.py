"""A case goes on by another version: inside branches and elements, under other names, and never without a home."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.workflow.engine.walk import Walk
from tests.workflow.toy import COLLEAGUE
from workflow.engine import Conflict, NotPermitted, Procedure
from workflow.engine.advance import fold
from workflow.engine.events import VersionChanged
from workflow.engine.moving import obstacles
from workflow.engine.renaming import Renaming

Begin = Callable[..., Walk]

STEPS = """
steps:
  intake: {{ call: common/intake, then: {{ accepted: {people}, refused: refused }} }}
  {people}:
    each: form.people
    steps:
      {look}: {{ review: specialist, unit: BEN, then: {{ fits: checks, unfit: failed }} }}
      checks:
        parallel:
          a: {{ {first}: {{ review: specialist, unit: BEN, not_by: [{look}], then: {{ done: e }} }}, e: {{ end: fine }} }}
          b: {{ second: {{ review: head, unit: BEN, then: {{ done: e }} }}, e: {{ end: fine }} }}
      passed: {{ end: good }}
      failed: {{ end: bad }}
  sum: {{ decide: [{{ when: '{people}.rows.exists(r, r.outcome == "good")', then: back }}, {{ otherwise: back }}] }}
  back: {{ return: chosen, then: settled }}
  settled: {{ end: settled }}
  refused: {{ end: refused }}
"""
OLD = {"people": "people", "look": "look", "first": "first"}
NEW = {"people": "persons", "look": "examine", "first": "opening"}
RENAMES = {
    "people": "persons",
    "people/look": "persons/examine",
    "people/checks.a/first": "persons/checks.a/opening",
}


def moved(walk: Walk, to: Procedure, renames: dict[str, str], **more: bool) -> Walk:
    """The same walk going on by another version."""
    event = VersionChanged(
        at=walk.now,
        run="r",
        by="an",
        replaces=walk.case.digest,
        digest=to.digest,
        renames=renames,
        reason="lỗi",
        **more,
    )
    walk.procedure = to
    return walk.apply(event)


@pytest.fixture
def half_way(walk: Begin) -> Walk:
    """Two people: the first in both branches of the checks, the second not looked at yet."""
    going = walk(STEPS.format(**OLD)).submit({"people": [{"n": 1}, {"n": 2}]})
    going.decide("intake/receive", "accept").issue("intake/receipt")
    return going.decide("people[0]/look", "fits").decide("people[0]/checks.b/second", "done")


def test_steps_inside_elements_and_branches_are_found_under_their_new_names(walk: Begin, half_way: Walk) -> None:
    old, new = half_way.procedure, walk(STEPS.format(**NEW)).procedure
    assert list(obstacles(old, new, half_way.case, Renaming(RENAMES))) == []
    going = moved(half_way, new, RENAMES)
    assert {token.path for token in going.case.tokens.values()} == {
        "persons", "persons[0]/checks", "persons[0]/checks.a/opening", "persons[1]/examine",
    }  # fmt: skip
    going.decide("persons[1]/examine", "fits")
    for place in ("persons[0]/checks.a/opening", "persons[1]/checks.a/opening", "persons[1]/checks.b/second"):
        by_another = going.somebody_for(going.at(place))
        actor = by_another if place.endswith("second") else COLLEAGUE
        going.decide(place, "done", actor)
    assert going.case.ending == "settled"
    assert [row["examine"]["outcome"] for row in going.case.variables()["persons"]["rows"]] == ["fits", "fits"]


def test_whoever_looked_under_the_old_name_is_still_kept_from_the_step_that_needs_another(
    walk: Begin, half_way: Walk
) -> None:
    looked = half_way.case.deciders["people[0]/look"][0]
    going = moved(half_way, walk(STEPS.format(**NEW)).procedure, RENAMES)
    with pytest.raises(NotPermitted, match="took part"):
        going.decide("persons[0]/checks.a/opening", "done", looked)


def test_there_and_back_gives_the_same_case(walk: Begin, half_way: Walk) -> None:
    before, old = half_way.case, half_way.procedure
    moved(half_way, walk(STEPS.format(**NEW)).procedure, RENAMES)
    back = moved(half_way, old, {new: old for old, new in RENAMES.items()}, undoes=True)
    assert back.case.but(sequence=before.sequence) == before


def test_the_journal_folds_over_the_change_of_version(walk: Begin, half_way: Walk) -> None:
    old, new = half_way.procedure, walk(STEPS.format(**NEW)).procedure
    moved(half_way, new, RENAMES).decide("persons[1]/examine", "fits")
    versions = {procedure.digest: procedure for procedure in (old, new)}
    blank = walk(STEPS.format(**OLD)).case
    assert fold(old, blank, half_way.journal, versions.__getitem__) == half_way.case


def test_a_token_without_a_home_is_an_obstacle_and_the_event_is_refused(walk: Begin, half_way: Walk) -> None:
    old, new = half_way.procedure, walk(STEPS.format(**NEW)).procedure
    found = list(obstacles(old, new, half_way.case, Renaming({"people": "persons"})))
    assert any("people[0]/checks.a/first" in reason and "gone" in reason for reason in found)
    with pytest.raises(Conflict, match="has no home"):
        moved(half_way, new, {"people": "persons"})


def test_branches_that_differ_while_they_run_are_an_obstacle(walk: Begin, half_way: Walk) -> None:
    more = STEPS.replace("          b: {{ second", "          c: {{ e: {{ end: fine }} }}\n          b: {{ second")
    new = walk(more.format(**OLD)).procedure
    found = list(obstacles(half_way.procedure, new, half_way.case, Renaming({})))
    assert found == ["step 'people[0]/checks' has begun as the old version says, and says something else now"]


def test_an_event_for_another_version_than_the_dossier_runs_by_is_refused(walk: Begin, half_way: Walk) -> None:
    new = replace(half_way.procedure, digest="other")
    event = VersionChanged(at=half_way.now, run="r", by="an", replaces="wrong", digest="other", reason="lỗi")
    half_way.procedure = new
    with pytest.raises(Conflict, match="runs by"):
        half_way.apply(event)
