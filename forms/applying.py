"""Leaves out answers that the case chosen rules out: what was filled in before one changed one's mind."""

from collections.abc import Callable
from typing import Any

from forms.schemas import Schema, holding

Holds = Callable[[Any, Any], bool]


def applicable(schema: Schema, answers: Any, holds: Holds) -> Any:
    """`answers` without the fields that a condition which now holds forbids."""
    # A field left out may have been the condition of another one.
    for _ in range(5):
        kept = _kept([schema], answers, holds)
        if kept == answers:
            break
        answers = kept
    return answers


def _kept(said: list[Any], value: Any, holds: Holds) -> Any:
    node = holding(said, value, holds)
    if isinstance(value, list):
        return [_kept(node.items(), row, holds) for row in value]
    if not isinstance(value, dict):
        return value
    properties = node.properties()
    allowed = {name: each for name, each in value.items() if False not in properties.get(name, ())}
    return {name: _kept(properties.get(name, []), each, holds) for name, each in allowed.items()}
