"""The tree of an expression: built from it one gets the very expression again, as the evaluator understands it."""

import json

import pytest

from workflow.compiler.syntax import (
    Binary,
    Call,
    Conditional,
    Has,
    Index,
    Listing,
    Literal,
    Macro,
    Mapping,
    Name,
    Select,
    Syntax,
    Unary,
    path_of,
    syntax_of,
    walk,
)
from workflow.conditions import Expression

FORM = {"kind": "lost", "n": 7, "rows": [{"a": 1}, {"a": 5}], "at": {"x": {"y": "z"}}, "flag": True}

EXPRESSIONS = [
    'form.kind == "lost" && form.n > 3',
    "form.n - 1 -2 * -3 + (form.n % 4)",
    "!(form.flag || form.n < 0) && !form.flag",
    "has(form.loss) && form.loss.kind == 'x' ? 1 : has(form.at) ? 2 : 3",
    "form.rows.filter(r, r.a > 1).map(r, r.a * 2)",
    "form.rows.all(r, r.a > 0) && form.rows.exists(q, q.a == 5)",
    "form.rows[1].a + size(form.rows)",
    'form.kind in ["lost", "worn"]',
    '{"a": form.rows.map(r, r.a > 1, r.a), "b": "it\\"s"}',
    'form.at.x.y + "-" + string(form.n)',
    'form.kind.startsWith("lo") ? [] : [1, 2.5, null, true]',
    "form.n >= 7 && form.n <= 7 && form.n != 8",
]


@pytest.mark.parametrize("source", EXPRESSIONS)
def test_the_tree_says_what_the_evaluator_understands(source: str) -> None:
    again = Expression(written(syntax_of(source)))
    assert again.value({"form": FORM}) == Expression(source).value({"form": FORM})


def test_columns_point_into_the_expression() -> None:
    source = 'form.a > 1 && has(form.b) && form.c == "x"'
    found = {path_of(node): node.column for node in walk(syntax_of(source)) if isinstance(node, Select)}
    assert {path[-1]: source[column - 1] for path, column in found.items() if path} == {"a": "a", "b": "b", "c": "c"}


def test_what_cannot_be_followed_is_told_where() -> None:
    with pytest.raises(ValueError, match="at character 8"):
        syntax_of("form.a =!= 1")
    with pytest.raises(ValueError, match="means nothing in a definition"):
        syntax_of("Person{name: 'x'}")


def written(tree: Syntax) -> str:
    """The expression again, with brackets around everything."""
    match tree:
        case Literal(value=value):
            return json.dumps(value)
        case Name(name=name):
            return name
        case Select(of=of, field=field):
            return f"{written(of)}.{field}"
        case Has(path=path):
            return f"has({written(path)})"
        case Index(of=of, key=key):
            return f"{written(of)}[{written(key)}]"
        case Call(function=function, arguments=(of, *others), is_method=True):
            return f"{written(of)}.{function}({', '.join(map(written, others))})"
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(written, arguments))})"
        case Macro(function=function, of=of, variable=variable, bodies=bodies):
            return f"{written(of)}.{function}({', '.join([variable, *map(written, bodies)])})"
        case Unary(operator=operator, operand=operand):
            return f"({operator}{written(operand)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({written(left)} {operator} {written(right)})"
        case Conditional(test=test, then=then, otherwise=otherwise):
            return f"({written(test)} ? {written(then)} : {written(otherwise)})"
        case Listing(items=items):
            return f"[{', '.join(map(written, items))}]"
        case Mapping(entries=entries):
            return "{" + ", ".join(f"{written(key)}: {written(value)}" for key, value in entries) + "}"
