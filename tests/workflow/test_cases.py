"""Cases themselves: a case that is written wrong, or comes out otherwise, says so at its own line."""

import shutil
from pathlib import Path

import pytest

from workflow.definition.places import Fault
from workflow.service.checking import Workplace, open_workplace, run_cases

PROCEDURES = Path(__file__).parents[2] / "procedures"
SLUG = "settle-lump-sum-social-insurance"
FOLDER = f"si/{SLUG}"

HEAD = """\
- case: Sentence.
  form: examples/valid.json
  submitted: 2025-07-02 08:00
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The procedures, with one procedure whose cases a test may write."""
    root = tmp_path_factory.mktemp("copied") / "procedures"
    shutil.copytree(PROCEDURES, root, ignore=shutil.ignore_patterns("cases", "__pycache__"))
    (root / FOLDER / "cases").mkdir()
    return root


@pytest.fixture(scope="module")
def workplace(copy: Path) -> Workplace:
    """The copied procedures, read once."""
    faults: list[Fault] = []
    opened = open_workplace(copy, faults)
    assert opened is not None
    assert faults == []
    return opened


def faults_of(workplace: Workplace, text: str) -> list[Fault]:
    """What is wrong with the cases when one file says this."""
    source = workplace.library.sources[SLUG]
    (source.folder / "cases" / "one.yaml").write_text(text, encoding="utf-8")
    return [fault for verdict in run_cases(source, workplace) for fault in verdict.faults]


def only_fault(workplace: Workplace, text: str) -> tuple[int, str]:
    """Line and words of the one fault."""
    [fault] = faults_of(workplace, text)
    assert fault.place.file == f"procedures/{FOLDER}/cases/one.yaml"
    return fault.place.line, f"{fault.reason}\n{fault.hint}"


ACCEPTED = f"""{HEAD}\
  registers: {{ contributions: silent }}
  acts:
    - receive: accept
"""


def test_a_case_that_holds_says_nothing(workplace: Workplace) -> None:
    assert faults_of(workplace, ACCEPTED + "  expect: { due: 2025-07-11 08:00, status: 2 }\n") == []


def test_a_record_may_have_a_field_called_kind(workplace: Workplace) -> None:
    answer = "{ data: { dob: 1978-02-14, elsewhere: false, periods: [], kind: pension } }"
    text = f"{HEAD}  registers: {{ contributions: {answer} }}\n  acts:\n    - receive: accept\n"
    assert faults_of(workplace, text + "  expect: { values: { history.kind: pension } }\n") == []


def test_an_expectation_that_does_not_come_true_says_what_came_instead(workplace: Workplace) -> None:
    line, said = only_fault(workplace, ACCEPTED + "  expect: { due: 2025-07-10 08:00 }\n")
    assert line == 7
    assert "expected due 2025-07-10 08:00, but it is 2025-07-11 08:00" in said


@pytest.mark.parametrize(
    ("rest", "line", "words"),
    [
        ("  expect:\n    ends: settled\n", 5, "expected ends settled, but it is nothing"),
        ("  acts:\n    - sign: sign\n  expect: {}\n", 5, "the dossier waits for: intake/receive"),
        ("  acts:\n    - receive: allow\n  expect: {}\n", 5, "it has: accept, refuse"),
        ("  acts:\n    - receive: refuse\n  expect: {}\n", 5, "needs a written reason"),
        ("  acts:\n    - withdraw: no\n      refused: already-decided\n  expect: {}\n", 5, "should be refused"),
        ("  acts:\n    - at: 2025-07-01 08:00\n  expect: {}\n", 5, "time only goes forward"),
        ("  acts:\n    - after: soon\n  expect: {}\n", 5, "'soon' is not a duration"),
        ("  acts: receive\n  expect: {}\n", 4, "`acts` is not a list"),
        ("  expects: {}\n", 4, "a case has no key `expects`"),
        ("  acts: [{ receive: accept, resaon: x }]\n", 4, "an act has no `resaon`"),
        ("  acts: []\n", 1, "`expect` is missing"),
        ("  expect: { colour: red }\n", 4, "`colour` cannot be expected"),
        ("  change: { /payee/way/0/x: 1 }\n  expect: {}\n", 4, "the form has no place /payee/way/0/x"),
    ],
)
def test_a_slip_in_a_case_is_shown_at_its_line(workplace: Workplace, rest: str, line: int, words: str) -> None:
    found_line, said = only_fault(workplace, HEAD + rest)
    assert words in said
    assert found_line == line


