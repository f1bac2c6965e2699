"""The settings of a simulation learnt from dossiers that went through the doors, and what a simulation then gives."""

import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.conftest import TOY, Clock
from tests.workflow.service.walking import perform_all, submitted, visit_of
from workflow.clock import HANOI
from workflow.definition.reading import read_text
from workflow.engine.events import SupplementItem
from workflow.service.assignments import claim
from workflow.service.calibrating import as_scenario, calibrate
from workflow.service.checking import Workplace
from workflow.service.deciding import ask_supplement, decide
from workflow.service.office import Office
from workflow.service.simulating import open_procedures, plan_of, run
from workflow.simulation.scenario import Scenario, scenario_from

PROCEDURES = Path(__file__).parents[3] / "procedures"
SECTORS = ("collection", "books", "si", "hi", "payment")
DEFINITION = """\
procedure: toy
code: "1.009950"
sector: si
title: { vi: Trợ cấp thử nghiệm, en: Toy benefit }
applicants: [individual]
basis: [{ act: 595/QĐ-BHXH }]
components:
  application: { title: { vi: Đơn, en: Application } }
deadline:
  - { from: 2019-05-01, time: 5 working days, basis: 595/QĐ-BHXH }
supplement: { clock: pause, window: 10 calendar days }
steps:
  intake: { call: common/intake, then: { accepted: receipt, refused: refused } }
  receipt: { produce: receipt, series: receipt, result: false, clock: start }
  assess: { review: specialist, unit: BEN, then: { grant: sign, decline: declined } }
  sign: { review: director, unit: LEAD, then: { sign: settled } }
  settled: { end: settled }
  declined: { end: declined }
  refused: { end: refused }
"""
CASES = """\
- case: Granted.
  form: { reason: one }
  submitted: 2025-08-04 08:00
  acts: [{ receive: accept }, { assess: grant }, { sign: sign }]
  expect: { ends: settled }
- case: Declined.
  form: { reason: two }
  submitted: 2025-08-04 08:00
  acts: [{ receive: accept }, { assess: decline }]
  expect: { ends: declined }
"""


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    """The real folder with a procedure of the toy's name and steps alone, which has two cases."""
    root = tmp_path / "procedures"
    shutil.copytree(PROCEDURES, root, ignore=shutil.ignore_patterns(*SECTORS, "simulation", "*.py", "__pycache__"))
    home = root / "si" / "toy"
    shutil.copytree(TOY / "si" / "toy-wait", home)
    (home / "procedure.yaml").write_text(DEFINITION, encoding="utf-8")
    (home / "cases").mkdir()
    (home / "cases" / "all.yaml").write_text(CASES, encoding="utf-8")
    return open_procedures(root)


def handled(
    office: Office, clock: Clock, code: str, path: str, officer: str, wait: int, work: int, outcome: str
) -> None:
    """A step waits so many minutes and is then worked on for so many."""
    clock.forward(minutes=wait)
    visit = visit_of(office, code, path)
    claim(office, code, visit, officer)
    clock.forward(minutes=work)
    more = (
        {"fields": {"granted": 500}}
        if outcome == "grant"
        else {"reason": "không có quyền"}
        if outcome == "decline"
        else {}
    )
    decide(office, code, visit, officer, outcome, **more)
    perform_all(office, ("produce", "sign", "lock", "notify"))


@pytest.fixture
def lived(office: Office, clock: Clock) -> Office:
    """Twelve dossiers on twelve mornings: of the first a supplement is asked for, eight are granted, three declined."""
    first = date(2025, 8, 4)
    mornings = [first + timedelta(days=day) for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15)]
    for number, morning in enumerate(mornings):
        clock.at = datetime.combine(morning, time(8), HANOI)
        code = submitted(office, reference=f"P-{number}", answers={"reason": f"lần {number}"})
        handled(office, clock, code, "intake/receive", "rec", 30, 6 if number % 2 else 8, "accept")
        if number == 0:
            visit = visit_of(office, code, "assess")
            claim(office, code, visit, "spec")
            ask_supplement(office, code, visit, "spec", [SupplementItem(field="/amount", reason="sai")])
        else:
            outcome = "decline" if number % 4 == 1 else "grant"
            handled(office, clock, code, "assess", "spec", 15, 20 if number % 2 else 40, outcome)
    return office


def learnt_from(office: Office, workplace: Workplace, **more: object) -> tuple[Scenario, str]:
    text = as_scenario(calibrate(office, workplace, **more))  # type: ignore[arg-type] # as given
    return scenario_from(read_text(text, "learnt.yaml")), text


def test_times_and_outcomes_are_those_of_the_journal(lived: Office, workplace: Workplace) -> None:
    scenario, text = learnt_from(lived, workplace)
    receiving = scenario.handling.of("toy", "intake/receive", "receiver").lognormal
    assert receiving is not None
    assert (receiving.mean, receiving.deviation) == (7.0, 1.0)  # six times 6 and six times 8 minutes
    assessing = scenario.handling.of("toy", "assess", "specialist").lognormal
    assert assessing is not None
    assert assessing.mean == pytest.approx((6 * 20 + 5 * 40 + 0) / 12, abs=0.05)  # who asked at once needed no time
    # of twelve endings of the step: eight grants, three declined, one supplement, which no case asks for
    assert scenario.procedures["toy"].outcomes["assess"] == {"grant": 66.7, "decline": 25.0}
    assert "# toy: assess ended as supplement in 8.3 %, but no case does" in text
    assert "# toy: intake/receive waited 0.5 working hours, half 0.5 at most, 90 % 0.5 (12 times)" in text


def test_what_is_learnt_can_be_simulated_and_ends_as_often_as_it_did(lived: Office, workplace: Workplace) -> None:
    _, text = learnt_from(lived, workplace)
    tree = read_text(text, "learnt.yaml")
    [procedure] = run(plan_of(scenario_from(tree), tree, workplace)).procedures
    declined, settled = procedure.endings["declined"], procedure.endings["settled"]
    assert declined / (declined + settled) == pytest.approx(3 / 11, abs=0.1)
    assert procedure.duration is not None


def test_only_dossiers_since_a_day_count_and_none_is_an_error(lived: Office, workplace: Workplace) -> None:
    scenario, _ = learnt_from(lived, workplace, since=date(2025, 8, 11))
    assert scenario.procedures["toy"].a_year < learnt_from(lived, workplace)[0].procedures["toy"].a_year * 2
    with pytest.raises(ValueError, match="no dossiers"):
        calibrate(lived, workplace, since=date(2026, 1, 1))
    with pytest.raises(ValueError, match="no dossiers"):
        calibrate(lived, workplace, only="toy-wait")


def test_nothing_of_any_person_is_written(lived: Office, workplace: Workplace) -> None:
    text = learnt_from(lived, workplace)[1]
    assert not [word for word in ("Nguyệt", "0912345678", "001000000001", "lần 1", "Trần") if word in text]
