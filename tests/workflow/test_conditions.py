"""Expressions: what a value that is not there means, and what a slip of the designer means."""

import pytest

from workflow.conditions import MISSING, Condition, Expression, ExpressionError


@pytest.mark.parametrize("source", ["form.agent.phone", "form.agent", "form.people.map(p, p.account)", "later.amount"])
def test_a_value_that_is_not_there_is_missing(source: str) -> None:
    assert Expression(source).value({"form": {"people": [{"name": "An"}]}}) is MISSING


def test_has_asks_before_it_reads() -> None:
    lost = Condition("has(form.book_lost) && form.book_lost")
    assert not lost.holds({"form": {}})
    assert lost.holds({"form": {"book_lost": True}})


def test_a_function_that_does_not_exist_is_said_rather_than_taken_for_a_missing_value() -> None:
    with pytest.raises(ExpressionError, match="'join'"):
        Expression("form.names.join(', ')").value({"form": {"names": ["An", "Bình"]}})


def test_a_condition_on_a_missing_value_says_how_to_ask_first() -> None:
    with pytest.raises(ExpressionError, match="has"):
        Condition("form.book_lost").holds({"form": {}})