def test_a_form_that_is_not_there_names_those_that_are(workplace: Workplace) -> None:
    line, said = only_fault(
        workplace, "- case: A.\n  form: examples/other.json\n  submitted: 2025-07-02\n  expect: {}\n"
    )
    assert line == 2
    assert "examples/emigration-book-lost.json" in said


def test_an_officer_cannot_leave_out_what_must_be_filled_in(workplace: Workplace) -> None:
    text = """\
- case: The bank rejects the account, and the accountant gives no bank.
  form: examples/valid.json
  submitted: 2025-07-02 08:00
  registers:
    contributions: { data: { dob: "1978-02-14", periods: [{ from: "2013-01", to: "2023-12", wage: 10000000 }] } }
  bank: [rejected]
  acts:
    - receive: accept
    - propose: grant
    - head: agree
    - sign: sign
    - check: agree
    - order: sign
    - account: correct
      fields: { holder: DANG HONG QUYNH, number: "288010889999" }
  expect: {}
"""
    line, said = only_fault(workplace, text)
    assert line == 14
    assert "/bank" in said


def test_a_paper_that_lacks_a_value_is_found_where_it_would_be_made(copy: Path) -> None:
    definition = copy / FOLDER / "procedure.yaml"
    sound = definition.read_text("utf-8")
    # The rule gives no `place`, so the value stays away although the compiler saw it named.
    definition.write_text(sound.replace("payment: papers.payment", "payment: papers.place"), encoding="utf-8")
    text = """\
- case: A decision without a way of payment.
  form: examples/valid.json
  submitted: 2025-07-02 08:00
  registers:
    contributions: { data: { dob: "1978-02-14", periods: [{ from: "2013-01", to: "2023-12", wage: 10000000 }] } }
  acts:
    - receive: accept
    - propose: grant
    - head: agree
    - sign: sign
  expect: {}
"""
    try:
        changed = open_workplace(copy, [])
        assert changed is not None
        line, said = only_fault(changed, text)
    finally:
        definition.write_text(sound, encoding="utf-8")
    assert line == 10
    assert "lump-sum-decision" in said
    assert "payment" in said


def test_parameters_of_law_can_be_set_for_a_case(workplace: Workplace) -> None:
    text = (
        HEAD
        + """\
  parameters: { second_review_from: { lump_sum: 1 } }
  registers:
    contributions: { data: { dob: "1978-02-14", periods: [{ from: "2013-01", to: "2023-12", wage: 10000000 }] } }
  acts: [{ receive: accept }]
  expect: { waits_at: [second_review] }
"""
    )
    assert faults_of(workplace, text) == []


def test_what_several_cases_need_is_given_once_by_name(workplace: Workplace) -> None:
    text = """\
given:
  cash: { /payee: { way: cash_at_agency } }
  paid: { data: { dob: "1978-02-14", periods: [{ from: "2013-01", to: "2023-12", wage: 10000000 }] } }
cases:
  - case: One change after another, and an answer by its name.
    form: examples/valid.json
    change: [cash, { /return_to: { way: counter } }]
    submitted: 2025-07-02 08:00
    registers: { contributions: paid }
    acts: [{ receive: accept }]
    expect: { waits_at: [propose] }
"""
    assert faults_of(workplace, text) == []


def test_a_name_that_is_not_given_says_no_changes(workplace: Workplace) -> None:
    line, said = only_fault(workplace, HEAD + "  change: cash\n  expect: {}\n")
    assert line == 4
    assert "`cash` says no changes" in said


def test_a_broken_file_of_cases_is_a_fault_and_the_others_still_run(workplace: Workplace) -> None:
    second = workplace.library.root / FOLDER / "cases" / "two.yaml"
    second.write_text("- case: [", encoding="utf-8")
    try:
        found = faults_of(workplace, HEAD + "  expect: { ends: settled }\n")
    finally:
        second.unlink()
    assert [fault.place.file.rpartition("/")[2] for fault in found] == ["one.yaml", "two.yaml"]
