"""One library parses expressions for the proofs, another evaluates them: over generated expressions they mean the same."""

from typing import Any

import cel
import celpy
from celpy.adapter import json_to_cel
from celpy.evaluation import CELEvalError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.compiler.test_syntax import written
from workflow.compiler.syntax import Name, path_of, syntax_of, walk
from workflow.conditions import MISSING, Expression, ExpressionError

FORM = {
    "n": 7, "m": -2, "flag": True, "off": False, "kind": "lost", "word": "thẻ",
    "rows": [{"a": 1, "b": "x"}, {"a": 5, "b": "y"}], "list": [3, 1, 2], "empty": [], "at": {"x": {"y": "z"}},
}  # fmt: skip
ENVIRONMENT = celpy.Environment()
FAILED = "failed"
ELEMENTS = {"e", "r"}

NUMBERS = st.integers(0, 12).map(str) | st.sampled_from(
    ["form.n", "form.m", "form.rows[0].a", "size(form.list)", "form.list[1]"]
)
WORDS = st.sampled_from(
    ['"lost"', "'x'", '"th\\u1ebb"', "form.kind", "form.at.x.y", "form.rows[1].b", 'form.at["x"].y', "form.word"]
)
TRUTHS = st.sampled_from(
    ["true", "false", "form.flag", "form.off", "has(form.kind)", "has(form.loss)", "has(form.at.x)"]
)
LISTS = st.sampled_from(["form.list", "form.empty", "[1, 2, 3]", "[form.n]", "form.rows.map(r, r.a)", "[]"])
BLANKS = st.sampled_from(["", " ", "  "])


@st.composite
def _binary(draw: st.DrawFn, operands: st.SearchStrategy[str], operators: tuple[str, ...]) -> str:
    """Two operands with an operator between them, with or without brackets and blanks."""
    blank = draw(BLANKS)
    found = f"{draw(operands)}{blank or ' '}{draw(st.sampled_from(operators))}{blank or ' '}{draw(operands)}"
    return f"({found})" if draw(st.booleans()) else found


def _bracketed(inner: st.SearchStrategy[str], shape: str) -> st.SearchStrategy[str]:
    return inner.map(lambda text: shape.replace("…", text))


def _numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _binary(inner, ("+", "-", "*", "/", "%")),
        _bracketed(inner, "-(…)"),
        st.builds("({} ? {} : {})".format, TRUTHS, inner, inner),
    )


SUMS = st.recursive(NUMBERS, _numbers, max_leaves=5)


def _truths(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _binary(inner, ("&&", "||")),
        _bracketed(inner, "!(…)"),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    )


COMPARED = st.one_of(
    _binary(SUMS, ("<", "<=", ">", ">=", "==", "!=")),
    _binary(WORDS, ("==", "!=", "<", ">=")),
    st.builds("{} in {}".format, NUMBERS, LISTS),
    st.builds("{}.startsWith({})".format, WORDS, WORDS),
    st.builds("{}.exists(e, e > {})".format, LISTS, NUMBERS),
    st.builds("{}.all(e, e != {} || form.flag)".format, LISTS, NUMBERS),
    TRUTHS,
)
EXPRESSIONS = st.one_of(
    st.recursive(COMPARED, _truths, max_leaves=6), SUMS, st.builds("{} + {}".format, WORDS, WORDS), LISTS
)


def by_rust(source: str) -> Any:
    """What the evaluator of running dossiers says."""
    try:
        return cel.compile(source).execute({"form": FORM})
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
        return FAILED


def by_python(source: str) -> Any:
    """What the library that parses for the proofs would say."""
    program = ENVIRONMENT.program(ENVIRONMENT.compile(source))
    try:
        return _plain(program.evaluate({"form": json_to_cel(FORM)}))
    except CELEvalError:
        return FAILED


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, bool | celpy.celtypes.BoolType):
        return bool(value)
    return int(value) if isinstance(value, int) else str(value) if isinstance(value, str) else value


@given(EXPRESSIONS)
@settings(max_examples=150, deadline=None)
def test_both_libraries_give_the_same_value(source: str) -> None:
    assert (by_python(source), source) == (by_rust(source), source)


@given(EXPRESSIONS)
@settings(max_examples=150, deadline=None)
def test_the_tree_in_brackets_has_the_value_of_the_expression(source: str) -> None:
    tree = syntax_of(source)
    assert by_rust(written(tree)) == by_rust(source)


@given(EXPRESSIONS)
@settings(max_examples=150, deadline=None)
def test_both_see_the_same_names_and_what_is_handed_over_is_enough(source: str) -> None:
    expression, tree = Expression(source), syntax_of(source)
    roots = {node.name for node in walk(tree) if isinstance(node, Name)} - ELEMENTS
    assert roots <= set(expression.names) <= roots | ELEMENTS  # the evaluator also names the elements of macros
    try:
        found = expression.value({"form": FORM})
    except ExpressionError:
        found = FAILED
    assert (FAILED if found is MISSING else found) == by_rust(source)
    assert {path[0] for node in walk(tree) if (path := path_of(node))} <= roots | ELEMENTS
