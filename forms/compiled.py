"""Quick checks of schemas: closures that answer only whether a value is sound, for lists of thousands of rows.

They save what a validator spends on being able to explain. What they call sound the validator finds no error in; a
schema with a keyword they do not know is not compiled, and the validator does all of it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator

from forms.keywords import KEYWORDS, code_within
from forms.schemas import ANNOTATIONS

Check = Callable[[Any], bool]

_SILENT = ANNOTATIONS | {"$schema", "$id", "$defs", "then", "else", "minContains", "maxContains"}
_SILENT |= {"x-labels", "x-record", "x-earlier", "x-prefill", "x-code-within", *KEYWORDS}
_ALONE = frozenset(
    (
        *("enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern"),
        *("minLength", "maxLength", "format", "minItems", "maxItems", "uniqueItems", "dependentRequired"),
        *("minProperties", "maxProperties", "type", "required"),
    )
)
"""Keywords that look at the value and at nothing inside it but data: the validator's own functions judge them."""


def compiled(schema: Any, validator: Any) -> Check | None:
    """A check of `schema`, which lies inside the schema of `validator`; None when some keyword is not known here."""
    if isinstance(schema, bool):
        return (lambda _: True) if schema else (lambda _: False)
    if not schema.keys() <= _SILENT | _ALONE | _APPLYING.keys():
        return None
    checks = [_alone(keyword, schema, validator) for keyword in schema if keyword in _ALONE]
    for keyword in schema:
        if keyword in _APPLYING:
            check = _APPLYING[keyword](schema[keyword], schema, validator)
            if check is None:
                return None
            checks.append(check)
    return _all(checks)


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def sound(value: Any) -> bool:
        for check in checks:  # noqa: SIM110 - all() with a generator costs twice as much
            if not check(value):
                return False
        return True

    return sound


def _alone(keyword: str, schema: dict[str, Any], validator: Any) -> Check:
    said = schema[keyword]
    if keyword == "type" and said == "string":
        return lambda value: isinstance(value, str)
    if keyword == "required":
        return lambda value: not isinstance(value, dict) or all(name in value for name in said)
    if keyword == "enum" and all(isinstance(each, str) for each in said):
        offered = frozenset(said)
        return lambda value: isinstance(value, str) and value in offered
    if keyword == "const" and isinstance(said, str):
        return lambda value: isinstance(value, str) and value == said
    if keyword == "format":
        formats = validator.format_checker
        return lambda value: bool(formats.conforms(value, said))
    judge = Draft202012Validator.VALIDATORS[keyword]
    return lambda value: _nothing(judge(validator, said, value, schema))


def _nothing(errors: Iterator[Any] | None) -> bool:
    return errors is None or next(iter(errors), None) is None


def _properties(said: dict[str, Any], _: Any, validator: Any) -> Check | None:
    inner = {name: compiled(each, validator) for name, each in said.items()}
    if None in inner.values():
        return None
    checks = [(name, check, _cross_field(said[name])) for name, check in inner.items() if check]

    def sound(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        for name, check, cross_field in checks:
            if name in value and not (check(value[name]) and (cross_field is None or cross_field(value[name], value))):
                return False
        return True

    return sound


def _cross_field(schema: Any) -> Callable[[Any, dict[str, Any]], bool] | None:
    if not isinstance(schema, dict):
        return None
    judges = [(KEYWORDS[keyword], schema[keyword]) for keyword in schema.keys() & KEYWORDS.keys()]
    if "x-code-within" in schema:
        judges.append((code_within, schema))
    if not judges:
        return None
    return lambda value, parent: all(_nothing(judge(value, said, parent)) for judge, said in judges)


def _additional(said: Any, schema: dict[str, Any], validator: Any) -> Check | None:
    check = compiled(said, validator)
    if check is None or "patternProperties" in schema:
        return None
    known = frozenset(schema.get("properties", ()))
    return lambda value: not isinstance(value, dict) or all(name in known or check(value[name]) for name in value)


def _items(said: Any, schema: dict[str, Any], validator: Any) -> Check | None:
    check = compiled(said, validator)
    if check is None or "prefixItems" in schema:
        return None
    return lambda value: not isinstance(value, list) or all(map(check, value))


def _contains(said: Any, schema: dict[str, Any], validator: Any) -> Check | None:
    check = compiled(said, validator)
    if check is None or schema.keys() & {"minContains", "maxContains"}:
        return None
    return lambda value: not isinstance(value, list) or any(map(check, value))


def _together(join: Callable[[Iterator[bool]], bool]) -> Callable[[Any, Any, Any], Check | None]:
    def compile_all(said: list[Any], _: Any, validator: Any) -> Check | None:
        made = [compiled(each, validator) for each in said]
        checks = [check for check in made if check]
        return None if len(checks) < len(made) else lambda value: join(check(value) for check in checks)

    return compile_all


def _not(said: Any, _: Any, validator: Any) -> Check | None:
    check = compiled(said, validator)
    return None if check is None else lambda value: not check(value)


def _if(said: Any, schema: dict[str, Any], validator: Any) -> Check | None:
    condition = compiled(said, validator)
    holds, fails = (compiled(schema.get(branch, True), validator) for branch in ("then", "else"))
    if condition is None or holds is None or fails is None:
        return None
    return lambda value: holds(value) if condition(value) else fails(value)


_APPLYING: dict[str, Callable[[Any, dict[str, Any], Any], Check | None]] = {
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "contains": _contains,
    "allOf": _together(all),
    "anyOf": _together(any),
    "not": _not,
    "if": _if,
}
