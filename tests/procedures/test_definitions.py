"""The definitions we publish: without faults, with cases enough, each of which comes out as it says."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from workflow.cases.coverage import ways_of
from workflow.definition.library import read_library
from workflow.service.checking import Report, check_folder

PROCEDURES = Path(__file__).parents[2] / "procedures"
BOOK, SICKNESS, LUMP_SUM = SLUGS = (
    "reissue-adjust-insurance-book-and-health-card",
    "settle-sickness-benefit",
    "settle-lump-sum-social-insurance",
)
V1, V2 = date(2019, 5, 1), date(2025, 7, 1)


@pytest.fixture(scope="module")
def report() -> Report:
    return check_folder(PROCEDURES)


def test_the_definitions_have_no_faults(report: Report) -> None:
    assert [str(fault) for fault in report.faults] == []
    assert report.procedures == len(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_procedure_has_at_least_eight_cases_and_all_hold(report: Report, slug: str) -> None:
    verdicts = report.cases[slug]
    assert len(verdicts) >= 8
    assert [verdict.name for verdict in verdicts if not verdict.held] == []
    assert [name for name, times in Counter(each.name for each in verdicts).items() if times > 1] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_cases_walk_both_versions_of_the_law(slug: str) -> None:
    text = _cases(slug)
    assert f"version: {V1}" in text
    assert any(f"submitted: 2025-{month}-" in text for month in ("07", "09", "10"))


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    "what",
    ["ends: settled", "ends: declined", "ends: refused", "ends: withdrawn", "late: true", "apologise:", "ask_supplement:",
     "post: [undelivered", "correct:"],
)  # fmt: skip
def test_what_may_happen_to_a_dossier_happens_in_some_case(slug: str, what: str) -> None:
    assert what in _cases(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_way_out_of_every_step_is_taken_by_some_case(report: Report, slug: str) -> None:
    taken = set().union(*(verdict.ways for verdict in report.cases[slug]))
    left_over = {way for way in ways_of(report.compiled[slug]) if way not in taken}
    assert sorted(left_over) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_assumed_is_noted(report: Report, slug: str) -> None:
    notes = " ".join(report.notes[slug])
    assert "(model)" in notes
    assert "(GK)" in notes


def test_a_version_is_known_by_the_day_of_submission() -> None:
    for source in read_library(PROCEDURES).sources.values():
        assert source.versions == (V1, V2)
        assert source.version_on(date(2019, 4, 30)) is None
        assert source.version_on(date(2025, 6, 30)) == V1
        assert source.version_on(date(2025, 7, 1)) == V2


def test_the_way_of_a_dossier_can_be_followed_step_by_step(report: Report) -> None:
    verdict = next(each for each in report.cases[LUMP_SUM] if each.name.startswith("A woman out of insurance"))
    assert [path.rpartition("/")[2] for path in verdict.passed] == [
        "intake", "receive", "receipt", "history", "approval", "propose", "head", "sign", "decision", "history_paper",
        "closing", "payment", "check", "close_book", "order", "transfer", "hand_over",
    ]  # fmt: skip


def _cases(slug: str) -> str:
    return "".join(file.read_text("utf-8") for file in PROCEDURES.glob(f"*/{slug}/cases/*.yaml"))
