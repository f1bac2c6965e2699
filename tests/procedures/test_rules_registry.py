"""The list of rules: what a definition may name, and what it learns about it."""

from pathlib import Path

import pytest
from the_law import LAW

from procedures import rules
from procedures.rules import Facts, Parameters, Rule, UnknownRule, Working, get, names


def test_the_rules_of_the_first_procedures_are_there() -> None:
    assert set(names()) >= {"sickness.benefit", "lump_sum.benefit", "lump_sum.entitlement", "windows.late_filing"}
    assert get("sickness.benefit").outcomes == ("granted", "denied")


def test_every_module_with_rules_is_listed() -> None:
    folder = Path(rules.__file__).parent
    with_rules = {file.stem for file in folder.glob("*.py") if "\n@rule(" in file.read_text(encoding="utf-8")}
    assert with_rules == {name.partition(".")[0] for name in names()}


def test_an_unknown_rule_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownRule, match=r"no rule 'sickness.benefits'; there are .*sickness\.benefit"):
        get("sickness.benefits")


def test_designers_can_read_what_each_rule_wants() -> None:
    for name in names():
        schema = get(name).facts_model.model_json_schema()
        assert schema["properties"], name
        assert get(name).function.__doc__, name


def test_a_rule_may_end_only_as_it_declares() -> None:
    def ends_elsewhere(facts: Facts, law: Parameters) -> Working:
        return Working(outcome="perhaps")

    with pytest.raises(ValueError, match="ended with 'perhaps', not one of granted"):
        Rule("test.rule", ends_elsewhere, Facts, ("granted",)).apply({}, LAW)


def test_the_same_facts_and_law_give_the_same_working() -> None:
    facts = {"requested_on": "2026-04-16"}
    assert get("books.facility_change").apply(facts, LAW) == get("books.facility_change").apply(facts, LAW)
