"""CEL expressions as definitions use them: parse once, evaluate often, fail with words a designer understands.

The evaluator is the Rust one (0.02 ms an expression); why: docs/decisions.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import cel
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

MISSING = object()
"""What `Expression.value` gives for a value that is not there (an optional field left empty)."""

_COMPLAINT = re.compile(r"<input>:1:(\d+): (?:Syntax error: )?(.*?)(?: expecting \{.*)?$", re.MULTILINE)
_UNDEFINED = re.compile(r"Undefined variable or function: '(\w+)'")


class ExpressionError(ValueError):
    """The expression cannot be evaluated with the data at hand."""

    def __init__(self, source: str, cause: str) -> None:
        super().__init__(f"the expression `{source}` cannot be evaluated: {cause}")
        self.source = source


class Expression:
    """A CEL expression; `names` are the root names it reads."""

    __slots__ = ("_path", "_program", "_wanted", "names", "source")

    def __init__(self, source: str) -> None:
        """Parse `source`; raises ValueError with the parser's first complaint."""
        self.source = source
        try:
            self._program = cel.compile(source)
        except ValueError as error:
            raise ValueError(_first_complaint(source, str(error))) from None
        self.names: tuple[str, ...] = tuple(self._program.variables())
        self._wanted = _wanted(source, self.names)
        self._path = tuple(source.split(".")) if self.names and _PATH.fullmatch(source) else ()

    @property
    def reads(self) -> "Wanted":
        """What it reads of each of its names."""
        return self._wanted

    def value(self, names: Mapping[str, Any]) -> Any:
        """The expression's value, or MISSING where it reads a field that is not there; raises ExpressionError."""
        if self._path:
            return self._follow(names)
        try:
            # Everything handed over is converted, at a microsecond a value: only what is read goes in.
            given = {name: _only(names[name], wanted) for name, wanted in self._wanted.items() if name in names}
            return self._program.execute(given)
        except LookupError:
            return MISSING
        except (ArithmeticError, RuntimeError, TypeError, ValueError) as error:
            undefined = _UNDEFINED.match(str(error))
            if undefined and undefined[1] in self.names and undefined[1] not in names:
                return MISSING
            raise ExpressionError(self.source, str(error)) from None

    def _follow(self, names: Mapping[str, Any]) -> Any:
        """The value of an expression that is nothing but a path, without asking the evaluator."""
        value: Any = names
        for part in self._path:
            if not isinstance(value, Mapping):
                raise ExpressionError(self.source, f"'{part}' is read of {value!r}")
            if part not in value:
                return MISSING
            value = value[part]
        return value

    @property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """What it reads, as paths of names; a path reads all that is below its end."""
        return tuple(_paths(dict(self._wanted)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.source!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and type(other) is type(self) and other.source == self.source

    def __hash__(self) -> int:
        return hash(self.source)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parsed, serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.source)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "integer", "boolean"]}

    @classmethod
    def parsed(cls, raw: Any) -> "Expression":
        """An expression from what a file says: text, or a plain number or yes-no; raises ValueError."""
        if isinstance(raw, cls):
            return raw
        if isinstance(raw, bool):
            return _made("true" if raw else "false", is_condition=cls is Condition)
        if isinstance(raw, int):
            return _made(str(raw), is_condition=cls is Condition)
        if not isinstance(raw, str):
            raise ValueError("an expression is written as text")
        return _made(raw, is_condition=cls is Condition)


@lru_cache(maxsize=8192)  # the versions of a procedure, and the definitions among them, say most things alike
def _made(source: str, *, is_condition: bool) -> Expression:
    return Condition(source) if is_condition else Expression(source)


class Condition(Expression):
    """An expression whose value is true or false."""

    __slots__ = ()

    def holds(self, names: Mapping[str, Any]) -> bool:
        """Whether the condition is true; raises ExpressionError when a value is missing or it is not a yes or no."""
        value = self.value(names)
        if value is MISSING:
            missing = ", ".join(self.names)
            raise ExpressionError(
                self.source, f"a value it reads is not there (it reads {missing}); test it with has(…) first"
            )
        if not isinstance(value, bool):
            raise ExpressionError(self.source, f"it gives {value!r}, not true or false")
        return value


Wanted = dict[str, "Wanted | None"]
"""Which parts of a mapping are read; None: all of it."""

_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_READ = re.compile(
    r"""(?: "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' )                            # words in quotes are passed over
      | (?<![\w.]) (?P<path> [A-Za-z_]\w* (?:\s*\.\s*[A-Za-z_]\w*)* ) (?P<call> \s*\( )?""",
    re.VERBOSE,
)
_BEYOND = re.compile(r"""\"\"\"|'''|\b[rRbB]+["']|//|`""")
"""Ways to write text that this reader of paths does not follow: then everything is handed over."""


def _wanted(source: str, names: tuple[str, ...]) -> dict[str, Wanted | None]:
    """What an expression reads of each of its names."""
    wanted: dict[str, Wanted | None] = {}
    for found in _READ.finditer(source) if not _BEYOND.search(source) else ():
        parts = [part.strip() for part in (found["path"] or "").split(".")]
        if found["call"]:
            parts.pop()  # the name of a function or method
        _add(wanted, parts)
    return {name: wanted.get(name) for name in names}


def _add(wanted: dict[str, Wanted | None], parts: list[str]) -> None:
    """Add a path; a path that ends wants everything below, whatever others want there."""
    for part in parts[:-1]:
        below = wanted.setdefault(part, {})
        if below is None:
            return
        wanted = below
    if parts:
        wanted[parts[-1]] = None


def _paths(wanted: Wanted) -> Iterator[tuple[str, ...]]:
    for name, below in wanted.items():
        if below:
            yield from ((name, *rest) for rest in _paths(below))
        else:
            yield (name,)


def _only(value: Any, wanted: Wanted | None) -> Any:
    if wanted is None or not isinstance(value, Mapping):
        return value
    return {key: _only(value[key], below) for key, below in wanted.items() if key in value}


def _first_complaint(source: str, message: str) -> str:
    """The parser's first complaint, in plain words, with a hint for the commonest slip."""
    found = _COMPLAINT.search(message)
    said = f"{found[2]} (at character {found[1]})" if found else message.partition("\n")[0]
    hint = "; compare with == rather than =" if "'= '" in message or "'='" in message else ""
    return f"`{source}` is not an expression: {said}{hint}"
