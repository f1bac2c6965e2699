"""`motcua explain` and `motcua schema` as designers and their editors meet them."""

import json

import pytest
from typer.testing import CliRunner

from desk.command_line import app
from workflow.definition.fault_codes import load_codes
from workflow.definition.schema import graph_schema, procedure_schema


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_a_code_is_explained_in_both_languages_with_a_bad_and_a_good_example() -> None:
    code, said = run("explain", "not-total")
    assert code == 0
    assert "Choices or limits by case" in said
    assert "không điều kiện nào đúng" in said
    bad, good = said.split("Bad:")[1].split("Good:")
    assert "otherwise" not in bad
    assert "{ otherwise: settled }" in good


def test_an_unknown_code_leads_to_those_that_may_be_meant() -> None:
    code, said = run("explain", "unknown-rol")
    assert code == 2
    assert "unknown-role" in said


def test_without_a_code_all_are_listed_and_fit_a_terminal() -> None:
    code, said = run("explain")
    lines = said.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines[:-1]] == list(load_codes())
    assert max(map(len, lines)) < 80


def test_programs_get_codes_as_json() -> None:
    assert json.loads(run("explain", "--json")[1]).keys() == load_codes().keys()
    one = json.loads(run("explain", "no-end", "--json")[1])
    assert one["code"] == "no-end"
    assert one.keys() == {"code", "means", "vi", "bad", "good"}


@pytest.mark.parametrize(("arguments", "schema"), [((), procedure_schema), (("graph",), graph_schema)])
def test_the_schema_is_printed_as_it_is(arguments: tuple[str, ...], schema: object) -> None:
    code, said = run("schema", *arguments)
    assert code == 0
    assert json.loads(said) == schema()  # type: ignore[operator]
