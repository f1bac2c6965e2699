"""The definitions we publish: the whole national list, without faults, with cases enough, each of which comes out as it says."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from workflow.cases.coverage import Way, ways_of
from workflow.definition.library import read_library
from workflow.definition.models import StepGraph
from workflow.engine.procedure import Procedure
from workflow.service.catalogue import sectors_of
from workflow.service.checking import Report, check_folder, open_workplace

PROCEDURES = Path(__file__).parents[2] / "procedures"
THE_LIST = list(csv.DictReader((Path(__file__).parent / "the_25.csv").open(encoding="utf-8")))
"""Number, slug, national code and sector of every procedure, as the national portal lists them under the five sectors."""
SLUGS = [row["slug"] for row in THE_LIST]
LUMP_SUM = "settle-lump-sum-social-insurance"
V1, V2 = date(2019, 5, 1), date(2025, 7, 1)
SHARED = ("common/",)


@pytest.fixture(scope="module")
def report() -> Report:
    return check_folder(PROCEDURES)


def test_the_definitions_have_no_faults(report: Report) -> None:
    assert [str(fault) for fault in report.faults] == []
    assert report.procedures == len(SLUGS)


def test_the_whole_list_is_there_in_its_order_with_its_codes_and_sectors(report: Report) -> None:
    workplace = open_workplace(PROCEDURES, [])
    assert workplace is not None
    assert [slug for sector in sectors_of(workplace.procedures) for slug in sector.procedures] == SLUGS
    found = {slug: (made.definition.code, made.definition.sector) for slug, made in report.compiled.items()}
    assert found == {row["slug"]: (row["code"], row["sector"]) for row in THE_LIST}


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
    assert any(f"submitted: {day}" in text for day in ("2025-07", "2025-08", "2025-09", "2025-1", "2026-"))


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    "what",
    ["ends: settled", "ends: declined", "ends: refused", "ends: withdrawn", "late: true", "apologise:", "ask_supplement:",
     "post: [undelivered", "correct:"],
)  # fmt: skip
def test_what_may_happen_to_a_dossier_happens_in_some_case(slug: str, what: str) -> None:
    assert what in _cases(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_way_out_of_every_step_of_its_own_is_taken_by_some_case(report: Report, slug: str) -> None:
    made = report.compiled[slug]
    taken = set().union(*(verdict.ways for verdict in report.cases[slug]))
    shared = _inside_shared_graphs(made)
    left_over = {way for way in ways_of(made) if way not in taken and not way[0].startswith(shared)}
    assert sorted(left_over) == []


def test_every_way_out_of_a_shared_graph_is_taken_in_some_procedure(report: Report) -> None:
    left_over: dict[str, set[Way]] = {}
    for slug, made in report.compiled.items():
        taken = set().union(*(verdict.ways for verdict in report.cases[slug]))
        shared = _shared_graphs(made.definition.graph, "")
        for graph, before in shared:
            inner = tuple(path for _, path in shared if path.startswith(before) and path != before)
            own = {
                (path[len(before) :], outcome)
                for path, outcome in ways_of(made)
                if path.startswith(before) and not path.startswith(inner)
            }
            passed = {(path[len(before) :], outcome) for path, outcome in taken if path.startswith(before)}
            left_over[graph] = left_over.get(graph, own) & (own - passed)
    assert {graph: sorted(ways) for graph, ways in left_over.items() if ways} == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_assumed_is_noted(report: Report, slug: str) -> None:
    assert "(model)" in " ".join(report.notes[slug])


def test_a_version_is_known_by_the_day_of_submission() -> None:
    for source in read_library(PROCEDURES).sources.values():
        assert source.versions[0] == V1
        assert V2 in source.versions
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


def _shared_graphs(graph: StepGraph, prefix: str) -> list[tuple[str, str]]:
    """Every call of a shared graph with the path its steps begin with."""
    found = []
    for name, step in graph.steps.items():
        suffix = "[]" if step.kind == "each" else ""
        for branch, inner in step.children().items():
            path = f"{prefix}{name}{'.' + branch if branch else suffix}/"
            called = getattr(step, "call", "")
            if called.startswith(SHARED):
                found.append((called, path))
            found += _shared_graphs(inner, path)
    return found


def _inside_shared_graphs(made: Procedure) -> tuple[str, ...]:
    return tuple(path for _, path in _shared_graphs(made.definition.graph, ""))
