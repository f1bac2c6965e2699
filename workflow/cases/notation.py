"""How cases are written: moments, durations, changed answers; and what is said when something is written wrong."""

import copy
from collections.abc import Mapping
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from workflow.clock import HANOI, Duration
from workflow.definition.places import Fault
from workflow.definition.reading import Node
from workflow.engine.events import Paper

OPENING = time(8, 0)


class Mistake(Exception):
    """The case cannot go on as written."""

    def __init__(self, node: Node, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.fault = Fault("case", node.place, reason, hint)


Given = Mapping[str, Node]
"""What a file of cases defines once, by name."""


def named(node: Node | None, given: Given) -> Node | None:
    """The node, or what it names: `change: lost` means what the file gives as `lost`."""
    return given.get(node.value, node) if node is not None and isinstance(node.value, str) else node


def needed(node: Node, key: str) -> Node:
    """The value of a key; raises Mistake when it is missing."""
    found = node.get(key)
    if found is None:
        raise Mistake(node, f"`{key}` is missing", "add it")
    return found


def text_of(node: Node, key: str) -> str | None:
    """The value of a key as text, or None."""
    found = node.get(key)
    return None if found is None else str(found.value)


def plain_of(node: Node, key: str, default: Any) -> Any:
    """The value of a key as JSON, or the default."""
    found = node.get(key)
    return default if found is None else as_json(found.plain())


def list_of(node: Node, key: str) -> list[Node]:
    """The items of a list that may be left out."""
    found = node.get(key)
    if found is None:
        return []
    if not isinstance(found.value, list):
        raise Mistake(found, f"`{key}` is not a list", "begin each line with `- `")
    return list(found.value)


def moment(node: Node, *, time_needed: bool = False) -> datetime:
    """A moment in local time; a day alone means its opening hour."""
    value = node.value
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise Mistake(node, f"'{value}' is not a moment", "write it as 2025-08-04 09:00") from None
    if isinstance(value, datetime):
        return value.replace(tzinfo=HANOI)
    if isinstance(value, date) and not time_needed:
        return datetime.combine(value, OPENING, HANOI)
    raise Mistake(node, f"'{node.value}' is not a moment", "write it as 2025-08-04 09:00")


def duration(node: Node) -> Duration:
    """A length of time such as `3 working days`."""
    try:
        return Duration.parse(str(node.value))
    except ValueError as error:
        raise Mistake(node, str(error)) from None


def changed(answers: dict[str, Any], change: Node | None) -> dict[str, Any]:
    """Answers with some values changed, by JSON Pointer; `null` takes a field out."""
    result = copy.deepcopy(answers)
    if change is not None and not isinstance(change.value, dict):
        raise Mistake(
            change, f"`{change.value}` says no changes", "write pointers and values, or a name under `given:`"
        )
    for pointer, node in change.value.items() if change else ():
        *parents, last = pointer.strip("/").split("/")
        target: Any = result
        try:
            for part in parents:
                target = target[int(part)] if isinstance(target, list) else target.setdefault(part, {})
            _put(target, last, as_json(node.plain()))
        except (IndexError, ValueError, AttributeError, TypeError):
            raise Mistake(node, f"the form has no place {pointer}", "write it as /rows/0/days") from None
    return result


def _put(target: Any, last: str, value: Any) -> None:
    if isinstance(target, list):
        index = int(last)
        if value is None:
            del target[index]
        elif index == len(target):
            target.append(value)
        else:
            target[index] = value
    elif value is None:
        target.pop(last, None)
    else:
        target[last] = value


def as_json(value: Any) -> Any:
    """Plain YAML values as a JSON form has them: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(child) for key, child in value.items()}
    if isinstance(value, list):
        return [as_json(child) for child in value]
    return value.isoformat() if isinstance(value, date) else value


def paper(component: str, note: str = "") -> Paper:
    """A paper handed in for a component."""
    digest = sha256(f"{component}{note}".encode()).hexdigest()
    return Paper(component=component, name=f"{component}.pdf", sha256=digest, size=1000, media_type="application/pdf")
