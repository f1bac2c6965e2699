"""Which numbers of law a rule may read: those whose names stand in its code, or in code and tables of rules that it uses."""

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from procedures.rules.law import Parameters
from procedures.rules.registry import Rule

HERE = __name__.rpartition(".")[0]


def read_by(rule: Rule, law: Parameters) -> frozenset[str]:
    """The parameters a rule may read, on some way through it. A name that is put together as it runs is not seen."""
    return frozenset(_texts_of(rule.function) & law.by_name.keys())


def _texts_of(function: Any) -> set[str]:
    texts: set[str] = set()
    met = {id(function)}
    left = [function]
    while left:
        found = left.pop()
        if isinstance(found, str):
            texts.add(found)
        for part in _parts(found):
            if id(part) not in met:
                met.add(id(part))
                left.append(part)
    return texts


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
