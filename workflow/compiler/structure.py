"""From the tree in force to the models: what the language allows, said with file and line."""

import difflib
from typing import Any

from pydantic import ValidationError

from workflow.definition.models import STEP_KINDS, Definition, step_kind
from workflow.definition.places import Fault, Path
from workflow.definition.reading import Node

HINTS = {
    "missing": "add it",
    "string_type": "put it in quotes if it is a code",
    "date_type": "write it as 2025-07-01, without quotes",
}


def parsed(tree: Node, faults: list[Fault]) -> Definition | None:
    """The definition, or None with a fault for each place that does not fit."""
    try:
        return Definition.model_validate(tree.plain())
    except ValidationError as error:
        faults.extend(_fault(problem, tree) for problem in error.errors(include_url=False))
        return None


def _fault(problem: Any, tree: Node) -> Fault:
    path = _in_file(problem["loc"])
    place = tree.place_of(path)
    where = ".".join(str(part) for part in path) or "the definition"
    if problem["type"] == "extra_forbidden":
        return Fault("unknown-key", place, f"`{where}` is not a key of the language", _nearest(path, tree))
    if problem["type"] == "missing":
        return Fault(
            "missing-key",
            place,
            f"`{path[-1]}` is missing in `{'.'.join(map(str, path[:-1])) or 'the definition'}`",
            HINTS["missing"],
        )
    if problem["type"] == "step_kind":
        return _kind_fault(path, tree)
    message = problem["msg"].removeprefix("Value error, ")
    return Fault("bad-value", place, f"`{where}`: {message}", HINTS.get(problem["type"], ""))


def _in_file(loc: tuple[Any, ...]) -> Path:
    """A pydantic location without what is not in the file: the tags of step kinds and the names of validators."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        is_tag = index >= 2 and loc[index - 2] == "steps" and part in STEP_KINDS
        if not is_tag and not (isinstance(part, str) and "[" in part):
            path.append(part)
    return tuple(path)


def _kind_fault(path: Path, tree: Node) -> Fault:
    node = tree
    for part in path:
        node = node[part]
    step = path[-1]
    kinds = [key for key in node.value if key in STEP_KINDS] if isinstance(node.value, dict) else []
    known = ", ".join(STEP_KINDS)
    if len(kinds) > 1:
        return Fault(
            "two-kinds", node.place, f"step '{step}' is both `{kinds[0]}` and `{kinds[1]}`", "make two steps of it"
        )
    keys = list(node.value) if isinstance(node.value, dict) else []
    near = next((match[0] for key in keys if (match := difflib.get_close_matches(key, STEP_KINDS, 1))), None)
    hint = f"did you mean `{near}`?" if near else f"give it one of: {known}"
    return Fault("no-kind", node.place, f"step '{step}' does not say what it does", hint)


def _nearest(path: Path, tree: Node) -> str:
    """Keys that stand where the unknown one does, nearest first."""
    known: set[str] = set(Definition.model_fields)
    parent = tree
    for part in path[:-1]:
        try:
            parent = parent[part]
        except (KeyError, IndexError, TypeError):
            return "remove it, or check its spelling"
    kind = step_kind(parent.value) if isinstance(parent.value, dict) and len(path) > 1 else None
    if kind:
        known = {info.alias or name for name, info in STEP_KINDS[kind].model_fields.items()}
    near = difflib.get_close_matches(str(path[-1]), known, 1)
    return f"did you mean `{near[0]}`?" if near else "remove it, or check its spelling"
