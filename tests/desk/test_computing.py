"""`motcua compute` as designers and officers meet it: a rule run by hand, with its working."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.command_line import app

FACTS = """
case: e_12_months_out_and_under_20_years
requested_on: 2025-07-02
decided_on: 2025-07-08
contributions:
  - { from: "2013-01", to: "2013-12", wage: 10000000, regime: compulsory, employer_code: QN0012G, province: "22" }
  - { from: "2023-01", to: "2023-12", wage: 10000000, regime: compulsory, employer_code: QN0012G, province: "22" }
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS, encoding="utf-8")
    return file


def run(*arguments: str | Path, given: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["compute", *map(str, arguments)], input=given)
    return result.exit_code, result.output


def test_the_working_is_shown_with_each_parameter_and_since_when_it_holds(facts: Path) -> None:
    code, said = run("lump_sum.benefit", "--with", facts, "--explain")
    assert code == 0
    # 10,000,000 × (1.37 + 1.04) ÷ 2 = 12,050,000; × (1.5 + 2) = 42,175,000
    assert said.splitlines()[0] == "granted   42.175.000 đồng"
    assert "12.050.000 đồng" in said
    assert "si_wage_index[2013]" in said
    assert "2025-01-01" in said
    assert max(map(len, said.splitlines())) <= 80


def test_programs_get_the_whole_working_as_json_and_may_send_the_facts(facts: Path) -> None:
    code, said = run("lump_sum.benefit", "--with", "-", "--json", given=FACTS)
    assert code == 0
    answer = json.loads(said)
    assert (answer["outcome"], answer["amount"], answer["months"]) == ("granted", 42_175_000, 24)
    assert answer["lines"][-1]["value"] == 42_175_000
    assert answer["sources"]


def test_without_facts_it_tells_which_the_rule_takes() -> None:
    code, said = run("lump_sum.benefit")
    assert code == 0
    assert "needed   decided_on: day." in said
    assert "optional illness: string." in said


def test_facts_that_do_not_fit_are_named_and_never_shown(facts: Path) -> None:
    facts.write_text(FACTS.replace("2025-07-08", "tomorrow"), encoding="utf-8")
    code, said = run("lump_sum.benefit", "--with", facts)
    assert code == 1
    assert "decided_on" in said
    assert "tomorrow" not in said


def test_a_misspelt_rule_leads_to_the_one_that_is_meant() -> None:
    code, said = run("lump_sm.benefit")
    assert code == 2
    assert "lump_sum.benefit" in said
