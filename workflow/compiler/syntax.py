"""The tree of a CEL expression, for checks that must see inside it; evaluating is the business of `workflow.conditions`.

cel-python parses; its tree has a level for every precedence, here folded into the few kinds of node that mean something.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO

from celpy.celparser import CELParseError, CELParser
from lark import Lark, Token, Tree

MACROS = frozenset({"all", "exists", "exists_one", "map", "filter"})
"""Methods whose first argument names the element: `people.all(p, p.age > 17)`."""
OPERATORS = {
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=", "in": "in",
    "add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%",
}  # fmt: skip
BEYOND = ("member_object", "dot_ident", "dot_ident_arg")
"""What the grammar knows and definitions have no use for: messages of types and names of packages."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, true, false or null as it is written."""

    value: Any
    column: int


@dataclass(frozen=True, slots=True)
class Name:
    """A root name, or the name of an element that a macro brings along."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Select:
    """`of.field`"""

    of: "Syntax"
    field: str
    column: int


@dataclass(frozen=True, slots=True)
class Has:
    """`has(path)`: whether a value is there."""

    path: "Syntax"
    column: int


@dataclass(frozen=True, slots=True)
class Index:
    """`of[key]`"""

    of: "Syntax"
    key: "Syntax"
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    """`function(…)`, or `of.function(…)` with `of` as the first argument."""

    function: str
    arguments: "tuple[Syntax, ...]"
    is_method: bool
    column: int


@dataclass(frozen=True, slots=True)
class Macro:
    """`of.function(variable, body)`; `map` may have a condition before what it gives."""

    function: str
    of: "Syntax"
    variable: str
    bodies: "tuple[Syntax, ...]"
    column: int


@dataclass(frozen=True, slots=True)
class Unary:
    """`!operand` or `-operand`"""

    operator: str
    operand: "Syntax"
    column: int


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`; the operator may be `&&` or `||`."""

    operator: str
    left: "Syntax"
    right: "Syntax"
    column: int


@dataclass(frozen=True, slots=True)
class Conditional:
    """`test ? then : otherwise`"""

    test: "Syntax"
    then: "Syntax"
    otherwise: "Syntax"
    column: int


@dataclass(frozen=True, slots=True)
class Listing:
    """`[…]`"""

    items: "tuple[Syntax, ...]"
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """`{key: value, …}`"""

    entries: "tuple[tuple[Syntax, Syntax], ...]"
    column: int


Syntax = Literal | Name | Select | Has | Index | Call | Macro | Unary | Binary | Conditional | Listing | Mapping


def write_grammar(file: BinaryIO) -> None:
    """The grammar of expressions as it was analysed, for `read_grammar` of another process."""
    CELParser()
    assert CELParser.CEL_PARSER is not None
    CELParser.CEL_PARSER.save(file)


def read_grammar(file: BinaryIO) -> None:
    """Go by a grammar that was analysed before, by the same celpy and lark."""
    if CELParser.CEL_PARSER is None:
        CELParser.CEL_PARSER = Lark.load(file)


@lru_cache(maxsize=4096)
def syntax_of(source: str) -> Syntax:
    """The tree of an expression; columns count characters of it from 1. Raises ValueError where it has none."""
    try:
        return _folded(CELParser().parse(source))
    except CELParseError as error:
        raise ValueError(f"`{source}` cannot be followed at character {error.column or '?'}") from None


def walk(tree: Syntax) -> Iterator[Syntax]:
    """The tree and everything in it, outer parts first."""
    yield tree
    for part in parts_of(tree):
        yield from walk(part)


def parts_of(tree: Syntax) -> tuple[Syntax, ...]:
    """What a node is made of, in the order it is written."""
    match tree:
        case Select(of=of):
            return (of,)
        case Has(path=path):
            return (path,)
        case Index(of=of, key=key):
            return of, key
        case Call(arguments=arguments):
            return arguments
        case Macro(of=of, bodies=bodies):
            return of, *bodies
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return left, right
        case Conditional(test=test, then=then, otherwise=otherwise):
            return test, then, otherwise
        case Listing(items=items):
            return items
        case Mapping(entries=entries):
            return tuple(part for entry in entries for part in entry)
    return ()


