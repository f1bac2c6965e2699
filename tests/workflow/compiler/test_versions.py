"""Law has dates: which version rules which day, where versions come from, and what a version is known by."""

from datetime import date
from pathlib import Path

import pytest

from tests.workflow.toy import INTAKE, PLAIN, compiled, context_of, head, library_of
from workflow.compiler import check, compile_procedure
from workflow.definition.dating import days_of_change, faults_of_dating, in_force
from workflow.definition.library import Library, digest_of
from workflow.definition.reading import read_text
from workflow.engine import Procedure

DATED = """
deadline:
  - { from: 2020-01-01, time: 5 working days }
  - { from: 2025-07-01, time: 7 working days }
basis:
  - { from: 2019-05-01, value: [{ act: old law }] }
  - { from: 2025-07-01, value: [{ act: new law }] }
"""


def library(root: Path, steps: str = PLAIN, dated: str = DATED) -> Library:
    without = [line for line in head().splitlines() if not line.startswith(("deadline", "basis"))]
    return library_of(root, {"toy": "\n".join(without) + dated + steps})


def on(books: Library, day: date) -> Procedure:
    return compile_procedure(books.sources["toy"], day, context_of(books), digest_of)


def test_a_version_begins_on_every_day_on_which_something_changes(tmp_path: Path) -> None:
    source = library(tmp_path).sources["toy"]
    assert source.versions == (date(2019, 5, 1), date(2020, 1, 1), date(2025, 7, 1))
    assert source.version_on(date(2019, 4, 30)) is None
    assert source.version_on(date(2025, 6, 30)) == date(2020, 1, 1)
    assert source.version_on(date(2025, 7, 1)) == date(2025, 7, 1)


def test_a_dossier_runs_by_the_law_of_its_day(tmp_path: Path) -> None:
    books = library(tmp_path)
    before, after = on(books, date(2025, 6, 30)), on(books, date(2025, 7, 1))
    assert [str(each.definition.deadline.time) for each in (before, after)] == ["5 working days", "7 working days"]
    assert [each.definition.basis[0].act for each in (before, after)] == ["old law", "new law"]
    assert [each.valid_from for each in (before, after)] == [date(2020, 1, 1), date(2025, 7, 1)]


def test_every_version_is_checked(tmp_path: Path) -> None:
    books = library(tmp_path)
    faults = check(books.sources["toy"], context_of(books))
    assert [(fault.code, fault.reason) for fault in faults] == [("missing-key", "`deadline` is missing in `the file`")]


def test_steps_may_change_with_the_law(tmp_path: Path) -> None:
    steps = PLAIN.replace(
        "  approve: { review: head, unit: BEN, not_by: [check], then: { agree: decision, rework: check } }",
        "  approve:\n"
        "    - { from: 2020-01-01, review: head, unit: BEN, then: { agree: decision, rework: check } }\n"
        "    - { from: 2025-07-01, review: director, unit: LEAD, then: { agree: decision, rework: check } }",
    )
    books = library(tmp_path, steps, DATED.replace("2019-05-01", "2020-01-01"))
    assert check(books.sources["toy"], context_of(books)) == []
    roles = [
        on(books, day).definition.steps["approve"].model_dump()["review"]
        for day in (date(2024, 1, 1), date(2026, 1, 1))
    ]
    assert roles == ["head", "director"]


def test_a_shared_graph_has_its_own_days_of_change(tmp_path: Path) -> None:
    intake = INTAKE.replace(
        "receive: { review: receiver, unit: ONE_STOP, then: { accept: receipt, refuse: slip }, reason_for: [refuse] }",
        "receive:\n"
        "    - { from: 2020-01-01, review: receiver, unit: ONE_STOP, then: { accept: receipt, refuse: slip } }\n"
        "    - { from: 2022-03-01, review: receiver, unit: ONE_STOP, within: 4 working hours, then: { accept: receipt, refuse: slip } }",
    )
    books = library_of(tmp_path, {"toy": head() + PLAIN}, {"intake": intake})
    assert books.sources["toy"].versions == (date(2020, 1, 1), date(2022, 3, 1))
    assert on(books, date(2021, 1, 1)).digest != on(books, date(2022, 3, 1)).digest


# --- Dated values ---


