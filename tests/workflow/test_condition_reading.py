"""An expression is handed only what it reads, and a plain path is followed without the evaluator: the values stay the same."""

from typing import Any

import cel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.conditions import MISSING, Expression, ExpressionError

LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from(["x", "a", ""]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abcx"), inner, max_size=3)),
    max_leaves=12,
)
NAMES = st.dictionaries(st.sampled_from(["form", "row", "a"]), VALUES)
PATHS = st.builds(
    ".".join, st.lists(st.sampled_from("abcx"), max_size=3).map(lambda parts: ["form", *parts])
) | st.builds(".".join, st.lists(st.sampled_from("abcx"), max_size=2).map(lambda parts: ["row", *parts]))
SHAPES = (
    "{0}", "{0} == {1}", "has({0}.a) && {0}.a == {1}", "has({0}.a.b) || {1} == null", "size({0}) > 1",
    "{0}.exists(p, p.a == {1})", "{0}.map(a, a.b)", "{0}.filter(row, row.a == row.b)", '{0}["a"]', "{0}[0].a", "{0}.a[0] == {1}",
    '{0}.startsWith("form.a")', "'form.a' == {0}", '"row.a" in {0}', '{{"a": {0}, "b": {1}}}', "{0} ? {1} : {0}.a", "!{0}",
    "{0} + {1}", "({0}).a", "-{0}", "[{0}, {1}.a]", "form.all(k, k != {1})", "{0} // row.a", 'r"a\\" == {0}', "true", "null",
)  # fmt: skip


def whole(source: str, names: dict[str, Any]) -> Any:
    """What the evaluator says when it is handed everything."""
    try:
        return cel.compile(source).execute(names)
    except LookupError:
        return MISSING
    except (ArithmeticError, RuntimeError, TypeError, ValueError) as error:
        undefined = any(f"'{name}'" in str(error) for name in ("form", "row", "a") if name not in names)
        return MISSING if "Undefined variable" in str(error) and undefined else ExpressionError


def narrow(source: str, names: dict[str, Any]) -> Any:
    try:
        return Expression(source).value(names)
    except ExpressionError:
        return ExpressionError


@given(st.sampled_from(SHAPES), PATHS, PATHS, NAMES)
def test_what_is_handed_over_makes_no_difference(shape: str, first: str, second: str, names: dict[str, Any]) -> None:
    source = shape.format(first, second)
    assert narrow(source, names) == whole(source, names)


@pytest.mark.parametrize("source", ["true", "false", "null", "5", "'form.a'"])
def test_a_word_of_the_language_is_not_a_path(source: str) -> None:
    assert narrow(source, {}) == whole(source, {})


def test_a_path_through_something_that_has_no_fields_is_a_slip() -> None:
    with pytest.raises(ExpressionError, match=r"form\.name\.first"):
        Expression("form.name.first").value({"form": {"name": "Hoa"}})
