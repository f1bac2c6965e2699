"""What the report counts of real dossiers: cases of the definitions, played, and the numbers known from their workings."""

from pathlib import Path
from typing import Any

import pytest

from workflow.cases.notation import list_of
from workflow.cases.running import Run, Verdict, cases_in
from workflow.definition.figures import load_figures
from workflow.definition.library import DEFINITION
from workflow.definition.places import DefinitionError
from workflow.definition.reading import read
from workflow.engine.case import PublicStatus
from workflow.engine.commands import ReportStatus
from workflow.service import tallying
from workflow.service.checking import Workplace, ground_of
from workflow.service.simulating import open_procedures

ROOT = Path(__file__).parents[2] / "procedures"
FIGURES = load_figures(ROOT / "figures.yaml")


@pytest.fixture(scope="module")
def workplace() -> Workplace:
    return open_procedures(ROOT)


class Counting(Run):
    """A case that is counted the moment it is settled."""

    counted: dict[str, tuple[Any, int]] | None = None

    def apply(self, *what: Any, **more: Any) -> None:
        before = len(self.caused)
        super().apply(*what, **more)
        for command, _ in self.caused[before:]:
            if self.counted is None and isinstance(command, ReportStatus) and command.status == PublicStatus.SETTLED:
                rows = tallying.measured(FIGURES, self.procedure, self.case, self.now)
                self.counted = {row["part"]: (row["number"], row["amount"]) for row in rows}


def counted(workplace: Workplace, slug: str, sentence: str) -> dict[str, tuple[Any, int]] | None:
    source = workplace.library.sources[slug]
    for file in source.case_files():
        given, nodes = cases_in(read(file, str(file)))
        for node in nodes:
            if str(node["case"].value).startswith(sentence):
                run = Counting(node, ground_of(source, workplace), Verdict(sentence, node.place), given)
                run.submit()
                for act in list_of(node, "acts"):
                    run.act(act)
                return run.counted
    raise LookupError(sentence)


@pytest.mark.parametrize(
    ("slug", "sentence", "expected"),
    [
        # three leaves of 1,500,000 đồng
        ("settle-sickness-benefit", "Three workers, three grants", {"sickness": (3, 4_500_000)}),
        # one of three is refused
        ("settle-sickness-benefit", "One worker was not insured", {"sickness": (2, 3_000_000)}),
        # 42,175,000 đồng, fetched in cash
        (
            "settle-lump-sum-social-insurance",
            "A missing medical record",
            {"lump_sum": (1, 42_175_000), "cash": (1, 42_175_000)},
        ),
        ("settle-lump-sum-social-insurance", "Seven months out of insurance", {}),  # declined
        ("settle-lump-sum-social-insurance", "The applicant withdraws", None),  # never settled
        ("reissue-adjust-insurance-book-and-health-card", "A lost card is issued again", {"card_again": (1, 0)}),
        ("reissue-adjust-insurance-book-and-health-card", "A lost book whose whole", {"book_again": (1, 0)}),
        ("register-health-insurance-only", "A household of four", {"card_new": (4, 0)}),  # one sheet
        # handed over inside the shared graph that computed it
        ("settle-work-accident-first-time", "A nurse caught HIV", {"accident": (1, 4_724_000), "cash": (1, 4_724_000)}),
    ],
)
def test_a_settled_dossier_counts_what_it_came_to(
    workplace: Workplace, slug: str, sentence: str, expected: dict[str, tuple[int, int]] | None
) -> None:
    assert counted(workplace, slug, sentence) == expected


def test_every_procedure_that_is_counted_is_there_and_every_benefit_is_counted(workplace: Workplace) -> None:
    known = set(workplace.library.sources)
    assert set(FIGURES.procedures) <= known
    paying = {
        slug for slug in known
        if "common/payment" in (workplace.library.sources[slug].folder / DEFINITION).read_text("utf-8")
    }  # fmt: skip
    # Refunds of contributions, fees, and money between the agency and care facilities are no benefits of people.
    no_benefits = {
        "adjust-cancel-terminate-benefit", "authorise-benefit-collection", "change-payment-method-or-recipient-details",
        "settle-costs-with-care-facility", "sign-health-insurance-care-contract",
    }  # fmt: skip
    assert paying - no_benefits <= set(FIGURES.procedures)


def test_a_measure_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "figures.yaml"
    file.write_text("procedures: { toy: [{ measure: lost, number: 1 }] }", encoding="utf-8")
    with pytest.raises(DefinitionError, match="toy counts lost"):
        load_figures(file)
    file.write_text(
        "measures: { a: { kind: benefit, title: { vi: A, en: A } } }\nprocedures: { toy: [{ measure: a, number: 1 + }] }",
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError):
        load_figures(file)
    assert load_figures(tmp_path / "nothing.yaml").measures == {}
