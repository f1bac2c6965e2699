"""Rules of law as the engine runs them: plain values in and out, refusals that name rule and fact but no value."""

from pathlib import Path

import pytest

from workflow.definition.library import read_library
from workflow.definition.parameters import load_parameters
from workflow.definition.rules import BoundRule, bound_rules
from workflow.engine.errors import Invalid
from workflow.service.context import build_context

PROCEDURES = Path(__file__).parents[2] / "procedures"


@pytest.fixture(scope="module")
def rules() -> dict[str, BoundRule]:
    return bound_rules(load_parameters(PROCEDURES / "parameters"))


def test_a_bound_rule_answers_outcome_and_plain_values(rules: dict[str, BoundRule]) -> None:
    outcome, values = rules["books.lane"]({"case": "h_card_lost_or_damaged"})
    assert outcome == "card_same_day"
    assert values["is_book"] is False


def test_a_fact_that_does_not_fit_is_named_without_its_value(rules: dict[str, BoundRule]) -> None:
    with pytest.raises(Invalid, match=r"rule books.lane: case: ") as refused:
        rules["books.lane"]({"case": "024196000123"})
    assert refused.value.code == "rule-input"
    assert "024196000123" not in str(refused.value)


def test_a_day_without_law_is_refused(rules: dict[str, BoundRule]) -> None:
    with pytest.raises(Invalid, match="no value in force on 1990-01-01") as refused:
        rules["books.facility_change"]({"requested_on": "1990-01-01"})
    assert refused.value.code == "rule-law"


def test_the_numbers_a_rule_may_read_are_those_its_code_names_and_the_code_it_uses(rules: dict[str, BoundRule]) -> None:
    read = {number.name for number in rules["lump_sum.benefit"].numbers}
    assert {"lump_sum_split_on", "lump_sum_cases", "si_wage_index"} <= read  # its own, of its grounds, of the average
    assert "sick_days" not in read
    assert {number.name for number in rules["books.lane"].numbers} == set()


def test_the_names_a_rules_values_can_have_stand_in_its_code(rules: dict[str, BoundRule]) -> None:
    names = rules["lump_sum.benefit"].names
    assert {"months", "months_before", "average_wage", "state_support", "is_provisional"} <= names
    assert "mnoths" not in names


def test_a_history_that_contradicts_itself_is_refused(rules: dict[str, BoundRule]) -> None:
    twice = [{"from": "2020-01", "to": "2020-12", "wage": 5_000_000}] * 2
    with pytest.raises(Invalid, match="two periods") as refused:
        rules["lump_sum.entitlement"](
            {
                "case": "b_emigration",
                "requested_on": "2025-08-01",
                "decided_on": "2025-08-01",
                "contributions": twice,
            }
        )
    assert refused.value.code == "rule-facts"


def test_the_context_knows_rules_papers_notices_and_procedures() -> None:
    context = build_context(read_library(PROCEDURES))
    assert context.rule_inputs["books.lane"] == {"case": True, "is_in_treatment": False}
    assert "reasons" in context.templates["decline-letter"]
    assert context.templates["receipt"] == frozenset(), "a paper about the dossier itself is told everything"
    assert "applicant" in context.templates["insurance-book-cover"], (
        "it wants more of the applicant than is always known"
    )
    assert {"step-overdue", "deadline-near", "deadline-passed"} <= context.messages