def path_of(tree: Syntax) -> tuple[str, ...] | None:
    """The names along a plain path such as `form.loss.kind`; None for anything else."""
    match tree:
        case Name(name=name):
            return (name,)
        case Select(of=of, field=field):
            before = path_of(of)
            return None if before is None else (*before, field)
    return None


def _folded(tree: "Tree[Token]") -> Syntax:
    name, children = str(tree.data), tree.children
    if name in BEYOND:
        raise ValueError(f"`{name}` means nothing in a definition")
    fold = FOLDS.get(name)
    if fold is not None:
        return fold(children, tree.meta.column)
    if len(children) == 1:
        return _folded(_tree(children[0]))
    column = tree.meta.column
    if name == "expr":
        test, then, otherwise = (_folded(_tree(child)) for child in children)
        return Conditional(test, then, otherwise, column)
    if name in ("conditionalor", "conditionaland"):
        return Binary("||" if name == "conditionalor" else "&&", *_both(children), column)
    if name == "unary":
        return Unary("!" if _tree(children[0]).data == "unary_not" else "-", _folded(_tree(children[1])), column)
    first = _tree(children[0])  # `relation_eq` and its like hold the left side
    operator = OPERATORS[str(first.data).rpartition("_")[2]]
    return Binary(operator, _folded(_tree(first.children[0])), _folded(_tree(children[1])), column)


def _member(children: list[Any], column: int) -> Syntax:
    of, name, *given = children
    arguments = _arguments(given)
    if name in MACROS and len(arguments) > 1 and isinstance(arguments[0], Name):
        return Macro(str(name), _folded(of), arguments[0].name, arguments[1:], name.column)
    return Call(str(name), (_folded(of), *arguments), True, name.column)


def _function(children: list[Any], column: int) -> Syntax:
    name, *given = children
    arguments = _arguments(given)
    if name == "has" and len(arguments) == 1:
        return Has(arguments[0], column)
    return Call(str(name), arguments, False, column)


def _literal(children: list[Any], column: int) -> Syntax:
    token: Token = children[0]
    text = str(token)
    match token.type:
        case "BOOL_LIT":
            return Literal(text == "true", column)
        case "NULL_LIT":
            return Literal(None, column)
        case "INT_LIT" | "UINT_LIT":
            return Literal(int(text.rstrip("uU"), 0 if "0x" in text else 10), column)
        case "FLOAT_LIT":
            return Literal(float(text), column)
    return Literal(ast.literal_eval(text), column)  # text is written as Python writes it


def _mapping(children: list[Any], column: int) -> Syntax:
    flat = _arguments(children)
    return Mapping(tuple(zip(flat[::2], flat[1::2], strict=True)), column)


FOLDS: dict[str, Callable[[list[Any], int], Syntax]] = {
    "literal": _literal,
    "ident": lambda children, column: Name(str(children[0]), column),
    "paren_expr": lambda children, column: _folded(children[0]),
    "list_lit": lambda children, column: Listing(_arguments(children), column),
    "map_lit": _mapping,
    "ident_arg": _function,
    "member_dot": lambda children, column: Select(_folded(children[0]), str(children[1]), children[1].column),
    "member_dot_arg": _member,
    "member_index": lambda children, column: Index(_folded(children[0]), _folded(children[1]), column),
}


def _arguments(given: list[Any]) -> tuple[Syntax, ...]:
    return tuple(_folded(_tree(child)) for child in _tree(given[0]).children) if given else ()


def _both(children: list[Any]) -> tuple[Syntax, Syntax]:
    left, right = (_folded(_tree(child)) for child in children)
    return left, right


def _tree(child: Any) -> "Tree[Token]":
    assert isinstance(child, Tree)
    return child