def values_on(text: str, day: date) -> object:
    found = in_force(read_text(text, "x.yaml"), day)
    return found.plain() if found else None


VALUES = """
amount:
  - { from: 2020-01-01, value: 5, basis: A }
  - { from: 2021-01-01, value: 6, basis: B }
  - { from: 2022-01-01, nothing: true }
papers:
  - one
  - two
"""


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2019, 12, 31), {}),
        (date(2020, 1, 1), {"amount": 5}),
        (date(2020, 12, 31), {"amount": 5}),
        (date(2021, 1, 1), {"amount": 6}),
        (date(2022, 1, 1), {}),
    ],
)
def test_an_entry_holds_from_its_day_until_the_next_and_may_end_the_value(day: date, amount: dict[str, int]) -> None:
    assert values_on(VALUES, day) == {**amount, "papers": ["one", "two"]}


def test_an_entry_with_keys_of_its_own_is_the_value_without_its_day() -> None:
    assert values_on("limit: [{ from: 2020-01-01, time: 5 days, basis: A }]", date(2020, 1, 1)) == {
        "limit": {"time": "5 days", "basis": "A"}
    }


def test_dated_values_may_lie_inside_dated_values() -> None:
    text = "a: [{ from: 2020-01-01, b: [{ from: 2019-01-01, value: 1 }, { from: 2021-01-01, value: 2 }] }]"
    assert days_of_change(read_text(text, "x.yaml")) == {date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 1)}
    assert values_on(text, date(2020, 6, 1)) == {"a": {"b": 1}}
    assert values_on(text, date(2021, 6, 1)) == {"a": {"b": 2}}


def test_a_list_without_days_is_a_list() -> None:
    assert faults_of_dating(read_text("- { a: 1 }\n- b\n", "x.yaml")) == []


# --- Digests ---


def digest(tmp_path: Path, steps: str, name: str = "a") -> str:
    return compiled(tmp_path / name, steps).digest


def test_comments_layout_quotes_and_the_order_of_keys_do_not_change_a_version(tmp_path: Path) -> None:
    same = PLAIN.replace(
        next(line for line in PLAIN.splitlines() if line.startswith("  check:")),
        "  # who looks first\n"
        "  check:\n"
        "    reason_for: [ 'decline' ]\n"
        '    unit: "BEN"   # benefits\n'
        "    then:\n"
        "      grant:   approve\n"
        "      decline: letter\n"
        "    within: 2 working days\n"
        "    review: specialist\n",
    )
    assert same != PLAIN
    assert digest(tmp_path, same) == digest(tmp_path, PLAIN, "b")


MOVED = PLAIN.replace("  settled: { end: settled }\n", "").replace(
    "  refused:", "  settled: { end: settled }\n  refused:"
)
"""One end of the procedure written further down."""


@pytest.mark.parametrize(
    "changed",
    [
        PLAIN.replace("within: 2 working days", "within: 3 working days"),
        PLAIN.replace("{ grant: approve, decline: letter }", "{ decline: letter, grant: approve }"),  # order of buttons
        MOVED,  # order of steps: an unsaid `then` leads to the next one
    ],
)
def test_what_changes_the_procedure_changes_its_digest(tmp_path: Path, changed: str) -> None:
    assert changed != PLAIN
    assert digest(tmp_path, changed) != digest(tmp_path, PLAIN, "b")


def test_a_change_in_a_shared_graph_changes_the_versions_that_use_it(tmp_path: Path) -> None:
    changed = INTAKE.replace("reason_for: [refuse]", "within: 4 working hours")
    first = compiled(tmp_path / "a", PLAIN)
    assert compiled(tmp_path / "b", PLAIN, shared={"intake": changed}).digest != first.digest


def test_the_files_a_version_uses_are_part_of_what_it_is_known_by(tmp_path: Path) -> None:
    tree = read_text("a: 1", "x.yaml")
    form = tmp_path / "form.schema.json"
    form.write_text("{}", encoding="utf-8")
    before = digest_of(tree, form)
    form.write_text("{ }", encoding="utf-8")
    assert digest_of(tree, form) != before != digest_of(tree)


def test_a_list_and_a_mapping_of_the_same_words_differ() -> None:
    assert digest_of(read_text("a: [[b, 1]]", "x.yaml")) != digest_of(read_text("a: { b: 1 }", "x.yaml"))
