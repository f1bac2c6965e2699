"""What follows traces agrees with what goes through the engine itself, to the second: branches, rework, supplements, four eyes."""

import re
import shutil
from dataclasses import astuple
from pathlib import Path

import pytest

from workflow.definition.places import DefinitionError
from workflow.definition.reading import read_text
from workflow.service.simulating import open_procedures, plan_of, run
from workflow.simulation.outcomes import shares, taken
from workflow.simulation.plan import Plan
from workflow.simulation.running import simulate
from workflow.simulation.scenario import scenario_from

PROCEDURES = Path(__file__).parents[3] / "procedures"
TOYS = Path(__file__).parents[1] / "toy_library"
PROCEDURE = """\
procedure: two-opinions
code: "1.009950"
sector: si
title: { vi: Hai ý kiến, en: Two opinions }
applicants: [individual]
basis: [{ act: 595/QĐ-BHXH }]
components:
  proof: { title: { vi: Giấy tờ, en: Proof } }
deadline:
  - { from: 2019-05-01, time: 3 working days, basis: 595/QĐ-BHXH }
supplement: { clock: pause, window: 10 calendar days }
steps:
  receive:
    review: receiver
    unit: ONE_STOP
    within: 4 working hours
    reason_for: [refuse]
    then: { accept: receipt, refuse: refused }
  receipt: { produce: receipt, series: receipt, result: false, clock: start }
  opinions:
    parallel:
      first:
        say: { review: specialist, unit: BEN, within: 1 working days }
        said: { end: said }
      second:
        asked: { request: population, with: { key: form.reason }, then: { found: say, not_found: said, mismatch: said } }
        say: { review: specialist, unit: COLL }
        said: { end: said }
  look:
    review: specialist
    unit: BEN
    not_by: [opinions.first/say]
  sign:
    review: director
    unit: LEAD
    within: 4 working hours
    reason_for: [ask]
    then: { sign: hand_over, rework: look, ask: heard }
  heard: { wait: 5 working days, event: answer, kept: true, then: { arrived: sign, elapsed: sign } }
  hand_over: { return: chosen }
  settled: { end: settled }
  refused: { end: refused }
"""
CASES = """\
- case: Both agree.
  form: { reason: one }
  submitted: 2026-01-05 08:00
  acts: [{ receive: accept }, { opinions.first/say: done }, { opinions.second/say: done }, { look: done }, { sign: sign }]
  expect: { ends: settled }
- case: Sent back once, after a supplement.
  form: { reason: two }
  submitted: 2026-01-05 08:00
  channel: counter
  acts:
    - receive: accept
    - opinions.first/say: done
    - opinions.second/say: done
    - ask_supplement: { at: look, items: [{ component: proof, reason: missing }] }
    - supply: { papers: [proof] }
    - look: done
    - sign: rework
    - look: done
    - sign: sign
  expect: { ends: settled }
- case: Taken back.
  form: { reason: three }
  submitted: 2026-01-05 08:00
  acts: [{ receive: accept }, { withdraw: no longer needed }]
  expect: { ends: withdrawn }
- case: Not completed.
  form: { reason: four }
  submitted: 2026-01-05 08:00
  registers: { population: not_found }
  acts:
    - receive: accept
    - ask_supplement: { at: opinions.first/say, items: [{ component: proof, reason: missing }] }
    - after: 11 calendar days
  expect: { ends: expired }
- case: Outside was asked and answers, the second time before it is asked.
  form: { reason: five }
  submitted: 2026-01-05 08:00
  acts:
    - receive: accept
    - opinions.first/say: done
    - opinions.second/say: done
    - look: done
    - sign: ask
      reason: Unclear
    - signal: answer
    - signal: answer
    - sign: ask
      reason: Still unclear
    - sign: sign
    - correct: { document: receipt, reason: A misspelt name }
    - receive: accept
  expect: { ends: settled }
- case: Outside was asked and says nothing.
  form: { reason: six }
  submitted: 2026-01-05 08:00
  acts:
    - receive: accept
    - opinions.first/say: done
    - opinions.second/say: done
    - look: done
    - sign: ask
      reason: Unclear
    - after: 6 working days
    - sign: sign
  expect: { ends: settled }
"""
SCENARIO = """\
simulation: a test
from: 2026-01-05
until: 2026-02-20
procedures:
  two-opinions:
    a_year: 2000
    cases: { Both: 4, Sent back: 2, Taken: 1, Not completed: 1, Outside was asked and a: 2, Outside was asked and s: 1 }
staffing:
  ONE_STOP: { receiver: { officers: 1 } }
  BEN: { specialist: { officers: 2, part_time: [0.5], absence: 0.1 } }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("simulated") / "procedures"
    shutil.copytree(PROCEDURES, root, ignore=shutil.ignore_patterns("books", "si", "simulation", "*.py", "__pycache__"))
    home = root / "si" / "two-opinions"
    shutil.copytree(TOYS / "si" / "toy-wait", home)
    (home / "cases").mkdir()
    (home / "procedure.yaml").write_text(PROCEDURE, encoding="utf-8")
    (home / "cases" / "all.yaml").write_text(CASES, encoding="utf-8")
    return root


def planned(folder: Path, text: str = SCENARIO) -> Plan:
    tree = read_text(text, "scenario.yaml")
    return plan_of(scenario_from(tree), tree, open_procedures(folder))


@pytest.fixture(scope="module")
def plan(folder: Path) -> Plan:
    return planned(folder)


def test_following_traces_gives_what_the_engine_gives(plan: Plan) -> None:
    traced, played = simulate(plan), simulate(plan, played=True)
    assert {key: astuple(step) for key, step in traced.steps.items()} == {
        key: astuple(step) for key, step in played.steps.items()
    }
    assert {slug: astuple(each) for slug, each in traced.procedures.items()} == {
        slug: astuple(each) for slug, each in played.procedures.items()
    }
    assert traced.posts == played.posts
    endings = traced.procedures["two-opinions"].endings
    assert set(endings) == {"settled", "withdrawn", "expired"}  # so that every kind was there


def test_a_meeting_of_branches_needs_all_of_them_whichever_is_done_last(plan: Plan) -> None:
    both = plan.kinds["two-opinions"][0].trace
    meeting = next(moment for moment in both.moments if any(piece.step == "look" for piece in moment.opens))
    said = {piece.number for piece in both.pieces if piece.step.endswith("/say")}
    assert meeting.needs == said


def test_the_result_does_not_depend_on_how_many_processes_there_are(plan: Plan) -> None:
    assert run(plan, processes=1) == run(plan, processes=2)


@pytest.mark.parametrize(
    ("line", "changed", "place", "words"),
    [
        ("Both: 4", "Nobody: 4", 7, "no cases of two-opinions begin with 'Nobody'"),
        ("  two-opinions:", "  three-opinions:", 5, "there is no procedure three-opinions"),
        ("  BEN:", "  BAN:", 10, "there is no unit BAN"),
        ("{ receiver:", "{ receptionist:", 9, "there is no role receptionist"),
        ("absence: 0.1", "absence: 1.5", 10, "less than"),
        ("until: 2026-02-20", "until: 2025-02-20", 1, "`until` comes after `from`"),
    ],
)
def test_a_scenario_that_is_wrong_says_where(folder: Path, line: str, changed: str, place: int, words: str) -> None:
    assert line in SCENARIO
    with pytest.raises(DefinitionError) as caught:
        planned(folder, SCENARIO.replace(line, changed))
    assert (caught.value.faults[0].place.file, caught.value.faults[0].place.line) == ("scenario.yaml", place)
    assert words in str(caught.value)


def test_without_named_cases_those_that_come_to_an_end_count_alike(folder: Path) -> None:
    text = re.sub("\n    cases: {.*?}", "", SCENARIO)
    found = planned(folder, text)
    assert [kind.weight for kind in found.kinds["two-opinions"]] == [1.0] * 6
    assert any("6 of 6 cases" in line for line in found.assumed)


def test_outcomes_as_often_as_is_said_weigh_the_cases(folder: Path) -> None:
    text = SCENARIO.replace("a_year: 2000", "a_year: 2000\n    outcomes: { sign: { rework: 1, sign: 3 } }")
    kinds = planned(folder, text).kinds["two-opinions"]
    found = shares([kind.weight for kind in kinds], [taken(kind.trace) for kind in kinds])
    assert found["sign"]["rework"] == pytest.approx(0.25, abs=0.01)
    with pytest.raises(DefinitionError) as caught:
        planned(folder, text.replace("rework: 1", "dance: 1"))
    assert (caught.value.faults[0].place.line, "no case decides 'dance' at 'sign'" in str(caught.value)) == (7, True)
