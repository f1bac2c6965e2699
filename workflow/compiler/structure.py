"""From the tree in force to the models: what the language allows, said with file and line."""

import difflib
from typing import Any

from pydantic import BaseModel, ValidationError

from workflow.definition.faults import faults_of, words_of
from workflow.definition.models import (
    STEP_KINDS,
    Act,
    Attachments,
    Choice,
    Component,
    Deadline,
    Definition,
    SupplementRule,
    Text,
    TimeLimit,
    step_kind,
)
from workflow.definition.places import Fault, Path
from workflow.definition.reading import Node

PARTS: dict[Any, type[BaseModel]] = {
    "title": Text, "supplement": SupplementRule, "deadline": Deadline, "attachments": Attachments,
}  # fmt: skip
ELEMENTS: dict[Any, type[BaseModel]] = {
    "components": Component, "labels": Text, "checklist": Text, "basis": Act, "choose": TimeLimit, "decide": Choice,
}  # fmt: skip
"""What stands under a key, and under each element below a key: for naming the nearest key that exists."""


def parsed(tree: Node, faults: list[Fault]) -> Definition | None:
    """The definition, or None with a fault for each place that does not fit."""
    try:
        return Definition.model_validate(tree.plain())
    except ValidationError as error:
        own = {"step_kind": _kind_fault, "extra_forbidden": _key_fault}
        faults.extend(faults_of(error, tree, passed_over=_is_tag, own=own))
        return None


def _is_tag(location: tuple[Any, ...], index: int) -> bool:
    """Whether this part is pydantic's tag of a step kind: it follows the name of a step."""
    return index >= 2 and location[index - 2] == "steps" and location[index] in STEP_KINDS


def _kind_fault(path: Path, tree: Node) -> Fault:
    node, step = tree.at(path), path[-1]
    keys = list(node.value) if isinstance(node.value, dict) else []
    kinds = [key for key in keys if key in STEP_KINDS]
    if len(kinds) > 1:
        both = f"step '{step}' is both `{kinds[0]}` and `{kinds[1]}`"
        return Fault("two-kinds", node.place, both, "make two steps of it")
    near = next((match[0] for key in keys if (match := difflib.get_close_matches(key, STEP_KINDS, 1))), None)
    hint = f"did you mean `{near}`?" if near else f"give it one of: {', '.join(STEP_KINDS)}"
    return Fault("no-kind", node.place, f"step '{step}' does not say what it does", hint)


def _key_fault(path: Path, tree: Node) -> Fault:
    found = tree.at(path)
    near = difflib.get_close_matches(str(path[-1]), _keys_beside(path, tree), 1)
    hint = f"did you mean `{near[0]}`?" if near else "remove it, or check its spelling"
    reason = f"`{words_of(path)}` is not a key of the language"
    return Fault("unknown-key", found.key or found.place, reason, hint)


def _keys_beside(path: Path, tree: Node) -> list[str]:
    """The keys the language has where this one stands."""
    if len(path) == 1:
        return list(Definition.model_fields)
    kind = step_kind(tree.at(path[:-1]).value)
    above = path[-2]
    model = STEP_KINDS.get(kind or "") or PARTS.get(above) or ELEMENTS.get(path[-3] if len(path) > 2 else None)
    return [info.alias or name for name, info in model.model_fields.items()] if model else []
