"""What a cross-field keyword may look at beside the value it stands on: the day, the whole answers, the code lists.

jsonschema hands a keyword its own value only. A context variable carries the rest, so that the validator is built once
a form and threads do not see each other's answers.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.codes import CodeList


@dataclass(frozen=True)
class Context:
    """One validation: the whole answers, the day it is done for (none: day rules are silent) and the code lists."""

    root: Any = None
    today: date | None = None
    codes: Mapping[str, CodeList] = field(default_factory=dict)


_NOTHING = Context()
_current: ContextVar[Context] = ContextVar("form_context", default=_NOTHING)


def current() -> Context:
    """The context of the validation that is running here."""
    return _current.get()


@contextmanager
def within(context: Context) -> Iterator[None]:
    """Let the keywords see `context` while the block runs."""
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)
