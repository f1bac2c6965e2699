"""Turns what pydantic finds wrong in a file into faults with file, line, reason and hint, in words of whoever wrote the file."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from workflow.definition.places import Fault, Path
from workflow.definition.reading import Node

EXPECTED = {
    "string_type": "text",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a day",
    "date_from_datetime_parsing": "a day",
    "date_from_datetime_inexact": "a day",
}
HINTS = {
    "text": "put it in quotes",
    "a mapping": "write its keys below it, or between braces",
    "a list": "begin each line with `- `, or write it between brackets",
    "a day": "write it as 2025-07-01, without quotes",
}
Problem = Mapping[str, Any]
Own = Callable[[Path, Node], Fault]


def faults_of(
    error: ValidationError,
    node: Node,
    *,
    passed_over: Callable[[tuple[Any, ...], int], bool] = lambda location, index: False,
    own: Mapping[str, Own] | None = None,
) -> list[Fault]:
    """One fault for every place that does not fit, at the value, or at its nearest ancestor when it is missing.

    `passed_over` tells which parts of pydantic's location are no keys of the file; `own` says some problems, by
    pydantic's name for them, in words of its own.
    """
    by_path: dict[Path, list[Problem]] = {}
    for problem in error.errors(include_url=False):
        by_path.setdefault(_path(problem, node, passed_over), []).append(problem)
    return [
        _fault(path, problems, node, own or {})
        for path, problems in by_path.items()
        if not _is_other_alternative(path, problems, by_path)
    ]


def _path(problem: Problem, node: Node, passed_over: Callable[[tuple[Any, ...], int], bool]) -> Path:
    """The location as keys of the file: names of alternatives and validators are left out."""
    location = problem["loc"]
    path: list[str | int] = []
    for index, part in enumerate(location):
        if not passed_over(location, index) and _is_child(node, part):
            path.append(part)
            node = node[part]
    if problem["type"] == "missing":
        path.append(location[-1])
    return tuple(path)


def _is_child(node: Node, part: str | int) -> bool:
    if isinstance(node.value, dict):
        return part in node.value
    return isinstance(node.value, list) and isinstance(part, int) and part < len(node.value)


def _is_other_alternative(path: Path, problems: list[Problem], by_path: Mapping[Path, object]) -> bool:
    """Whether these only say that the value is none of the other things it might have been, while it is wrong deeper in."""
    deeper = any(len(other) > len(path) and other[: len(path)] == path for other in by_path)
    return deeper and all(problem["type"] in EXPECTED or problem["type"] == "literal_error" for problem in problems)


def _fault(path: Path, problems: list[Problem], node: Node, own: Mapping[str, Own]) -> Fault:
    kind = problems[0]["type"]
    if kind in own:
        return own[kind](path, node)
    found, where = node.at(path), words_of(path)
    if kind == "extra_forbidden":
        hint = "remove it, or check its spelling"
        return Fault("unknown-key", found.key or found.place, f"`{where}` is not known here", hint)
    if kind == "missing":
        inside = words_of(path[:-1])
        return Fault("missing-key", found.place, f"`{path[-1]}` is missing in `{inside}`", "add it")
    said = [problem["msg"].removeprefix("Value error, ") for problem in problems if problem["type"] == "value_error"]
    if said:
        return Fault("bad-value", found.place, f"`{where}`: {said[0]}")
    if kind == "too_short":
        return Fault("bad-value", found.place, f"`{where}` is empty", "write at least one entry")
    expected = list(dict.fromkeys(_expected(problems)))
    reason = f"`{where}` should be {' or '.join(expected)}, not {_short(found.value)}"
    return Fault("bad-value", found.place, reason, HINTS.get(expected[0], "") if len(expected) == 1 else "")


def words_of(path: Path) -> str:
    """A path as people read it; inside a shared graph it begins with that graph."""
    keys = [str(part) for part in path]
    while "graph" in keys:
        keys = keys[keys.index("graph") + 1 :]
    return ".".join(keys) or "the file"


def _expected(problems: list[Problem]) -> Iterator[str]:
    for problem in problems:
        if problem["type"] in EXPECTED:
            yield EXPECTED[problem["type"]]
        elif "expected" in problem.get("ctx", {}):
            yield str(problem["ctx"]["expected"])
        elif problem["type"] != "is_instance_of" or len(problems) == 1:
            yield str(problem["msg"]).removeprefix("Input should be ")


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    shown = "nothing" if value is None else f"`{value}`"
    return shown if len(shown) <= 60 else f"{shown[:60]}…`"
