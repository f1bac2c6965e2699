"""What can be told of a rule from its code: the numbers of law it may read, and the names its values can have."""

import re
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from procedures.rules.law import Parameters
from procedures.rules.registry import Rule

HERE = __name__.rpartition(".")[0]
WORD = re.compile(r"[A-Za-z_]\w*")


def read_by(rule: Rule, law: Parameters) -> frozenset[str]:
    """The parameters a rule may read, on some way through it. A name that is put together as it runs is not seen."""
    return frozenset(each for each in _met(rule.function) if isinstance(each, str)) & law.by_name.keys()


def names_given(rule: Rule) -> frozenset[str]:
    """Every name its values can have: those in its code and in what it uses, and what its docstring says of them.

    Far more names than it gives, but what is not among them it cannot give.
    """
    names = set(rule.facts_model.model_fields)
    for each in _met(rule.function):
        if isinstance(each, str):
            names.update(WORD.findall(each))
        elif isinstance(each, type):
            names.update(getattr(each, "__annotations__", ()))
        elif isinstance(each, FunctionType):
            names.update(name for code in _codes(each.__code__) for name in (*code.co_names, *code.co_varnames))
    return frozenset(names)


def _met(function: Any) -> list[Any]:
    """A function and all it is made of or uses: texts, tables, functions and classes of the rules."""
    found = [function]
    known = {id(function)}
    for each in found:  # which grows meanwhile
        for part in _parts(each):
            if id(part) not in known:
                known.add(id(part))
                found.append(part)
    return found


def _parts(found: Any) -> Iterator[Any]:
    """What a function, a class or a table is made of, as far as it belongs to the rules."""
    if isinstance(found, FunctionType) and found.__module__.startswith(HERE):
        for code in _codes(found.__code__):
            yield from (each for each in code.co_consts if not isinstance(each, CodeType))
            named = (found.__globals__.get(name) for name in code.co_names)
            yield from (each for each in named if not isinstance(each, ModuleType))
    elif isinstance(found, type) and found.__module__.startswith(HERE):
        for each in vars(found).values():
            yield getattr(each, "fget", None) or getattr(each, "func", None) or getattr(each, "__func__", None) or each
    elif isinstance(found, Mapping):
        yield from (part for pair in found.items() for part in pair)
    elif isinstance(found, tuple | list | set | frozenset):
        yield from found


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)
