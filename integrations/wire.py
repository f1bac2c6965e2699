"""Small things every wire contract needs: reading what partners send instead of text, naming the field at fault."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ValidationError

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def text_of(value: object) -> object:
    """Read nothing, a number or a truth value where text is meant; raises ValueError for text no database stores."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str) and "\x00" in value:
        raise ValueError("holds a NUL character")
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, BeforeValidator(text_of)]


def first_problem(error: ValidationError) -> str:
    """Say in one line which wire field is wrong and why."""
    problem = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else problem["msg"]
